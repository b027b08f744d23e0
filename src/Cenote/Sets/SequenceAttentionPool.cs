using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Sets;

namespace Cenote;

/// <summary>Masked attention over a sequence: a = softmax_t(w . x_t) over the tokens that the mask keeps, y = sum_t a_t x_t.</summary>
/// <remarks>
/// <para>Shapes: input <c>[N, T, D]</c> or <c>[T, D]</c>, w <c>[D]</c>, mask and attention <c>[N, T]</c> or <c>[T]</c>, output <c>[N, D]</c> or
/// <c>[D]</c>. Attention sums to 1; it is exactly 0 where the mask leaves a token out, and everywhere for an item of which nothing is left.</para>
/// <para>Gradient: da_t = dy . x_t (plus the gradient toward the attention itself, where one is given), ds_t = a_t (da_t - sum_j a_j da_j),
/// dx_t = a_t dy + ds_t w, dw = sum_t ds_t x_t.</para>
/// <para>Source: Yang et al., "Hierarchical attention networks for document classification", 2016, with x itself in the place of
/// tanh(W x + b). For a hidden layer, a gate or several heads see <see cref="AttentionPool"/>.</para>
/// </remarks>
/// <param name="emptyValue">What every element is for an item of which the mask keeps nothing; null (the default) makes it an error.</param>
public sealed unsafe class SequenceAttentionPool(double? emptyValue = null) : SequencePool(emptyValue)
{
    /// <summary>Pools <paramref name="input"/> into <paramref name="output"/> without allocating anything.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="input">A tensor of shape <c>[N, T, D]</c> or <c>[T, D]</c>.</param>
    /// <param name="w">Of shape <c>[D]</c>: what a token's score is measured along.</param>
    /// <param name="output">A tensor of shape <c>[N, D]</c> or <c>[D]</c>; it must not overlap the input.</param>
    /// <param name="attention">A tensor of shape <c>[N, T]</c> or <c>[T]</c>: the weight of each token.</param>
    /// <param name="mask">Of shape <c>[N, T]</c> or <c>[T]</c>, true where a token counts; all count where it is left out.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or the mask keeps nothing of some item; nothing is written then.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Forward<T>(
        scoped in ReadOnlyTensorSpan<T> input,
        scoped in ReadOnlyTensorSpan<T> w,
        scoped in TensorSpan<T> output,
        scoped in TensorSpan<T> attention,
        scoped in ReadOnlyTensorSpan<bool> mask = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        SequenceSizes sizes = Lay<T>(input.Lengths, nameof(input), output.Lengths, nameof(output), mask.Lengths, mask.FlattenedLength);
        SetShapes.Expect(w.Lengths, nameof(w), input.Lengths[^1..], input.Lengths, nameof(input));
        SetShapes.Expect(attention.Lengths, nameof(attention), input.Lengths[..^1], input.Lengths, nameof(input));
        using DenseInput<T> x = new(input), direction = new(w);
        using DenseInput<bool> kept = new(mask);
        using DenseOutput<T> y = new(output), a = new(attention);
        fixed (T* px = x, pw = direction, py = y, pa = a)
        fixed (bool* pm = kept)
        {
            Memory.CheckApart(
                [Operand.Of(py, output.FlattenedLength, nameof(output)), Operand.Of(pa, attention.FlattenedLength, nameof(attention))],
                [Operand.Of(px, input.FlattenedLength, nameof(input)), Operand.Of(pw, w.FlattenedLength, nameof(w)), Operand.Of(pm, mask.FlattenedLength, nameof(mask))]);
            SetShapes.CheckMask(pm, sizes.Items, sizes.Tokens, EmptyValue);
            for (nint n = 0; n < sizes.Items; n++)
                ForwardItem(px + n * sizes.Item, pw, pm == null ? null : pm + n * sizes.Tokens, sizes, py + n * sizes.Width, pa + n * sizes.Tokens);
        }

