using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Sets;
using Cenote.Threads;

namespace Cenote;

/// <summary>A sequence pooling that is linear in its input, so its gradient needs the mask and not the values: mean, sum, first, last.</summary>
/// <inheritdoc cref="SequencePool"/>
public abstract unsafe class LinearSequencePool : SequencePool
{
    private protected LinearSequencePool(double? emptyValue)
        : base(emptyValue)
    {
    }

    /// <summary>On how many threads one call may work at once, at least 1; by default as many as the machine has cores. The result is the same
    /// to the bit for any number, and a small batch is worked on the caller's thread alone.</summary>
    /// <exception cref="ArgumentException">The number is below 1.</exception>
    public int MaxDegreeOfParallelism
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentException($"MaxDegreeOfParallelism is {value}; it is at least 1.", nameof(value));
    } = Environment.ProcessorCount;

    /// <summary>Pools <paramref name="input"/> into <paramref name="output"/> without allocating anything.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="input">A tensor of shape <c>[N, T, D]</c> or <c>[T, D]</c>.</param>
    /// <param name="output">A tensor of shape <c>[N, D]</c> or <c>[D]</c>; it must not overlap the input.</param>
    /// <param name="mask">Of shape <c>[N, T]</c> or <c>[T]</c>, true where a token counts; all count where it is left out.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or the mask keeps nothing of some item; nothing is written then.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Forward<T>(scoped in ReadOnlyTensorSpan<T> input, scoped in TensorSpan<T> output, scoped in ReadOnlyTensorSpan<bool> mask = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        SequenceSizes sizes = Lay<T>(input.Lengths, nameof(input), output.Lengths, nameof(output), mask.Lengths, mask.FlattenedLength);
        using DenseInput<T> x = new(input);
        using DenseInput<bool> kept = new(mask);
        using DenseOutput<T> y = new(output);
        fixed (T* px = x, py = y)
        fixed (bool* pm = kept)
        {
            Memory.CheckApart(
                [Operand.Of(py, output.FlattenedLength, nameof(output))],
                [Operand.Of(px, input.FlattenedLength, nameof(input)), Operand.Of(pm, mask.FlattenedLength, nameof(mask))]);
            SetShapes.CheckMask(pm, sizes.Items, sizes.Tokens, EmptyValue);
            Items<T> items = new() { Pool = this, Sizes = sizes, Mask = pm, X = px, Y = py };
            Parts.Each(sizes.Items, MaxDegreeOfParallelism, sizes.Items * sizes.Item, ref items, &Part);
        }

        y.Commit();

        static void Part(ref Items<T> items, nint first, nint end)
        {
            for (nint n = first; n < end; n++)
                items.Pool.ForwardItem(items.X + n * items.Sizes.Item, items.MaskOf(n), items.Sizes, items.Y + n * items.Sizes.Width);
        }
    }

    /// <summary>Pools <paramref name="input"/> into a new tensor.</summary>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in TensorSpan{T}, in ReadOnlyTensorSpan{bool})"/>
    /// <returns>A tensor of shape <c>[N, D]</c> or <c>[D]</c>.</returns>
    public Tensor<T> Forward<T>(Tensor<T> input, Tensor<bool>? mask = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        Tensor<T> output = Shapes.Create<T>(Lay(input.Lengths, nameof(input)).Pooled(input.Lengths));
        Forward(input.AsReadOnlyTensorSpan(), output.AsTensorSpan(), mask.Span());
        return output;
    }

    /// <summary>The gradient toward the input, into <paramref name="gradInput"/>, without allocating anything.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <param name="gradInput">Overwritten with the gradient toward the input; its shape is the input's. It is 0 where the mask leaves a token out.</param>
    /// <param name="mask">The mask of the forward call.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or the mask keeps nothing of some item; nothing is written then.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Backward<T>(scoped in ReadOnlyTensorSpan<T> gradOutput, scoped in TensorSpan<T> gradInput, scoped in ReadOnlyTensorSpan<bool> mask = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        SequenceSizes sizes = Lay<T>(gradInput.Lengths, nameof(gradInput), gradOutput.Lengths, nameof(gradOutput), mask.Lengths, mask.FlattenedLength);
        using DenseInput<T> dy = new(gradOutput);
        using DenseInput<bool> kept = new(mask);
        using DenseOutput<T> dx = new(gradInput);
        fixed (T* pdy = dy, pdx = dx)
        fixed (bool* pm = kept)
        {
            Memory.CheckApart(
                [Operand.Of(pdx, gradInput.FlattenedLength, nameof(gradInput))],
                [Operand.Of(pdy, gradOutput.FlattenedLength, nameof(gradOutput)), Operand.Of(pm, mask.FlattenedLength, nameof(mask))]);
            SetShapes.CheckMask(pm, sizes.Items, sizes.Tokens, EmptyValue);
            Items<T> items = new() { Pool = this, Sizes = sizes, Mask = pm, X = pdx, Y = pdy };
            Parts.Each(sizes.Items, MaxDegreeOfParallelism, sizes.Items * sizes.Item, ref items, &Part);
        }

        dx.Commit();

        static void Part(ref Items<T> items, nint first, nint end)
        {
            Memory.Clear(items.X + first * items.Sizes.Item, (end - first) * items.Sizes.Item);
            for (nint n = first; n < end; n++)
                items.Pool.BackwardItem(items.Y + n * items.Sizes.Width, items.MaskOf(n), items.Sizes, items.X + n * items.Sizes.Item);
        }
    }

    /// <summary>The gradient toward the input, in a new tensor.</summary>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <param name="inputShape">The shape of the input.</param>
    /// <param name="mask">The mask of the forward call.</param>
    /// <inheritdoc cref="Backward{T}(in ReadOnlyTensorSpan{T}, in TensorSpan{T}, in ReadOnlyTensorSpan{bool})"/>
    /// <returns>A tensor of <paramref name="inputShape"/>.</returns>
    public Tensor<T> Backward<T>(Tensor<T> gradOutput, ReadOnlySpan<nint> inputShape, Tensor<bool>? mask = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(gradOutput);
        Lay(inputShape, nameof(inputShape));
        Tensor<T> gradInput = Shapes.Create<T>(inputShape);
        Backward(gradOutput.AsReadOnlyTensorSpan(), gradInput.AsTensorSpan(), mask.Span());
        return gradInput;
    }

    /// <summary>Which of an item's tokens are read: from first to end, of those that the mask keeps. The mask keeps at least one.</summary>
    private protected virtual (int First, int End) Reads(ReadOnlySpan<bool> mask, int tokens) => (0, tokens);

    /// <summary>By what the sum of the tokens is divided.</summary>
    /// <param name="count">How many tokens were added.</param>
    private protected virtual T Divisor<T>(int count)
        where T : unmanaged, IFloatingPointIeee754<T> => T.One;

    private void ForwardItem<T>(T* x, bool* mask, in SequenceSizes sizes, T* y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (SetShapes.IsEmpty(mask, 0, sizes.Tokens))
        {
            FillEmpty(y, sizes.Width);
            return;
        }

        (int first, int end) = Reads(new ReadOnlySpan<bool>(mask, mask == null ? 0 : sizes.Tokens), sizes.Tokens);
        int count = 0;
        for (int t = first; t < end; t++)
        {
            if (mask != null && !mask[t])
                continue;

            // The first is copied, so that one token alone keeps its bits: 0 + -0 would be 0.
            if (count++ == 0)
                Rows.Copy(y, x + (nint)t * sizes.Width, sizes.Width);
            else
                Rows.Add(y, x + (nint)t * sizes.Width, sizes.Width);
        }

        Rows.Divide(y, y, Divisor<T>(count), sizes.Width);
    }

    private void BackwardItem<T>(T* dy, bool* mask, in SequenceSizes sizes, T* dx)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (SetShapes.IsEmpty(mask, 0, sizes.Tokens))
            return;

        ReadOnlySpan<bool> kept = new(mask, mask == null ? 0 : sizes.Tokens);
        (int first, int end) = Reads(kept, sizes.Tokens);
        T divisor = Divisor<T>(mask == null ? end - first : kept[first..end].Count(true));
        for (int t = first; t < end; t++)
        {
            if (mask == null || mask[t])
                Rows.Divide(dx + (nint)t * sizes.Width, dy, divisor, sizes.Width);
        }
    }

    // The operands of a batch, whose items share nothing: in X and Y values forward, gradients backward.
    private struct Items<T>
        where T : unmanaged
    {
        public LinearSequencePool Pool;
        public SequenceSizes Sizes;
        public bool* Mask;
        public T* X;
        public T* Y;

        public readonly bool* MaskOf(nint item) => Mask == null ? null : Mask + item * Sizes.Tokens;
    }
}
