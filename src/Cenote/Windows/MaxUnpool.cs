using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Geometry;

namespace Cenote;

/// <summary>Max unpooling: puts pooled values back to where their maxima were, zeros elsewhere. The partial inverse of max pooling.</summary>
/// <remarks>
/// <para>Shapes: <c>[N, C, spatial...]</c> or unbatched, channels last by <c>layout</c>. The output's spatial size is by default
/// <c>(in - 1) * stride - 2 * padding + kernelSize</c>; another may be given, less than one stride away from it. Defaults follow
/// <c>torch.nn.MaxUnpool2d</c>.</para>
/// <para>Indices are those of <c>ForwardWithIndices</c>, places within one channel's map. Where several are the same, the last value in
/// scan order stays, and the gradient goes to every one. An index outside the map is refused before anything is written.</para>
/// <para>Source: Zeiler, Fergus, "Visualizing and understanding convolutional networks", 2014.</para>
/// </remarks>
public abstract unsafe class MaxUnpool
{
    private readonly int[] _kernel;
    private readonly int[] _stride;
    private readonly int[] _padding;

    private protected MaxUnpool(int axes, SpatialSize kernelSize, SpatialSize? stride, SpatialSize padding, TensorLayout layout)
    {
        // The same rules as for a pooling's windows, and the same words.
        FixedAxis[] windows = [.. WindowOptions.Fixed(axes, kernelSize, stride, padding, dilation: null, ceilMode: false, layout).FixedAxes];
        _kernel = [.. windows.Select(w => w.Kernel)];
        _stride = [.. windows.Select(w => w.Stride)];
        _padding = [.. windows.Select(w => w.Padding.Before)];
        Layout = layout;
    }

    /// <summary>How inputs and outputs run through memory.</summary>
    public TensorLayout Layout { get; }

    private int Axes => _kernel.Length;

    /// <summary>The shape that an input is unpooled to.</summary>
    /// <param name="inputShape">The input's shape, in the order of <see cref="Layout"/>.</param>
    /// <param name="outputSize">The spatial size wanted; by default the one that the kernel, stride and padding give.</param>
    /// <exception cref="ArgumentException">The shape has another rank or an empty axis, or the size is a stride or more away from the default.</exception>
    public nint[] OutputShape(ReadOnlySpan<nint> inputShape, SpatialSize? outputSize = null)
    {
        CheckInput(inputShape, nameof(inputShape));
        nint[] shape = inputShape.ToArray();
        int first = FirstSpatial(inputShape);
        int[]? wanted = outputSize?.ForAxes(Axes, nameof(outputSize));
        if (wanted is null)
            CheckDefault(inputShape);

        for (int axis = 0; axis < Axes; axis++)
            shape[first + axis] = wanted is null ? (nint)Default(axis, inputShape[first + axis]) : wanted[axis];

        CheckOutput(inputShape, shape, nameof(outputSize));
        if (shape.Aggregate((Int128)1, (product, length) => product * length) > nint.MaxValue)
            throw new ArgumentException($"inputShape of shape {Shapes.Text(inputShape)} is unpooled to more than {nint.MaxValue} elements.", nameof(inputShape));

        return shape;
    }

    /// <summary>Unpools <paramref name="input"/> into <paramref name="output"/>, whose shape says the size wanted.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="input">The pooled values.</param>
    /// <param name="indices">Where each was, of the input's shape.</param>
    /// <param name="output">Overwritten with the values in their places and zeros elsewhere.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or an index lies outside the output's map; nothing is written then.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Forward<T>(scoped in ReadOnlyTensorSpan<T> input, scoped in ReadOnlyTensorSpan<long> indices, scoped in TensorSpan<T> output)
        where T : unmanaged, INumber<T>
    {
        Scatter scatter = Lay<T>(input.Lengths, nameof(input), indices.Lengths, output.Lengths, nameof(output));
        using DenseInput<T> x = new(input);
        using DenseInput<long> where = new(indices);
        using DenseOutput<T> y = new(output);
        fixed (T* px = x, py = y)
        fixed (long* pi = where)
        {
            Memory.CheckApart(
                [Operand.Of(py, output.FlattenedLength, nameof(output))],
                [Operand.Of(px, input.FlattenedLength, nameof(input)), Operand.Of(pi, indices.FlattenedLength, nameof(indices))]);
            scatter.Check(pi, nameof(indices));
            Memory.Clear(py, output.FlattenedLength);
            scatter.Spread(px, pi, py);
        }

        y.Commit();
    }

