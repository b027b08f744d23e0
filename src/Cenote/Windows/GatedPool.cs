using System.Buffers;
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
public abstract class GatedPool
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
        T[] weights = Gate(input, omega, output.Lengths, nameof(output), out _, out int outputs);
        _mixed.Forward(input, weights.AsSpan(0, 2 * outputs), output);
        ArrayPool<T>.Shared.Return(weights);
    }

    /// <summary>Pools <paramref name="input"/> into a new tensor.</summary>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, ReadOnlySpan{T}, in TensorSpan{T})"/>
    public Tensor<T> Forward<T>(Tensor<T> input, ReadOnlySpan<T> omega)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        Tensor<T> output = Tensor.CreateFromShapeUninitialized<T>(OutputShape(input.Lengths));
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

        T[] weights = Gate(input, omega, gradOutput.Lengths, nameof(gradOutput), out WindowGeometry geometry, out int outputs);
        T[] gradient = ArrayPool<T>.Shared.Rent(Math.Max(1, 2 * outputs)), x = ArrayPool<T>.Shared.Rent(Math.Max(1, (int)input.FlattenedLength));
        T[] dx = ArrayPool<T>.Shared.Rent(x.Length);
        int inputs = (int)input.FlattenedLength;
        _mixed.Backward(input, weights.AsSpan(0, 2 * outputs), gradOutput, gradInput, gradient.AsSpan(0, 2 * outputs));

        // Toward the gate's sum: (dy/da_max - dy/da_mean) * a * (1 - a).
        for (int i = 0; i < outputs; i++)
            gradient[i] = (gradient[i] - gradient[outputs + i]) * weights[i] * weights[outputs + i];

        input.FlattenTo(x);
        gradInput.FlattenTo(dx);
        gradOmega.Clear();
        foreach (TapOfWindow tap in new TapsOfWindows(geometry))
        {
            int w = tap.Weight(_taps, omega.Length);
            gradOmega[w] += gradient[tap.Output] * x[tap.Input];
            dx[tap.Input] += gradient[tap.Output] * omega[w];
        }

        new ReadOnlyTensorSpan<T>(dx.AsSpan(0, Math.Max(1, inputs)), input.Lengths).CopyTo(gradInput);
        foreach (T[] rented in (T[][])[weights, gradient, x, dx])
            ArrayPool<T>.Shared.Return(rented);
    }

    // The weights of max, a, and of average, 1 - a, for every output; rented.
    private T[] Gate<T>(scoped in ReadOnlyTensorSpan<T> input, ReadOnlySpan<T> omega, ReadOnlySpan<nint> outputShape, string outputName, out WindowGeometry geometry, out int outputs)
        where T : unmanaged, INumber<T>
    {
        ElementType<T>.Check();
        geometry = _options.Lay(input.Lengths, nameof(input));
        Shapes.Same(outputShape, OutputShape(input.Lengths), outputName, "the pooled input");
        if (omega.Length != _taps && omega.Length != (long)_taps * geometry.Channels)
            throw new ArgumentException($"omega holds {omega.Length} numbers; it has one for each of {_taps} taps, or as many for each of {geometry.Channels} channels.", nameof(omega));

        outputs = checked((int)(geometry.Planes * geometry.OutputPlane));
        T[] x = ArrayPool<T>.Shared.Rent(Math.Max(1, (int)input.FlattenedLength)), weights = ArrayPool<T>.Shared.Rent(Math.Max(1, 2 * outputs));
        input.FlattenTo(x);
        weights.AsSpan(0, outputs).Clear();
        foreach (TapOfWindow tap in new TapsOfWindows(geometry))
            weights[tap.Output] += omega[tap.Weight(_taps, omega.Length)] * x[tap.Input];

        for (int i = 0; i < outputs; i++)
        {
            weights[i] = Sigmoid(weights[i]);
            weights[outputs + i] = T.One - weights[i];
        }

        ArrayPool<T>.Shared.Return(x);
        return weights;
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
