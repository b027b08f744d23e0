using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using Cenote.Sets;

namespace Cenote;

/// <summary>Masked maximum of a sequence, element by element: y_d = max { x_td : m_t }.</summary>
/// <remarks>
/// <para>Shapes: input <c>[N, T, D]</c> or <c>[T, D]</c>, mask <c>[N, T]</c> or <c>[T]</c>, output and indices <c>[N, D]</c> or <c>[D]</c>.</para>
/// <para>Of equal elements the first token's is picked. NaN is greater than everything, and of several the last is picked, as in
/// <see cref="MaxPool2d"/>. Gradient: dx_td = dy_d for the token t that was picked for d, 0 elsewhere.</para>
/// <para>Source: Collobert et al., "Natural language processing (almost) from scratch", 2011 (max over time).</para>
/// </remarks>
/// <param name="emptyValue">What every element is for an item of which the mask keeps nothing (its indices are -1); null (the default)
/// makes it an error.</param>
public sealed unsafe class SequenceMaxPool(double? emptyValue = null) : SequencePool(emptyValue)
{
    /// <summary>Pools <paramref name="input"/> and says which token each maximum came from, without allocating anything.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="input">A tensor of shape <c>[N, T, D]</c> or <c>[T, D]</c>.</param>
    /// <param name="output">A tensor of shape <c>[N, D]</c> or <c>[D]</c>; it must not overlap the input.</param>
    /// <param name="indices">A tensor of the output's shape: the token of each maximum, from 0 to T - 1, or -1 for an empty item.</param>
    /// <param name="mask">Of shape <c>[N, T]</c> or <c>[T]</c>, true where a token counts; all count where it is left out.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or the mask keeps nothing of some item; nothing is written then.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void ForwardWithIndices<T>(
        scoped in ReadOnlyTensorSpan<T> input, scoped in TensorSpan<T> output, scoped in TensorSpan<long> indices, scoped in ReadOnlyTensorSpan<bool> mask = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        SequenceSizes sizes = Lay<T>(input.Lengths, nameof(input), output.Lengths, nameof(output), mask.Lengths, mask.FlattenedLength);
        SetShapes.Expect(indices.Lengths, nameof(indices), output.Lengths, input.Lengths, nameof(input));
        using DenseInput<T> x = new(input);
        using DenseInput<bool> kept = new(mask);
        using DenseOutput<T> y = new(output);
        using DenseOutput<long> where = new(indices);
        fixed (T* px = x, py = y)
        fixed (bool* pm = kept)
        fixed (long* pi = where)
        {
            Memory.CheckApart(
                [Operand.Of(py, output.FlattenedLength, nameof(output)), Operand.Of(pi, indices.FlattenedLength, nameof(indices))],
                [Operand.Of(px, input.FlattenedLength, nameof(input)), Operand.Of(pm, mask.FlattenedLength, nameof(mask))]);
            SetShapes.CheckMask(pm, sizes.Items, sizes.Tokens, EmptyValue);
            for (nint n = 0; n < sizes.Items; n++)
                ForwardItem(px + n * sizes.Item, pm == null ? null : pm + n * sizes.Tokens, sizes, py + n * sizes.Width, pi + n * sizes.Width);
        }

