using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Sets;

namespace Cenote;

/// <summary>Attention over a bag of instances: a_k = softmax_k(w . (tanh(V x_k) [* sigmoid(U x_k)])), y = sum_k a_k x_k.</summary>
/// <remarks>
/// <para>Shapes: input <c>[N, K, M]</c> (bags, instances, elements of an instance) or <c>[K, M]</c>; V and, gated, U <c>[L, M]</c>; w
/// <c>[L]</c>; mask <c>[N, K]</c>, true where an instance counts; output <c>[N, M]</c>; attention <c>[N, K]</c>. With several heads w is
/// <c>[H, L]</c>, output <c>[N, H, M]</c> and attention <c>[N, H, K]</c>. Without N in the input there is none anywhere.</para>
/// <para>A feature map is a bag of its places: <c>new AttentionPool(2, TensorLayout.Nchw)</c> takes <c>[N, C, H, W]</c>, M being C, with a mask
/// <c>[N, H, W]</c> and attention <c>[N, H, W]</c>, or <c>[N, heads, H, W]</c>.</para>
/// <para>An instance that the mask leaves out has weight 0 and is never read, not even a NaN in it; an item's result has the same bits alone
/// and in any batch with any padding. The greatest score is taken off before the exponential, so no score is too large.</para>
/// <para>Elements are <see cref="float"/> or <see cref="double"/>. Dense tensors are read in place; others are copied once. Scratch is rented.
/// A layer holds its options alone: one may serve several threads at once.</para>
/// <para>Source: Ilse, Tomczak, Welling, "Attention-based deep multiple instance learning", 2018, equations 7 to 9.</para>
/// </remarks>
public sealed unsafe class AttentionPool
{
    // N, heads and three spatial axes.
    private const int MaxRank = 5;

    /// <summary>Makes the layer.</summary>
    /// <param name="spatialAxes">How many axes the instances of an item lie along, from 1 to 3: 1 for a bag, 2 for the places of an image.</param>
    /// <param name="layout">Whether the elements of an instance lie along the last axis of an item (the default) or along its first.</param>
    /// <param name="emptyValue">What every element of the output is for an item of which the mask keeps nothing (its attention is 0); null
    /// (the default) makes it an error.</param>
    /// <exception cref="ArgumentException">A number is out of its range; the message names it.</exception>
    public AttentionPool(int spatialAxes = 1, TensorLayout layout = TensorLayout.Nhwc, double? emptyValue = null)
    {
        if (spatialAxes is < 1 or > 3)
            throw new ArgumentException($"spatialAxes is {spatialAxes}; it lies from 1 to 3.", nameof(spatialAxes));

        if (!Enum.IsDefined(layout))
            throw new ArgumentException($"layout is {(int)layout}; it is Nchw or Nhwc.", nameof(layout));

        SpatialAxes = spatialAxes;
        Layout = layout;
        EmptyValue = emptyValue;
    }

    /// <summary>How many axes the instances of an item lie along.</summary>
    public int SpatialAxes { get; }

    /// <summary>Whether the elements of an instance come last or first.</summary>
    public TensorLayout Layout { get; }

    /// <summary>What every element of the output is for an item of which the mask keeps nothing; null where such an item is an error.</summary>
    public double? EmptyValue { get; }

    /// <summary>Pools <paramref name="input"/> into <paramref name="output"/> and says what each instance weighed.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="input">Of shape <c>[N, K, M]</c> or <c>[K, M]</c>, or a map in the order of <see cref="Layout"/>.</param>
    /// <param name="parameters">V, w and, gated, U.</param>
    /// <param name="output">Of shape <c>[N, M]</c>, or <c>[N, H, M]</c> with heads; it must not overlap the input.</param>
    /// <param name="attention">Of shape <c>[N, K]</c>, or <c>[N, H, K]</c> with heads; a map's K are its spatial axes.</param>
    /// <param name="mask">Of shape <c>[N, K]</c>, true where an instance counts; all count where it is left out.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or the mask keeps nothing of some item; nothing is written then.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Forward<T>(
        scoped in ReadOnlyTensorSpan<T> input,
        scoped in AttentionParameters<T> parameters,
        scoped in TensorSpan<T> output,
        scoped in TensorSpan<T> attention,
        scoped in ReadOnlyTensorSpan<bool> mask = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        AttentionSizes sizes = Lay(input, parameters, mask);
        Span<nint> room = stackalloc nint[MaxRank], places = stackalloc nint[MaxRank];
        SetShapes.Expect(output.Lengths, nameof(output), sizes.OutputShape(room), input.Lengths, nameof(input));
        SetShapes.Expect(attention.Lengths, nameof(attention), sizes.AttentionShape(MaskShape(input.Lengths, places), room), input.Lengths, nameof(input));

