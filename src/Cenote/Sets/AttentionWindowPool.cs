using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Geometry;
using Cenote.Sets;

namespace Cenote;

/// <summary>Attention that moves a window over the spatial axes: a_p = softmax over the places p of the window of
/// w . (tanh(V x_p) [* sigmoid(U x_p)]), y = sum_p a_p x_p, x_p being the channels of place p.</summary>
/// <remarks>
/// <para>Shapes: input <c>[N, C, H, W]</c> or <c>[C, H, W]</c> (channels last by <c>layout</c>), output the same with the pooled axes; V and,
/// gated, U <c>[L, C]</c>; w <c>[L]</c>; attention <c>[N, OH, OW, taps]</c>, taps being those of the kernel in scan order, 0 for one in the
/// padding. All channels of a place weigh the same.</para>
/// <para>A mask <c>[N, H, W]</c> leaves out places, which then are never read. A window of which nothing is left, or that has
/// no tap in the input, gives 0. Attention over all places at once is <see cref="AttentionPool"/>.</para>
/// <para>Elements are <see cref="float"/> or <see cref="double"/>. Dense tensors are read in place; others are copied once. Scratch is rented.
/// An item's result has the same bits alone and in any batch.</para>
/// <para>Source: Ilse, Tomczak, Welling, "Attention-based deep multiple instance learning", 2018, a window being the bag.</para>
/// </remarks>
public abstract unsafe class AttentionWindowPool
{
    // N, three spatial axes, and the taps or the channels.
    private const int MaxRank = 5;

    private readonly FixedAxis[] _axes;
    private readonly WindowOptions _options;

    private protected AttentionWindowPool(WindowOptions options)
    {
        _axes = [.. options.FixedAxes];
        _options = options;
        if (_axes.Aggregate(1L, (taps, axis) => Math.Min(taps * axis.Kernel, int.MaxValue)) == int.MaxValue)
            throw new ArgumentException($"kernelSize is {Text(a => a.Kernel)}; a window has fewer than {int.MaxValue} taps.", "kernelSize");
    }

    /// <summary>How inputs and outputs run through memory.</summary>
    public TensorLayout Layout => _options.Layout;

    /// <summary>The shape that an input is pooled to.</summary>
    /// <param name="inputShape">The input's shape, batched or not, in the order of <see cref="Layout"/>.</param>
    /// <returns>The output's shape, of the same rank.</returns>
    /// <exception cref="ArgumentException">The rank is another, an axis but N is empty, or no window fits.</exception>
    public nint[] OutputShape(ReadOnlySpan<nint> inputShape)
    {
        nint[] shape = new nint[inputShape.Length];
        _options.OutputShape(inputShape, _options.Lay(inputShape, nameof(inputShape)), shape);
        return shape;
    }

    /// <summary>The shape of the attention that goes with an input.</summary>
    /// <param name="inputShape">The input's shape, batched or not, in the order of <see cref="Layout"/>.</param>
    /// <returns>The output's shape without its channels, and the taps of a window: <c>[N, OH, OW, taps]</c>.</returns>
    /// <exception cref="ArgumentException">The rank is another, an axis but N is empty, or no window fits.</exception>
    public nint[] AttentionShape(ReadOnlySpan<nint> inputShape) => AttentionShape(OutputShape(inputShape), new nint[MaxRank]).ToArray();

    /// <summary>Pools <paramref name="input"/> into <paramref name="output"/> and says what each tap of each window weighed.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="input">A tensor in the order of <see cref="Layout"/>.</param>
    /// <param name="parameters">V, w and, gated, U.</param>
    /// <param name="output">A tensor of the shape that <see cref="OutputShape"/> gives; it must not overlap the input.</param>
    /// <param name="attention">A tensor of the shape that <see cref="AttentionShape(ReadOnlySpan{nint})"/> gives.</param>
    /// <param name="mask">Of shape <c>[N, H, W]</c>, true where a place counts; all count where it is left out.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together; the message says which clash.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Forward<T>(
        scoped in ReadOnlyTensorSpan<T> input,
        scoped in AttentionParameters<T> parameters,
        scoped in TensorSpan<T> output,
        scoped in TensorSpan<T> attention,
        scoped in ReadOnlyTensorSpan<bool> mask = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        AttentionSizes sizes = Lay(input, parameters, mask, output.Lengths, nameof(output), out WindowGeometry geometry);
        Span<nint> room = stackalloc nint[MaxRank];
        SetShapes.Expect(attention.Lengths, nameof(attention), AttentionShape(output.Lengths, room), input.Lengths, nameof(input));
        using DenseInput<T> x = new(input), v = new(parameters.V), w = new(parameters.W), u = new(parameters.U);
        using DenseInput<bool> kept = new(mask);
        using DenseOutput<T> y = new(output), a = new(attention);
        fixed (T* px = x, pv = v, pw = w, pu = u, py = y, pa = a)
        fixed (bool* pm = kept)
        {
            Memory.CheckApart(
                [Operand.Of(py, output.FlattenedLength, nameof(output)), Operand.Of(pa, attention.FlattenedLength, nameof(attention))],
                [Operand.Of(px, input.FlattenedLength, nameof(input)), Operand.Of(pv, parameters.V.FlattenedLength, "v"), Operand.Of(pw, parameters.W.FlattenedLength, "w"), Operand.Of(pu, parameters.U.FlattenedLength, "u"), Operand.Of(pm, mask.FlattenedLength, nameof(mask))]);
            new AttentionWindowLoop<T>(sizes, Layout == TensorLayout.Nchw, Item(pv, pu, pw, sizes, geometry), pm).Forward(px, py, pa);
        }