    /// <summary>Unpools <paramref name="input"/> into a new tensor.</summary>
    /// <param name="input">The pooled values.</param>
    /// <param name="indices">Where each was, of the input's shape.</param>
    /// <param name="outputSize">The spatial size wanted; by default the one that the kernel, stride and padding give.</param>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{long}, in TensorSpan{T})"/>
    public Tensor<T> Forward<T>(Tensor<T> input, Tensor<long> indices, SpatialSize? outputSize = null)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(indices);
        Tensor<T> output = Shapes.Create<T>(OutputShape(input.Lengths, outputSize));
        Forward(input.AsReadOnlyTensorSpan(), indices.AsReadOnlyTensorSpan(), output.AsTensorSpan());
        return output;
    }

    /// <summary>The gradient toward the input: each value takes the gradient of its place.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <param name="indices">Where each value went.</param>
    /// <param name="gradInput">Overwritten with the gradient toward the input; its shape is the input's.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or an index lies outside the output's map; nothing is written then.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Backward<T>(scoped in ReadOnlyTensorSpan<T> gradOutput, scoped in ReadOnlyTensorSpan<long> indices, scoped in TensorSpan<T> gradInput)
        where T : unmanaged, INumber<T>
    {
        Scatter scatter = Lay<T>(gradInput.Lengths, nameof(gradInput), indices.Lengths, gradOutput.Lengths, nameof(gradOutput));
        using DenseInput<T> dy = new(gradOutput);
        using DenseInput<long> where = new(indices);
        using DenseOutput<T> dx = new(gradInput);
        fixed (T* pdy = dy, pdx = dx)
        fixed (long* pi = where)
        {
            Memory.CheckApart(
                [Operand.Of(pdx, gradInput.FlattenedLength, nameof(gradInput))],
                [Operand.Of(pdy, gradOutput.FlattenedLength, nameof(gradOutput)), Operand.Of(pi, indices.FlattenedLength, nameof(indices))]);
            scatter.Check(pi, nameof(indices));
            scatter.Collect(pdy, pi, pdx);
        }

        dx.Commit();
    }

    private int FirstSpatial(ReadOnlySpan<nint> shape) => shape.Length - Axes - (Layout == TensorLayout.Nhwc ? 1 : 0);

    private Int128 Default(int axis, nint length) => ((Int128)length - 1) * _stride[axis] - 2L * _padding[axis] + _kernel[axis];

    private string DefaultText(ReadOnlySpan<nint> inputShape)
    {
        nint[] sizes = inputShape.Slice(FirstSpatial(inputShape), Axes).ToArray();
        return $"({string.Join(", ", sizes.Select((length, axis) => Default(axis, length)))})";
    }

    private void CheckDefault(ReadOnlySpan<nint> inputShape)
    {
        int first = FirstSpatial(inputShape);
        Int128 least = Int128.MaxValue, places = 1;
        for (int axis = 0; axis < Axes; axis++)
        {
            Int128 size = Default(axis, inputShape[first + axis]);
            least = Int128.Min(least, size);
            places *= Int128.Min(size, (Int128)int.MaxValue + 1);
        }

        string what = $"inputShape of shape {Shapes.Text(inputShape)} is unpooled to a spatial size of {DefaultText(inputShape)}";
        if (least < 1)
            throw new ArgumentException($"{what}; each number of it is at least 1.", nameof(inputShape));

        if (places > int.MaxValue)
            throw new ArgumentException($"{what}, more than {int.MaxValue} elements in one channel.", nameof(inputShape));
    }

    private Scatter Lay<T>(ReadOnlySpan<nint> inputShape, string inputName, ReadOnlySpan<nint> indicesShape, ReadOnlySpan<nint> outputShape, string outputName)
    {
        ElementType<T>.Check();
        CheckInput(inputShape, inputName);
        Shapes.Same(indicesShape, inputShape, "indices", inputName);
        CheckOutput(inputShape, outputShape, outputName);
        int first = FirstSpatial(inputShape);
        int inner = Layout == TensorLayout.Nhwc ? (int)inputShape[^1] : 1;
        nint planes = Shapes.Elements(inputShape[..first], inputName);
        return new Scatter(planes, (int)Shapes.Elements(inputShape.Slice(first, Axes), inputName), (int)Shapes.Elements(outputShape.Slice(first, Axes), outputName), inner);
    }

    private void CheckInput(ReadOnlySpan<nint> shape, string name)
    {
        if (shape.Length != Axes + 2 && shape.Length != Axes + 1)
            throw new ArgumentException($"{name} has rank {shape.Length}, shape {Shapes.Text(shape)}; this layer takes rank {Axes + 2}, or {Axes + 1} unbatched.", name);

        ReadOnlySpan<nint> image = shape.Length == Axes + 2 ? shape[1..] : shape;
        foreach (nint length in image)
        {
            if (length < 1)
                throw new ArgumentException($"{name} has shape {Shapes.Text(shape)}; every axis but N holds at least one element.", name);
        }

        int inner = Layout == TensorLayout.Nhwc ? shape.Length - 1 : FirstSpatial(shape) - 1;
        if (Shapes.Elements(shape.Slice(FirstSpatial(shape), Axes), name) > int.MaxValue || shape[inner] > int.MaxValue)
            throw new ArgumentException($"{name} has shape {Shapes.Text(shape)}; one channel of one image may hold at most {int.MaxValue} elements.", name);

        Shapes.Elements(shape, name);
    }

    private void CheckOutput(ReadOnlySpan<nint> inputShape, ReadOnlySpan<nint> outputShape, string name)
    {
        int first = FirstSpatial(inputShape);
        bool fits = outputShape.Length == inputShape.Length;
        for (int axis = 0; fits && axis < inputShape.Length; axis++)
        {
            int spatial = axis - first;
            fits = spatial >= 0 && spatial < Axes
                ? outputShape[axis] > 0 && Int128.Abs(outputShape[axis] - Default(spatial, inputShape[axis])) < _stride[spatial]
                : outputShape[axis] == inputShape[axis];
        }

        if (!fits)
        {
            throw new ArgumentException(
                $"{name} is of shape {Shapes.Text(outputShape)}; an input of shape {Shapes.Text(inputShape)} is unpooled to a spatial size less than one stride {WindowOptions.Text(_stride)} away from {DefaultText(inputShape)}.", name);
        }

        if (Shapes.Elements(outputShape.Slice(first, Axes), name) > int.MaxValue)
            throw new ArgumentException($"{name} is of shape {Shapes.Text(outputShape)}; one channel of one image may hold at most {int.MaxValue} elements.", name);
    }

    /// <summary>The loops: values and their places, plane by plane.</summary>
    private readonly struct Scatter(nint planes, int inputPlaces, int outputPlaces, int inner)
    {
        public void Check(long* indices, string name)
        {
            nint count = planes * inputPlaces * inner;
            for (nint i = 0; i < count; i++)
            {
                if ((ulong)indices[i] >= (ulong)outputPlaces)
                    throw new ArgumentException($"{name} holds {indices[i]}; an index lies from 0 to {outputPlaces - 1}.", name);
            }
        }

        public void Spread<T>(T* x, long* indices, T* y)
            where T : unmanaged
        {
            for (nint plane = 0; plane < planes; plane++, y += (nint)outputPlaces * inner)
                for (int place = 0; place < inputPlaces; place++)
                    for (int c = 0; c < inner; c++, x++, indices++)
                        if ((ulong)*indices < (ulong)outputPlaces)
                            y[(nint)(*indices) * inner + c] = *x;
        }

        public void Collect<T>(T* dy, long* indices, T* dx)
            where T : unmanaged
        {
            for (nint plane = 0; plane < planes; plane++, dy += (nint)outputPlaces * inner)
                for (int place = 0; place < inputPlaces; place++)
                    for (int c = 0; c < inner; c++, dx++, indices++)
                        *dx = (ulong)*indices < (ulong)outputPlaces ? dy[(nint)(*indices) * inner + c] : default;
        }
    }
}

