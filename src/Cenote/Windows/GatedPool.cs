using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Geometry;

namespace Cenote;

/// <summary>Gated max-average pooling: the mix of max and average is decided for each window by a learned mask over it.</summary>
/// <remarks>
/// <para>Shapes and windows: see <see cref="WindowPool"/>. y = a * max(x) + (1 - a) * mean(x), a = sigmoid(omega . x), the mean over the
/// taps in the input. <c>omega</c> has one number for each tap of the kernel, in scan order, or as many for each channel, channel after
/// channel; taps in the padding add nothing.</para>
/// <para>Source: Lee, Gallagher, Tu, "Generalizing pooling functions in convolutional neural networks", 2016.</para>
/// </remarks>
public abstract unsafe class GatedPool
{
    private readonly WindowOptions _options;
    private readonly MixedPool _mixed;
    private readonly int _taps;

    private protected GatedPool(WindowOptions options, WindowPool max, WindowPool average)
    {
        _options = options;
        _mixed = new MixedPool(max, average);
        long taps = max.KernelSize.Aggregate(1L, (product, k) => Math.Min(product * k, int.MaxValue));
        _taps = taps < int.MaxValue ? (int)taps : throw new ArgumentException($"kernelSize is {WindowOptions.Text([.. max.KernelSize])}; a window has fewer than {int.MaxValue} taps.", "kernelSize");
    }

    /// <summary>The shape that an input is pooled to.</summary>
    /// <exception cref="ArgumentException">The rank is another, an axis but N is empty, or no window fits.</exception>
    public nint[] OutputShape(ReadOnlySpan<nint> inputShape) => _mixed.OutputShape(inputShape);

    /// <summary>Pools <paramref name="input"/>.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="input">A tensor whose shape is in the order of the layout.</param>
    /// <param name="omega">The mask; see the class.</param>
    /// <param name="output">A tensor of the shape that <see cref="OutputShape"/> gives.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together; the message says which clash.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Forward<T>(scoped in ReadOnlyTensorSpan<T> input, ReadOnlySpan<T> omega, scoped in TensorSpan<T> output)
        where T : unmanaged, INumber<T>
    {
        WindowGeometry geometry = Lay(input, omega, output.Lengths, nameof(output));
        fixed (T* px = input, po = omega, py = output)
            Memory.CheckApart([Operand.Of(py, output, nameof(output))], [Operand.Of(px, input, nameof(input)), Operand.Of(po, omega.Length, nameof(omega))]);

        using Scratch<T> x = new(input.FlattenedLength, nameof(input)), weights = new((Int128)2 * output.FlattenedLength, nameof(output));
        input.FlattenTo(x.Span);
        Gate(geometry, x.Span, omega, weights.Span);
        _mixed.Forward(input, weights.Span, output);
    }