        y.Commit();
        where.Commit();
    }

    /// <summary>Pools <paramref name="input"/> into new tensors: the maxima, and which token each came from.</summary>
    /// <inheritdoc cref="ForwardWithIndices{T}(in ReadOnlyTensorSpan{T}, in TensorSpan{T}, in TensorSpan{long}, in ReadOnlyTensorSpan{bool})"/>
    public (Tensor<T> Output, Tensor<long> Indices) ForwardWithIndices<T>(Tensor<T> input, Tensor<bool>? mask = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        nint[] shape = Lay(input.Lengths, nameof(input)).Pooled(input.Lengths);
        Tensor<T> output = Shapes.Create<T>(shape);
        Tensor<long> indices = Shapes.Create<long>(shape);
        ForwardWithIndices(input.AsReadOnlyTensorSpan(), output.AsTensorSpan(), indices.AsTensorSpan(), mask.Span());
        return (output, indices);
    }

    /// <summary>The gradient toward the input, into <paramref name="gradInput"/>, without allocating anything.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <param name="indices">Which tokens were picked, as <c>ForwardWithIndices</c> gave it; it knows what the mask left out.</param>
    /// <param name="gradInput">Overwritten with the gradient toward the input; its shape is the input's.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or an index is no token; nothing is written then.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Backward<T>(scoped in ReadOnlyTensorSpan<T> gradOutput, scoped in ReadOnlyTensorSpan<long> indices, scoped in TensorSpan<T> gradInput)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        SequenceSizes sizes = Lay<T>(gradInput.Lengths, nameof(gradInput), gradOutput.Lengths, nameof(gradOutput), mask: default, maskElements: 0);
        SetShapes.Expect(indices.Lengths, nameof(indices), gradOutput.Lengths, gradInput.Lengths, nameof(gradInput));
        using DenseInput<T> dy = new(gradOutput);
        using DenseInput<long> where = new(indices);
        using DenseOutput<T> dx = new(gradInput);
        fixed (T* pdy = dy, pdx = dx)
        fixed (long* pi = where)
        {
            Memory.CheckApart(
                [Operand.Of(pdx, gradInput.FlattenedLength, nameof(gradInput))],
                [Operand.Of(pdy, gradOutput.FlattenedLength, nameof(gradOutput)), Operand.Of(pi, indices.FlattenedLength, nameof(indices))]);
            for (nint i = 0; i < sizes.Items * sizes.Width; i++)
            {
                if (pi[i] < -1 || pi[i] >= sizes.Tokens)
                    throw new ArgumentException($"indices holds {pi[i]}; an index lies from 0 to {sizes.Tokens - 1}, or is -1 for an empty item.", nameof(indices));
            }

            Memory.Clear(pdx, sizes.Items * sizes.Item);
            for (nint n = 0; n < sizes.Items; n++)
                for (nint d = 0; d < sizes.Width; d++)
                    if (pi[n * sizes.Width + d] is >= 0 and long t)
                        pdx[n * sizes.Item + (nint)t * sizes.Width + d] = pdy[n * sizes.Width + d];
        }

        dx.Commit();
    }

    /// <summary>The gradient toward the input, in a new tensor.</summary>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <param name="indices">Which tokens were picked, as <c>ForwardWithIndices</c> gave it.</param>
    /// <param name="inputShape">The shape of the input.</param>
    /// <inheritdoc cref="Backward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{long}, in TensorSpan{T})"/>
    /// <returns>A tensor of <paramref name="inputShape"/>.</returns>
    public Tensor<T> Backward<T>(Tensor<T> gradOutput, Tensor<long> indices, ReadOnlySpan<nint> inputShape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(gradOutput);
        ArgumentNullException.ThrowIfNull(indices);
        Lay(inputShape, nameof(inputShape));
        Tensor<T> gradInput = Shapes.Create<T>(inputShape);
        Backward(gradOutput.AsReadOnlyTensorSpan(), indices.AsReadOnlyTensorSpan(), gradInput.AsTensorSpan());
        return gradInput;
    }

    private void ForwardItem<T>(T* x, bool* mask, in SequenceSizes sizes, T* y, long* indices)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (SetShapes.IsEmpty(mask, 0, sizes.Tokens))
        {
            FillEmpty(y, sizes.Width);
            Rows.Fill(indices, -1, sizes.Width);
            return;
        }

        int first = mask == null ? 0 : new ReadOnlySpan<bool>(mask, sizes.Tokens).IndexOf(true);
        Rows.Copy(y, x + (nint)first * sizes.Width, sizes.Width);
        Rows.Fill(indices, first, sizes.Width);
        for (int t = first + 1; t < sizes.Tokens; t++)
        {
            if (mask == null || mask[t])
                Take(x + (nint)t * sizes.Width, t, y, indices, sizes.Width);
        }
    }

    // One more token: where it is greater, or not a number, it takes the place of the best so far.
    private static void Take<T>(T* x, int token, T* best, long* indices, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int d = 0;
        for (; d <= width - Vector256<T>.Count; d += Vector256<T>.Count)
        {
            Vector256<T> here = Vector256.Load(x + d), old = Vector256.Load(best + d);
            Vector256<T> takes = Vector256.GreaterThan(here, old) | ~Vector256.Equals(here, here);
            Vector256.ConditionalSelect(takes, here, old).Store(best + d);
            for (uint lanes = takes.ExtractMostSignificantBits(); lanes != 0; lanes &= lanes - 1)
                indices[d + BitOperations.TrailingZeroCount(lanes)] = token;
        }

        for (; d < width; d++)
        {
            if (x[d] > best[d] || T.IsNaN(x[d]))
            {
                best[d] = x[d];
                indices[d] = token;
            }
        }
    }
}
