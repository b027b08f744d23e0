using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Sets;

namespace Cenote;

/// <summary>Masked weighted mean of a sequence: y = sum_t w_t x_t / W, W = sum_t w_t, over the tokens that the mask keeps.</summary>
/// <remarks>
/// <para>Shapes: input <c>[N, T, D]</c> or <c>[T, D]</c>, weights and mask <c>[N, T]</c> or <c>[T]</c>, output <c>[N, D]</c> or <c>[D]</c>.
/// Weights are any numbers whose sum is not 0.</para>
/// <para>Gradient: dx_t = dy w_t / W, dw_t = dy . (x_t - y) / W.</para>
/// <para>Source: Muennighoff, "SGPT: GPT sentence embeddings for semantic search", 2022 (weights 1 to T). The weights by frequency
/// of Arora, Liang, Ma, "A simple but tough-to-beat baseline for sentence embeddings", 2017, go with another divisor, the number of tokens.</para>
/// </remarks>
/// <param name="emptyValue">What every element is for an item of which the mask keeps nothing, or whose weights sum to 0; null (the
/// default) makes it an error.</param>
public sealed unsafe class SequenceWeightedMeanPool(double? emptyValue = null) : SequencePool(emptyValue)
{
    /// <summary>Pools <paramref name="input"/> into <paramref name="output"/> without allocating anything.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="input">A tensor of shape <c>[N, T, D]</c> or <c>[T, D]</c>.</param>
    /// <param name="weights">Of shape <c>[N, T]</c> or <c>[T]</c>: the weight of each token.</param>
    /// <param name="output">A tensor of shape <c>[N, D]</c> or <c>[D]</c>; it must not overlap the input.</param>
    /// <param name="mask">Of shape <c>[N, T]</c> or <c>[T]</c>, true where a token counts; all count where it is left out.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or nothing is left of some item or its weights sum to 0; nothing is written then.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Forward<T>(
        scoped in ReadOnlyTensorSpan<T> input, scoped in ReadOnlyTensorSpan<T> weights, scoped in TensorSpan<T> output, scoped in ReadOnlyTensorSpan<bool> mask = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        SequenceSizes sizes = Lay<T>(input.Lengths, nameof(input), output.Lengths, nameof(output), mask.Lengths, mask.FlattenedLength);
        SetShapes.Expect(weights.Lengths, nameof(weights), input.Lengths[..^1], input.Lengths, nameof(input));
        using DenseInput<T> x = new(input), w = new(weights);
        using DenseInput<bool> kept = new(mask);
        using DenseOutput<T> y = new(output);
        fixed (T* px = x, pw = w, py = y)
        fixed (bool* pm = kept)
        {
            Memory.CheckApart(
                [Operand.Of(py, output.FlattenedLength, nameof(output))],
                [Operand.Of(px, input.FlattenedLength, nameof(input)), Operand.Of(pw, weights.FlattenedLength, nameof(weights)), Operand.Of(pm, mask.FlattenedLength, nameof(mask))]);
            CheckWeights(pw, pm, sizes);
            for (nint n = 0; n < sizes.Items; n++)
                ForwardItem(px + n * sizes.Item, pw + n * sizes.Tokens, pm == null ? null : pm + n * sizes.Tokens, sizes, py + n * sizes.Width);
        }