        bool turned = IsTurned(sizes);
        using DenseInput<T> x = new(input), v = new(parameters.V), w = new(parameters.W), u = new(parameters.U);
        using DenseInput<bool> kept = new(mask);
        using DenseOutput<T> y = new(output), a = new(attention);
        using Scratch<T> scratch = new(AttentionLoop<T>.ForwardScratch(sizes, turned), nameof(input));
        fixed (T* px = x, pv = v, pw = w, pu = u, py = y, pa = a, ps = scratch)
        fixed (bool* pm = kept)
        {
            Memory.CheckApart(
                [Operand.Of(py, output.FlattenedLength, nameof(output)), Operand.Of(pa, attention.FlattenedLength, nameof(attention))],
                [Operand.Of(px, input.FlattenedLength, nameof(input)), Operand.Of(pv, parameters.V.FlattenedLength, "v"), Operand.Of(pw, parameters.W.FlattenedLength, "w"), Operand.Of(pu, parameters.U.FlattenedLength, "u"), Operand.Of(pm, mask.FlattenedLength, nameof(mask))]);
            SetShapes.CheckMask(pm, sizes.Items, sizes.Instances, EmptyValue);
            AttentionScorer<T> scorer = new(pv, pu, pw, sizes.Heads, sizes.Hidden, sizes.Width);
            new AttentionLoop<T>(sizes, turned, scorer, pm).Forward(px, py, pa, T.CreateTruncating(EmptyValue.GetValueOrDefault()), ps);
        }

