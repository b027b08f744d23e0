using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Geometry;

namespace Cenote;

/// <summary>A pooling that moves a window over the spatial axes of its input, each window giving one output.</summary>
/// <remarks>
/// <para>A layer holds its options and nothing of its inputs: one layer may serve several threads at once. Options are checked when
/// it is made, shapes when it is used, and both before anything is written.</para>
/// <para>Elements are <see cref="float"/> or <see cref="double"/>. Dense tensors are read in place; others are copied once.</para>
/// </remarks>
public abstract unsafe class WindowPool
{
    private readonly WindowOptions _options;

    private protected WindowPool(WindowOptions options) => _options = options;

    /// <summary>Whether a last window that hangs over the end of the input is kept. One that would start in the trailing padding never is.</summary>
    public bool CeilMode => _options.CeilMode;

    /// <summary>How inputs and outputs run through memory.</summary>
    public TensorLayout Layout => _options.Layout;

    /// <summary>Taps of a window along each spatial axis, outermost first.</summary>
    public IReadOnlyList<int> KernelSize => _options.List(a => a.Kernel);

    /// <summary>Steps from window to window along each spatial axis, outermost first.</summary>
    public IReadOnlyList<int> Stride => _options.List(a => a.Stride);

    /// <summary>Padding before and after the input along each spatial axis, outermost first.</summary>
    public IReadOnlyList<int> Padding => _options.List(a => a.Padding);

    /// <summary>Elements from one tap of a window to the next along each spatial axis, outermost first.</summary>
    public IReadOnlyList<int> Dilation => _options.List(a => a.Dilation);

    /// <summary>The shape that an input is pooled to.</summary>
    /// <param name="inputShape">The input's shape: <c>[N, C, H, W]</c> or <c>[C, H, W]</c>, in the order of <see cref="Layout"/>.</param>
    /// <returns>The output's shape, of the same rank.</returns>
    /// <exception cref="ArgumentException">The rank is another, an axis but N is empty, or no window fits.</exception>
    public nint[] OutputShape(ReadOnlySpan<nint> inputShape)
    {
        WindowGeometry geometry = _options.Lay(inputShape, nameof(inputShape));
        nint[] shape = new nint[inputShape.Length];
        _options.OutputShape(inputShape, geometry, shape);
        return shape;
    }

    /// <summary>Where the windows lie along one spatial axis of an input. A window of an image is one of its rows' windows times one of its columns'.</summary>
    /// <param name="axis">The spatial axis, 0 being the outermost: the rows of an image.</param>
    /// <param name="length">The input's length along that axis, at least 1.</param>
    /// <returns>A window for each output along the axis; none where no window fits.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis, or the length is below 1.</exception>
    public WindowTaps[] Windows(int axis, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(axis);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(axis, KernelSize.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return _options.Windows(axis, length);
    }

    /// <summary>Pools <paramref name="input"/> into <paramref name="output"/> without allocating anything.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="input">A tensor of shape <c>[N, C, H, W]</c> or <c>[C, H, W]</c>, in the order of <see cref="Layout"/>.</param>
    /// <param name="output">A tensor of the shape that <see cref="OutputShape"/> gives; it must not overlap the input.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together; the message says which clash.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Forward<T>(scoped in ReadOnlyTensorSpan<T> input, scoped in TensorSpan<T> output)
        where T : unmanaged, INumber<T>
    {
        WindowGeometry geometry = Lay<T>(input.Lengths, nameof(input), output.Lengths, nameof(output));
        using DenseInput<T> x = new(input);
        using DenseOutput<T> y = new(output);
        fixed (T* px = x, py = y)
            Run(geometry, px, py);

        y.Commit();
    }

    /// <summary>Pools <paramref name="input"/> into a new tensor.</summary>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in TensorSpan{T})"/>
    /// <returns>A tensor of the shape that <see cref="OutputShape"/> gives.</returns>
    public Tensor<T> Forward<T>(scoped in ReadOnlyTensorSpan<T> input)
        where T : unmanaged, INumber<T>
    {
        Tensor<T> output = Tensor.CreateFromShapeUninitialized<T>(OutputShape(input.Lengths));
        Forward(input, output.AsTensorSpan());
        return output;
    }

    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T})"/>
    public Tensor<T> Forward<T>(Tensor<T> input)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        return Forward(input.AsReadOnlyTensorSpan());
    }

    /// <summary>Pools plain memory of a given shape, without allocating anything.</summary>
    /// <param name="input">The elements of the input, without gaps, in the order of <see cref="Layout"/>.</param>
    /// <param name="inputShape">Their shape.</param>
    /// <param name="output">As many elements as the output has; it must not overlap the input.</param>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in TensorSpan{T})"/>
    public void Forward<T>(ReadOnlySpan<T> input, ReadOnlySpan<nint> inputShape, Span<T> output)
        where T : unmanaged, INumber<T>
    {
        ElementType<T>.Check();
        WindowGeometry geometry = _options.Lay(inputShape, nameof(input));
        Span<nint> outputShape = stackalloc nint[inputShape.Length];
        _options.OutputShape(inputShape, geometry, outputShape);
        Shapes.Length(input.Length, inputShape, ElementType<T>.Name, nameof(input));
        Shapes.Length(output.Length, outputShape, ElementType<T>.Name, nameof(output));
        fixed (T* x = input, y = output)
            Run(geometry, x, y);
    }

    /// <summary>Lays the windows over an input's shape and checks the shape of its output, or of a tensor that goes with the output.</summary>
    private protected WindowGeometry Lay<T>(ReadOnlySpan<nint> inputShape, string inputName, ReadOnlySpan<nint> outputShape, string outputName)
    {
        ElementType<T>.Check();
        WindowGeometry geometry = _options.Lay(inputShape, inputName);
        Span<nint> expected = stackalloc nint[inputShape.Length];
        _options.OutputShape(inputShape, geometry, expected);
        CheckPooledShape(inputShape, inputName, expected, outputShape, outputName);
        return geometry;
    }

    private protected static void CheckPooledShape(ReadOnlySpan<nint> inputShape, string inputName, ReadOnlySpan<nint> expected, ReadOnlySpan<nint> actual, string name)
    {
        if (!actual.SequenceEqual(expected))
            throw new ArgumentException($"{name} has shape {Shapes.Text(actual)}, but {inputName} of shape {Shapes.Text(inputShape)} is pooled to {Shapes.Text(expected)}.", name);
    }

    /// <summary>The layer's name and options in C#'s words, as <see cref="object.ToString"/> gives them.</summary>
    private protected string Describe(string name, string more = "") =>
        $"{name}(kernelSize: {_options.Of(a => a.Kernel)}, stride: {_options.Of(a => a.Stride)}, padding: {_options.Of(a => a.Padding)}, "
        + $"dilation: {_options.Of(a => a.Dilation)}, ceilMode: {Text(CeilMode)}{more}, layout: {Layout})";

    private protected static string Text(bool value) => value ? "true" : "false";

    /// <summary>The loop over checked operands.</summary>
    private protected abstract void Run<T>(in WindowGeometry geometry, T* x, T* y)
        where T : unmanaged, INumber<T>;
}