        y.Commit();
        a.Commit();
    }

    /// <summary>Pools <paramref name="input"/> into new tensors: the output, and what each tap of each window weighed.</summary>
    /// <param name="input">A tensor in the order of <see cref="Layout"/>.</param>
    /// <param name="v">Of shape <c>[L, C]</c>.</param>
    /// <param name="w">Of shape <c>[L]</c>.</param>
    /// <param name="u">Of shape <c>[L, C]</c>: the gate; null for none.</param>
    /// <param name="mask">Of shape <c>[N, H, W]</c>, true where a place counts; all count where it is null.</param>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in AttentionParameters{T}, in TensorSpan{T}, in TensorSpan{T}, in ReadOnlyTensorSpan{bool})"/>
    public (Tensor<T> Output, Tensor<T> Attention) Forward<T>(Tensor<T> input, Tensor<T> v, Tensor<T> w, Tensor<T>? u = null, Tensor<bool>? mask = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        AttentionParameters<T> parameters = AttentionParameters<T>.Of(input, v, w, u);
        _options.Lay(input.Lengths, nameof(input));
        Tensor<T> output = Shapes.Create<T>(OutputShape(input.Lengths)), attention = Shapes.Create<T>(AttentionShape(input.Lengths));
        Forward(input.AsReadOnlyTensorSpan(), parameters, output.AsTensorSpan(), attention.AsTensorSpan(), mask.Span());
        return (output, attention);
    }

    /// <summary>The gradients toward the input and the parameters; what the forward call computed is computed again.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <param name="input">The input of the forward call.</param>
    /// <param name="parameters">The parameters of the forward call.</param>
    /// <param name="gradInput">Overwritten with the gradient toward the input.</param>
    /// <param name="gradParameters">Overwritten with the gradients toward the parameters, summed over the batch in its order.</param>
    /// <param name="mask">The mask of the forward call, if any.</param>
    /// <param name="gradAttention">The gradient toward the attention, of its shape; none where it is left out.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together; the message says which clash.</exception>
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
        AttentionSizes sizes = Lay(input, parameters, mask, gradOutput.Lengths, nameof(gradOutput), out WindowGeometry geometry);
        Span<nint> room = stackalloc nint[MaxRank];
        if (!SetShapes.IsAbsent(gradAttention.Lengths, gradAttention.FlattenedLength))
            SetShapes.Expect(gradAttention.Lengths, nameof(gradAttention), AttentionShape(gradOutput.Lengths, room), input.Lengths, nameof(input));

        SetShapes.Expect(gradInput.Lengths, nameof(gradInput), input.Lengths, input.Lengths, nameof(input));
        gradParameters.Check(parameters);
        using DenseInput<T> dy = new(gradOutput), x = new(input), v = new(parameters.V), w = new(parameters.W), u = new(parameters.U), da = new(gradAttention);
        using DenseInput<bool> kept = new(mask);
        using DenseOutput<T> dx = new(gradInput), dv = new(gradParameters.V), dw = new(gradParameters.W), du = new(gradParameters.U);
        fixed (T* pdy = dy, px = x, pv = v, pw = w, pu = u, pda = da, pdx = dx, pdv = dv, pdw = dw, pdu = du)
        fixed (bool* pm = kept)
        {
            Memory.CheckApart(
                [Operand.Of(pdx, gradInput.FlattenedLength, nameof(gradInput)), Operand.Of(pdv, gradParameters.V.FlattenedLength, "gradV"), Operand.Of(pdw, gradParameters.W.FlattenedLength, "gradW"), Operand.Of(pdu, gradParameters.U.FlattenedLength, "gradU")],
                [Operand.Of(pdy, gradOutput.FlattenedLength, nameof(gradOutput)), Operand.Of(px, input.FlattenedLength, nameof(input)), Operand.Of(pv, parameters.V.FlattenedLength, "v"), Operand.Of(pw, parameters.W.FlattenedLength, "w"), Operand.Of(pu, parameters.U.FlattenedLength, "u"), Operand.Of(pda, gradAttention.FlattenedLength, nameof(gradAttention)), Operand.Of(pm, mask.FlattenedLength, nameof(mask))]);
            new AttentionWindowLoop<T>(sizes, Layout == TensorLayout.Nchw, Item(pv, pu, pw, sizes, geometry), pm).Backward(pdy, px, pda, pdx, pdv, pdu, pdw);
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
    /// <param name="mask">The mask of the forward call, if any.</param>
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

    /// <summary>The layer's name and options in C#'s words, as <see cref="object.ToString"/> gives them.</summary>
    public override string ToString() =>
        $"{GetType().Name}(kernelSize: {Text(a => a.Kernel)}, stride: {Text(a => a.Stride)}, padding: {_options.PaddingText}, "
        + $"dilation: {Text(a => a.Dilation)}, ceilMode: {(_options.CeilMode ? "true" : "false")}, layout: {Layout})";

    private string Text(Func<FixedAxis, int> number) => WindowOptions.Text([.. _axes.Select(number)]);

    // The shape of the attention, of the output's shape.
    private ReadOnlySpan<nint> AttentionShape(ReadOnlySpan<nint> output, Span<nint> room)
    {
        int last = WithoutChannels(output, room).Length;
        room[last] = 1;
        foreach (FixedAxis axis in _axes)
            room[last] *= axis.Kernel;

        return room[..(last + 1)];
    }

    private ReadOnlySpan<nint> WithoutChannels(ReadOnlySpan<nint> shape, Span<nint> room)
    {
        int channels = Layout == TensorLayout.Nhwc ? shape.Length - 1 : shape.Length - 1 - _axes.Length;
        shape[..channels].CopyTo(room);
        shape[(channels + 1)..].CopyTo(room[channels..]);
        return room[..(shape.Length - 1)];
    }

    private AttentionSizes Lay<T>(
        scoped in ReadOnlyTensorSpan<T> input,
        scoped in AttentionParameters<T> parameters,
        scoped in ReadOnlyTensorSpan<bool> mask,
        scoped ReadOnlySpan<nint> output,
        string outputName,
        out WindowGeometry geometry)
    {
        ElementType<T>.Check();
        geometry = _options.Lay(input.Lengths, nameof(input));
        AttentionSizes sizes = AttentionSizes.Input(input.Lengths, _axes.Length, Layout, nameof(input)).With(parameters, input.Lengths, nameof(input));
        if (sizes.HasHeads)
            throw new ArgumentException($"w has shape {Shapes.Text(parameters.W.Lengths)}; attention over windows has one head, and w is [{sizes.Hidden}].", "w");

        Span<nint> room = stackalloc nint[MaxRank];
        if (!SetShapes.IsAbsent(mask.Lengths, mask.FlattenedLength))
            SetShapes.Expect(mask.Lengths, nameof(mask), WithoutChannels(input.Lengths, room), input.Lengths, nameof(input));

        _options.OutputShape(input.Lengths, geometry, room[..input.Rank]);
        SetShapes.Expect(output, outputName, room[..input.Rank], input.Lengths, nameof(input));
        return sizes;
    }

    private AttentionWindowItem<T> Item<T>(T* v, T* u, T* w, in AttentionSizes sizes, in WindowGeometry geometry)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new(new AttentionScorer<T>(v, u, w, 1, sizes.Hidden, sizes.Width), Axis(3, geometry.Depth), Axis(2, geometry.Height), Axis(1, geometry.Width), sizes.Width);

    // The axis that is `fromInnermost` places from the end of the spatial axes, 1 being the innermost.
    private AttentionAxis Axis(int fromInnermost, in AxisWindows windows)
    {
        if (fromInnermost > _axes.Length)
            return AttentionAxis.Missing;

        FixedAxis axis = _axes[^fromInnermost];
        return new AttentionAxis(windows.Input, windows.Output, axis.Kernel, axis.Stride, axis.Padding.Before, axis.Dilation);
    }
}