        y.Commit();
        a.Commit();
    }

    /// <summary>Pools <paramref name="input"/> into new tensors: the output, and what each instance weighed.</summary>
    /// <param name="input">Of shape <c>[N, K, M]</c> or <c>[K, M]</c>, or a map in the order of <see cref="Layout"/>.</param>
    /// <param name="v">Of shape <c>[L, M]</c>.</param>
    /// <param name="w">Of shape <c>[L]</c>, or <c>[H, L]</c> for H heads.</param>
    /// <param name="u">Of shape <c>[L, M]</c>: the gate; null for none.</param>
    /// <param name="mask">Of shape <c>[N, K]</c>, true where an instance counts; all count where it is null.</param>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in AttentionParameters{T}, in TensorSpan{T}, in TensorSpan{T}, in ReadOnlyTensorSpan{bool})"/>
    public (Tensor<T> Output, Tensor<T> Attention) Forward<T>(Tensor<T> input, Tensor<T> v, Tensor<T> w, Tensor<T>? u = null, Tensor<bool>? mask = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        AttentionParameters<T> parameters = AttentionParameters<T>.Of(input, v, w, u);
        AttentionSizes sizes = Lay(input.AsReadOnlyTensorSpan(), parameters, mask.Span());
        Span<nint> room = stackalloc nint[MaxRank], places = stackalloc nint[MaxRank];
        Tensor<T> output = Shapes.Create<T>(sizes.OutputShape(room));
        Tensor<T> attention = Shapes.Create<T>(sizes.AttentionShape(MaskShape(input.Lengths, places), room));
        Forward(input.AsReadOnlyTensorSpan(), parameters, output.AsTensorSpan(), attention.AsTensorSpan(), mask.Span());
        return (output, attention);
    }

    /// <summary>The gradients toward the input and the parameters; what the forward call computed is computed again.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <param name="input">The input of the forward call.</param>
    /// <param name="parameters">The parameters of the forward call.</param>
    /// <param name="gradInput">Overwritten with the gradient toward the input; 0 where the mask leaves an instance out.</param>
    /// <param name="gradParameters">Overwritten with the gradients toward the parameters, summed over the batch in its order.</param>
    /// <param name="mask">The mask of the forward call.</param>
    /// <param name="gradAttention">The gradient toward the attention, of its shape; none where it is left out.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or the mask keeps nothing of some item; nothing is written then.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Backward<T>(
        scoped in ReadOnlyTensorSpan<T> gradOutput,
        scoped in ReadOnlyTensorSpan<T> input,
        scoped in AttentionParameters<T> parameters,
        scoped in TensorSpan<T> gradInput,
        scoped in AttentionParameterGradients<T> gradParameters,
        scoped in ReadOnlyTensorSpan<bool> mask = default,
        scoped in ReadOnlyTensorSpan<T> gradAttention = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        AttentionSizes sizes = Lay(input, parameters, mask);
        Span<nint> room = stackalloc nint[MaxRank], places = stackalloc nint[MaxRank];
        SetShapes.Expect(gradOutput.Lengths, nameof(gradOutput), sizes.OutputShape(room), input.Lengths, nameof(input));
        SetShapes.Expect(gradInput.Lengths, nameof(gradInput), input.Lengths, input.Lengths, nameof(input));
        gradParameters.Check(parameters);
        if (!SetShapes.IsAbsent(gradAttention.Lengths, gradAttention.FlattenedLength))
            SetShapes.Expect(gradAttention.Lengths, nameof(gradAttention), sizes.AttentionShape(MaskShape(input.Lengths, places), room), input.Lengths, nameof(input));

        bool turned = IsTurned(sizes);
        using DenseInput<T> dy = new(gradOutput), x = new(input), v = new(parameters.V), w = new(parameters.W), u = new(parameters.U), da = new(gradAttention);
        using DenseInput<bool> kept = new(mask);
        using DenseOutput<T> dx = new(gradInput), dv = new(gradParameters.V), dw = new(gradParameters.W), du = new(gradParameters.U);
        using Scratch<T> scratch = new(AttentionLoop<T>.BackwardScratch(sizes, turned), nameof(input));
        fixed (T* pdy = dy, px = x, pv = v, pw = w, pu = u, pda = da, pdx = dx, pdv = dv, pdw = dw, pdu = du, ps = scratch)
        fixed (bool* pm = kept)
        {
            Memory.CheckApart(
                [Operand.Of(pdx, gradInput.FlattenedLength, nameof(gradInput)), Operand.Of(pdv, gradParameters.V.FlattenedLength, "gradV"), Operand.Of(pdw, gradParameters.W.FlattenedLength, "gradW"), Operand.Of(pdu, gradParameters.U.FlattenedLength, "gradU")],
                [Operand.Of(pdy, gradOutput.FlattenedLength, nameof(gradOutput)), Operand.Of(px, input.FlattenedLength, nameof(input)), Operand.Of(pv, parameters.V.FlattenedLength, "v"), Operand.Of(pw, parameters.W.FlattenedLength, "w"), Operand.Of(pu, parameters.U.FlattenedLength, "u"), Operand.Of(pda, gradAttention.FlattenedLength, nameof(gradAttention)), Operand.Of(pm, mask.FlattenedLength, nameof(mask))]);
            SetShapes.CheckMask(pm, sizes.Items, sizes.Instances, EmptyValue);
            Memory.Clear(pdx, sizes.Items * sizes.Item);
            Memory.Clear(pdv, (nint)sizes.Hidden * sizes.Width);
            Memory.Clear(pdu, pu == null ? 0 : (nint)sizes.Hidden * sizes.Width);
            Memory.Clear(pdw, (nint)sizes.Heads * sizes.Hidden);
            AttentionScorer<T> scorer = new(pv, pu, pw, sizes.Heads, sizes.Hidden, sizes.Width);
            new AttentionLoop<T>(sizes, turned, scorer, pm).Backward(pdy, px, pda, pdx, pdv, pdu, pdw, ps);
        }

        dx.Commit();
        dv.Commit();
        dw.Commit();
        du.Commit();
    }

    /// <summary>The gradients toward the input and the parameters, in new tensors.</summary>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <param name="input">The input of the forward call.</param>
    /// <param name="v">The V of the forward call.</param>
    /// <param name="w">The w of the forward call.</param>
    /// <param name="u">The U of the forward call, or null.</param>
    /// <param name="mask">The mask of the forward call, or null.</param>
    /// <param name="gradAttention">The gradient toward the attention, of its shape; null for none.</param>
    /// <inheritdoc cref="Backward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in AttentionParameters{T}, in TensorSpan{T}, in AttentionParameterGradients{T}, in ReadOnlyTensorSpan{bool}, in ReadOnlyTensorSpan{T})"/>
    public AttentionGradients<T> Backward<T>(
        Tensor<T> gradOutput, Tensor<T> input, Tensor<T> v, Tensor<T> w, Tensor<T>? u = null, Tensor<bool>? mask = null, Tensor<T>? gradAttention = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(gradOutput);
        AttentionParameters<T> parameters = AttentionParameters<T>.Of(input, v, w, u);
        AttentionGradients<T> gradients = AttentionGradients<T>.Like(input, v, w, u);
        Backward(gradOutput.AsReadOnlyTensorSpan(), input.AsReadOnlyTensorSpan(), parameters, gradients.Input.AsTensorSpan(), gradients.Parameters, mask.Span(), gradAttention.Span());
        return gradients;
    }

    /// <inheritdoc/>
    public override string ToString() => $"AttentionPool(spatialAxes: {SpatialAxes}, layout: {Layout}, emptyValue: {EmptyValue?.ToString() ?? "null"})";

    private AttentionSizes Lay<T>(scoped in ReadOnlyTensorSpan<T> input, scoped in AttentionParameters<T> parameters, scoped in ReadOnlyTensorSpan<bool> mask)
    {
        ElementType<T>.Check();
        AttentionSizes sizes = AttentionSizes.Input(input.Lengths, SpatialAxes, Layout, nameof(input)).With(parameters, input.Lengths, nameof(input));
        if (!SetShapes.IsAbsent(mask.Lengths, mask.FlattenedLength))
            SetShapes.Expect(mask.Lengths, nameof(mask), MaskShape(input.Lengths, stackalloc nint[MaxRank]), input.Lengths, nameof(input));

        return sizes;
    }

    // The input's shape without the elements of an instance.
    private ReadOnlySpan<nint> MaskShape(ReadOnlySpan<nint> input, Span<nint> room)
    {
        int axis = Layout == TensorLayout.Nhwc ? input.Length - 1 : input.Length - 1 - SpatialAxes;
        input[..axis].CopyTo(room);
        input[(axis + 1)..].CopyTo(room[axis..]);
        return room[..(input.Length - 1)];
    }

    // Whether the elements of an instance lie apart, so that an item is turned into rows first.
    private bool IsTurned(in AttentionSizes sizes) => Layout == TensorLayout.Nchw && sizes.Width > 1 && sizes.Instances > 1;
}