        y.Commit();
        a.Commit();
    }

    /// <summary>Pools <paramref name="input"/> into new tensors: the output, and the weight of each token.</summary>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in TensorSpan{T}, in TensorSpan{T}, in ReadOnlyTensorSpan{bool})"/>
    public (Tensor<T> Output, Tensor<T> Attention) Forward<T>(Tensor<T> input, Tensor<T> w, Tensor<bool>? mask = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(w);
        Tensor<T> output = Shapes.Create<T>(Lay(input.Lengths, nameof(input)).Pooled(input.Lengths));
        Tensor<T> attention = Shapes.Create<T>(input.Lengths[..^1]);
        Forward(input.AsReadOnlyTensorSpan(), w.AsReadOnlyTensorSpan(), output.AsTensorSpan(), attention.AsTensorSpan(), mask.Span());
        return (output, attention);
    }

    /// <summary>The gradients toward the input and w. Two rows of T elements are rented.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <param name="input">The input of the forward call.</param>
    /// <param name="w">The w of the forward call.</param>
    /// <param name="gradInput">Overwritten with the gradient toward the input; 0 where the mask leaves a token out.</param>
    /// <param name="gradW">Overwritten with the gradient toward w, summed over the batch in its order.</param>
    /// <param name="mask">The mask of the forward call.</param>
    /// <param name="gradAttention">The gradient toward the attention, of its shape; none where it is left out.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or the mask keeps nothing of some item; nothing is written then.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Backward<T>(
        scoped in ReadOnlyTensorSpan<T> gradOutput,
        scoped in ReadOnlyTensorSpan<T> input,
        scoped in ReadOnlyTensorSpan<T> w,
        scoped in TensorSpan<T> gradInput,
        scoped in TensorSpan<T> gradW,
        scoped in ReadOnlyTensorSpan<bool> mask = default,
        scoped in ReadOnlyTensorSpan<T> gradAttention = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        SequenceSizes sizes = Lay<T>(input.Lengths, nameof(input), gradOutput.Lengths, nameof(gradOutput), mask.Lengths, mask.FlattenedLength);
        SetShapes.Expect(w.Lengths, nameof(w), input.Lengths[^1..], input.Lengths, nameof(input));
        SetShapes.Expect(gradInput.Lengths, nameof(gradInput), input.Lengths, input.Lengths, nameof(input));
        SetShapes.Expect(gradW.Lengths, nameof(gradW), w.Lengths, w.Lengths, nameof(w));
        if (!SetShapes.IsAbsent(gradAttention.Lengths, gradAttention.FlattenedLength))
            SetShapes.Expect(gradAttention.Lengths, nameof(gradAttention), input.Lengths[..^1], input.Lengths, nameof(input));

        using DenseInput<T> dy = new(gradOutput), x = new(input), direction = new(w), toAttention = new(gradAttention);
        using DenseInput<bool> kept = new(mask);
        using DenseOutput<T> dx = new(gradInput), dw = new(gradW);
        using Scratch<T> rows = new(2 * (nint)sizes.Tokens, nameof(input));
        fixed (T* pdy = dy, px = x, pw = direction, pda = toAttention, pdx = dx, pdw = dw, scratch = rows)
        fixed (bool* pm = kept)
        {
            Memory.CheckApart(
                [Operand.Of(pdx, gradInput.FlattenedLength, nameof(gradInput)), Operand.Of(pdw, gradW.FlattenedLength, nameof(gradW))],
                [Operand.Of(pdy, gradOutput.FlattenedLength, nameof(gradOutput)), Operand.Of(px, input.FlattenedLength, nameof(input)), Operand.Of(pw, w.FlattenedLength, nameof(w)), Operand.Of(pda, gradAttention.FlattenedLength, nameof(gradAttention)), Operand.Of(pm, mask.FlattenedLength, nameof(mask))]);
            SetShapes.CheckMask(pm, sizes.Items, sizes.Tokens, EmptyValue);
            Memory.Clear(pdx, sizes.Items * sizes.Item);
            Memory.Clear(pdw, sizes.Width);
            for (nint n = 0; n < sizes.Items; n++)
            {
                nint tokens = n * sizes.Tokens;
                BackwardItem(
                    pdy + n * sizes.Width, px + n * sizes.Item, pw, pm == null ? null : pm + tokens, pda == null ? null : pda + tokens, sizes, scratch, pdx + n * sizes.Item, pdw);
            }
        }

        dx.Commit();
        dw.Commit();
    }

    /// <summary>The gradients toward the input and w, in new tensors.</summary>
    /// <inheritdoc cref="Backward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in TensorSpan{T}, in TensorSpan{T}, in ReadOnlyTensorSpan{bool}, in ReadOnlyTensorSpan{T})"/>
    /// <returns>The gradients, of the input's and w's shape.</returns>
    public (Tensor<T> Input, Tensor<T> W) Backward<T>(Tensor<T> gradOutput, Tensor<T> input, Tensor<T> w, Tensor<bool>? mask = null, Tensor<T>? gradAttention = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(gradOutput);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(w);
        Tensor<T> gradInput = Shapes.Create<T>(input.Lengths), gradW = Shapes.Create<T>(w.Lengths);
        Backward(
            gradOutput.AsReadOnlyTensorSpan(), input.AsReadOnlyTensorSpan(), w.AsReadOnlyTensorSpan(), gradInput.AsTensorSpan(), gradW.AsTensorSpan(), mask.Span(), gradAttention.Span());
        return (gradInput, gradW);
    }

    private static void Weigh<T>(T* x, T* w, bool* mask, in SequenceSizes sizes, T* a)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int t = 0; t < sizes.Tokens; t++)
        {
            if (mask == null || mask[t])
                a[t] = Rows.Dot(w, x + (nint)t * sizes.Width, sizes.Width);
        }

        Softmax.Forward(a, mask, sizes.Tokens);
    }

    private void ForwardItem<T>(T* x, T* w, bool* mask, in SequenceSizes sizes, T* y, T* a)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (SetShapes.IsEmpty(mask, 0, sizes.Tokens))
        {
            FillEmpty(y, sizes.Width);
            Rows.Fill(a, T.Zero, sizes.Tokens);
            return;
        }

        Weigh(x, w, mask, sizes, a);
        Rows.Fill(y, T.Zero, sizes.Width);
        for (int t = 0; t < sizes.Tokens; t++)
        {
            if (mask == null || mask[t])
                Rows.AddScaled(y, a[t], x + (nint)t * sizes.Width, sizes.Width);
        }
    }

    private static void BackwardItem<T>(T* dy, T* x, T* w, bool* mask, T* gradAttention, in SequenceSizes sizes, T* scratch, T* dx, T* dw)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (SetShapes.IsEmpty(mask, 0, sizes.Tokens))
            return;

        T* a = scratch, ds = scratch + sizes.Tokens;
        Weigh(x, w, mask, sizes, a);
        for (int t = 0; t < sizes.Tokens; t++)
        {
            if (mask == null || mask[t])
                ds[t] = Rows.Dot(dy, x + (nint)t * sizes.Width, sizes.Width) + (gradAttention == null ? T.Zero : gradAttention[t]);
        }

        Softmax.Backward(a, ds, mask, sizes.Tokens);
        for (int t = 0; t < sizes.Tokens; t++)
        {
            if (mask != null && !mask[t])
                continue;

            T* token = dx + (nint)t * sizes.Width;
            Rows.Scale(token, a[t], dy, sizes.Width);
            Rows.AddScaled(token, ds[t], w, sizes.Width);
            Rows.AddScaled(dw, ds[t], x + (nint)t * sizes.Width, sizes.Width);
        }
    }
}