        y.Commit();
    }

    /// <summary>Pools <paramref name="input"/> into a new tensor.</summary>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in TensorSpan{T}, in ReadOnlyTensorSpan{bool})"/>
    /// <returns>A tensor of shape <c>[N, D]</c> or <c>[D]</c>.</returns>
    public Tensor<T> Forward<T>(Tensor<T> input, Tensor<T> weights, Tensor<bool>? mask = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(weights);
        Tensor<T> output = Shapes.Create<T>(Lay(input.Lengths, nameof(input)).Pooled(input.Lengths));
        Forward(input.AsReadOnlyTensorSpan(), weights.AsReadOnlyTensorSpan(), output.AsTensorSpan(), mask.Span());
        return output;
    }

    /// <summary>The gradients toward the input and the weights, without allocating much: one row of D elements is rented.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <param name="input">The input of the forward call.</param>
    /// <param name="weights">The weights of the forward call.</param>
    /// <param name="gradInput">Overwritten with the gradient toward the input; 0 where the mask leaves a token out.</param>
    /// <param name="gradWeights">Overwritten with the gradient toward the weights; 0 where the mask leaves a token out.</param>
    /// <param name="mask">The mask of the forward call.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or nothing is left of some item or its weights sum to 0; nothing is written then.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Backward<T>(
        scoped in ReadOnlyTensorSpan<T> gradOutput,
        scoped in ReadOnlyTensorSpan<T> input,
        scoped in ReadOnlyTensorSpan<T> weights,
        scoped in TensorSpan<T> gradInput,
        scoped in TensorSpan<T> gradWeights,
        scoped in ReadOnlyTensorSpan<bool> mask = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        SequenceSizes sizes = Lay<T>(input.Lengths, nameof(input), gradOutput.Lengths, nameof(gradOutput), mask.Lengths, mask.FlattenedLength);
        SetShapes.Expect(weights.Lengths, nameof(weights), input.Lengths[..^1], input.Lengths, nameof(input));
        SetShapes.Expect(gradInput.Lengths, nameof(gradInput), input.Lengths, input.Lengths, nameof(input));
        SetShapes.Expect(gradWeights.Lengths, nameof(gradWeights), input.Lengths[..^1], input.Lengths, nameof(input));
        using DenseInput<T> dy = new(gradOutput), x = new(input), w = new(weights);
        using DenseInput<bool> kept = new(mask);
        using DenseOutput<T> dx = new(gradInput), dw = new(gradWeights);
        using Scratch<T> row = new(sizes.Width, nameof(input));
        fixed (T* pdy = dy, px = x, pw = w, pdx = dx, pdw = dw, y = row)
        fixed (bool* pm = kept)
        {
            Memory.CheckApart(
                [Operand.Of(pdx, gradInput.FlattenedLength, nameof(gradInput)), Operand.Of(pdw, gradWeights.FlattenedLength, nameof(gradWeights))],
                [Operand.Of(pdy, gradOutput.FlattenedLength, nameof(gradOutput)), Operand.Of(px, input.FlattenedLength, nameof(input)), Operand.Of(pw, weights.FlattenedLength, nameof(weights)), Operand.Of(pm, mask.FlattenedLength, nameof(mask))]);
            CheckWeights(pw, pm, sizes);
            Memory.Clear(pdx, sizes.Items * sizes.Item);
            Memory.Clear(pdw, sizes.Items * sizes.Tokens);
            for (nint n = 0; n < sizes.Items; n++)
            {
                nint item = n * sizes.Item, tokens = n * sizes.Tokens;
                BackwardItem(pdy + n * sizes.Width, px + item, pw + tokens, pm == null ? null : pm + tokens, sizes, y, pdx + item, pdw + tokens);
            }
        }

        dx.Commit();
        dw.Commit();
    }

    /// <summary>The gradients toward the input and the weights, in new tensors.</summary>
    /// <inheritdoc cref="Backward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in TensorSpan{T}, in TensorSpan{T}, in ReadOnlyTensorSpan{bool})"/>
    /// <returns>The gradients, of the input's and the weights' shape.</returns>
    public (Tensor<T> Input, Tensor<T> Weights) Backward<T>(Tensor<T> gradOutput, Tensor<T> input, Tensor<T> weights, Tensor<bool>? mask = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(gradOutput);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(weights);
        Tensor<T> gradInput = Shapes.Create<T>(input.Lengths), gradWeights = Shapes.Create<T>(weights.Lengths);
        Backward(
            gradOutput.AsReadOnlyTensorSpan(), input.AsReadOnlyTensorSpan(), weights.AsReadOnlyTensorSpan(), gradInput.AsTensorSpan(), gradWeights.AsTensorSpan(), mask.Span());
        return (gradInput, gradWeights);
    }

    private void CheckWeights<T>(T* w, bool* mask, in SequenceSizes sizes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        SetShapes.CheckMask(mask, sizes.Items, sizes.Tokens, EmptyValue);
        for (nint n = 0; EmptyValue is null && n < sizes.Items; n++)
        {
            if (T.IsZero(Sum(w + n * sizes.Tokens, mask == null ? null : mask + n * sizes.Tokens, sizes.Tokens)))
                throw new ArgumentException($"weights of item {n} sum to 0, and a mean is divided by their sum; name an emptyValue, or leave the item out.", "weights");
        }
    }

    private static T Sum<T>(T* w, bool* mask, int tokens)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        for (int t = 0; t < tokens; t++)
        {
            if (mask == null || mask[t])
                sum += w[t];
        }

        return sum;
    }

    private void ForwardItem<T>(T* x, T* w, bool* mask, in SequenceSizes sizes, T* y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // An empty mask sums to 0 as well.
        T sum = Sum(w, mask, sizes.Tokens);
        if (T.IsZero(sum))
        {
            FillEmpty(y, sizes.Width);
            return;
        }

        Rows.Fill(y, T.Zero, sizes.Width);
        for (int t = 0; t < sizes.Tokens; t++)
        {
            if (mask == null || mask[t])
                Rows.AddScaled(y, w[t], x + (nint)t * sizes.Width, sizes.Width);
        }

        Rows.Divide(y, y, sum, sizes.Width);
    }

    private void BackwardItem<T>(T* dy, T* x, T* w, bool* mask, in SequenceSizes sizes, T* y, T* dx, T* dw)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T sum = Sum(w, mask, sizes.Tokens);
        if (T.IsZero(sum))
            return;

        ForwardItem(x, w, mask, sizes, y);
        for (int t = 0; t < sizes.Tokens; t++)
        {
            if (mask != null && !mask[t])
                continue;

            T* token = x + (nint)t * sizes.Width;
            Rows.Scale(dx + (nint)t * sizes.Width, w[t] / sum, dy, sizes.Width);

            // dy . x_t - dy . y would lose what the two have in common.
            T along = T.Zero;
            for (int d = 0; d < sizes.Width; d++)
                along += dy[d] * (token[d] - y[d]);

            dw[t] = along / sum;
        }
    }
}