    /// <summary>Pools <paramref name="input"/> into a new tensor.</summary>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, ReadOnlySpan{T}, in TensorSpan{T})"/>
    public Tensor<T> Forward<T>(Tensor<T> input, ReadOnlySpan<T> omega)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        Tensor<T> output = Shapes.Create<T>(OutputShape(input.Lengths));
        Forward(input.AsReadOnlyTensorSpan(), omega, output.AsTensorSpan());
        return output;
    }

    /// <summary>The gradients toward the input and the mask.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="input">The input of the forward pass.</param>
    /// <param name="omega">The mask of the forward pass.</param>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <param name="gradInput">Overwritten with the gradient toward the input.</param>
    /// <param name="gradOmega">Overwritten with the gradient toward the mask, of its length.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together; the message says which clash.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Backward<T>(scoped in ReadOnlyTensorSpan<T> input, ReadOnlySpan<T> omega, scoped in ReadOnlyTensorSpan<T> gradOutput, scoped in TensorSpan<T> gradInput, Span<T> gradOmega)
        where T : unmanaged, INumber<T>
    {
        if (gradOmega.Length != omega.Length)
            throw new ArgumentException($"gradOmega holds {gradOmega.Length} numbers; omega has {omega.Length}.", nameof(gradOmega));

        WindowGeometry geometry = Lay(input, omega, gradOutput.Lengths, nameof(gradOutput));
        Shapes.Same(gradInput.Lengths, input.Lengths, nameof(gradInput), nameof(input));
        fixed (T* px = input, po = omega, pdy = gradOutput, pdx = gradInput, pdo = gradOmega)
        {
            Memory.CheckApart(
                [Operand.Of(pdx, gradInput, nameof(gradInput)), Operand.Of(pdo, gradOmega.Length, nameof(gradOmega))],
                [Operand.Of(px, input, nameof(input)), Operand.Of(po, omega.Length, nameof(omega)), Operand.Of(pdy, gradOutput, nameof(gradOutput))]);
        }

        Int128 twice = (Int128)2 * gradOutput.FlattenedLength;
        using Scratch<T> weightsRoom = new(twice, nameof(gradOutput)), gradientRoom = new(twice, nameof(gradOutput)), xRoom = new(input.FlattenedLength, nameof(input)), dxRoom = new(input.FlattenedLength, nameof(input));
        Span<T> weights = weightsRoom.Span, gradient = gradientRoom.Span, x = xRoom.Span, dx = dxRoom.Span;
        input.FlattenTo(x);
        Gate(geometry, x, omega, weights);
        _mixed.Backward(input, weights, gradOutput, gradInput, gradient);
        int outputs = weights.Length / 2;

        // Toward the gate's sum: (dy/da_max - dy/da_mean) * a * (1 - a).
        for (int i = 0; i < outputs; i++)
            gradient[i] = (gradient[i] - gradient[outputs + i]) * weights[i] * weights[outputs + i];

        gradInput.FlattenTo(dx);
        gradOmega.Clear();
        foreach (TapOfWindow tap in new TapsOfWindows(geometry))
        {
            int w = tap.Weight(_taps, omega.Length);
            gradOmega[w] += gradient[tap.Output] * x[tap.Input];
            dx[tap.Input] += gradient[tap.Output] * omega[w];
        }

        dxRoom.Shaped(input.Lengths).CopyTo(gradInput);
    }

    private WindowGeometry Lay<T>(scoped in ReadOnlyTensorSpan<T> input, ReadOnlySpan<T> omega, ReadOnlySpan<nint> outputShape, string outputName)
        where T : unmanaged, INumber<T>
    {
        ElementType<T>.Check();
        WindowGeometry geometry = _options.Lay(input.Lengths, nameof(input));
        Shapes.Same(outputShape, OutputShape(input.Lengths), outputName, "the pooled input");
        if (omega.Length != _taps && omega.Length != (long)_taps * geometry.Channels)
            throw new ArgumentException($"omega holds {omega.Length} numbers; it has one for each of {_taps} taps, or as many for each of {geometry.Channels} channels.", nameof(omega));

        return geometry;
    }

    // The weights of max, a, and of average, 1 - a, for every output.
    private void Gate<T>(in WindowGeometry geometry, ReadOnlySpan<T> x, ReadOnlySpan<T> omega, Span<T> weights)
        where T : unmanaged, INumber<T>
    {
        int outputs = weights.Length / 2;
        weights[..outputs].Clear();
        foreach (TapOfWindow tap in new TapsOfWindows(geometry))
            weights[tap.Output] += omega[tap.Weight(_taps, omega.Length)] * x[tap.Input];

        for (int i = 0; i < outputs; i++)
        {
            weights[i] = Sigmoid(weights[i]);
            weights[outputs + i] = T.One - weights[i];
        }
    }

    private static T Sigmoid<T>(T z)
        where T : unmanaged, INumber<T> => T.CreateTruncating(1 / (1 + Math.Exp(-double.CreateTruncating(z))));
}

/// <summary>Gated pooling over sequences, <c>[N, C, L]</c>.</summary>
/// <inheritdoc cref="GatedPool" path="/remarks"/>
public sealed class GatedPool1d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, TensorLayout layout = TensorLayout.Nchw)
    : GatedPool(
        WindowOptions.Fixed(1, kernelSize, stride, padding, dilation, ceilMode, layout),
        new MaxPool1d(kernelSize, stride, padding, dilation, ceilMode, layout),
        new AvgPool1d(kernelSize, stride, padding, ceilMode, countIncludePad: false, null, layout, dilation));

/// <summary>Gated pooling over images, <c>[N, C, H, W]</c>.</summary>
/// <inheritdoc cref="GatedPool" path="/remarks"/>
public sealed class GatedPool2d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, TensorLayout layout = TensorLayout.Nchw)
    : GatedPool(
        WindowOptions.Fixed(2, kernelSize, stride, padding, dilation, ceilMode, layout),
        new MaxPool2d(kernelSize, stride, padding, dilation, ceilMode, layout),
        new AvgPool2d(kernelSize, stride, padding, ceilMode, countIncludePad: false, null, layout, dilation));

/// <summary>Gated pooling over volumes, <c>[N, C, D, H, W]</c>.</summary>
/// <inheritdoc cref="GatedPool" path="/remarks"/>
public sealed class GatedPool3d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, TensorLayout layout = TensorLayout.Nchw)
    : GatedPool(
        WindowOptions.Fixed(3, kernelSize, stride, padding, dilation, ceilMode, layout),
        new MaxPool3d(kernelSize, stride, padding, dilation, ceilMode, layout),
        new AvgPool3d(kernelSize, stride, padding, ceilMode, countIncludePad: false, null, layout, dilation));