/// <summary>Max unpooling of sequences, <c>[N, C, L]</c>.</summary>
/// <inheritdoc cref="MaxUnpool" path="/remarks"/>
public sealed class MaxUnpool1d(SpatialSize kernelSize, SpatialSize? stride = null, SpatialSize? padding = null, TensorLayout layout = TensorLayout.Nchw)
    : MaxUnpool(1, kernelSize, stride, padding ?? 0, layout);

/// <summary>Max unpooling of images, <c>[N, C, H, W]</c>.</summary>
/// <inheritdoc cref="MaxUnpool" path="/remarks"/>
public sealed class MaxUnpool2d(SpatialSize kernelSize, SpatialSize? stride = null, SpatialSize? padding = null, TensorLayout layout = TensorLayout.Nchw)
    : MaxUnpool(2, kernelSize, stride, padding ?? 0, layout);

/// <summary>Max unpooling of volumes, <c>[N, C, D, H, W]</c>.</summary>
/// <inheritdoc cref="MaxUnpool" path="/remarks"/>
public sealed class MaxUnpool3d(SpatialSize kernelSize, SpatialSize? stride = null, SpatialSize? padding = null, TensorLayout layout = TensorLayout.Nchw)
    : MaxUnpool(3, kernelSize, stride, padding ?? 0, layout);
