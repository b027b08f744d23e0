using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Geometry;
using Cenote.Windows;

namespace Cenote;

/// <summary>A pooling that moves a window over the spatial axes of its input, each window giving one output.</summary>
/// <remarks>
/// <para>Shapes: <c>[N, C, spatial...]</c> or unbatched <c>[C, spatial...]</c>, with <c>layout: Nhwc</c> <c>[N, spatial..., C]</c> or
/// <c>[spatial..., C]</c>; the output is the same with the pooled spatial axes. 1d, 2d and 3d layers differ in the number of these only.</para>
/// <para>Windows: <c>kernelSize</c>, <c>stride</c> (by default the kernel's size), <c>dilation</c> (from one tap to the next, 1) and
/// <c>padding</c> count elements, each a number or one for each axis, outermost first; <c>ceilMode</c> keeps a last window that hangs over
/// the end, but none that would start in the trailing padding. Adaptive layers take an <c>outputSize</c> instead: window o reads
/// [floor(o * in / out), ceil((o + 1) * in / out)). Global layers have one window, the whole map.</para>
/// <para>Elements are <see cref="float"/> or <see cref="double"/>; max, min, average and sum also take <see cref="Half"/>, <see cref="byte"/>
/// and <see cref="sbyte"/>. Dense tensors are read in place; others are copied once.</para>
/// <para>A layer holds its options and nothing of its inputs: one layer may serve several threads at once. Options are checked when
/// it is made, shapes when it is used, and both before anything is written.</para>
/// </remarks>
public abstract unsafe class WindowPool
{
    private readonly WindowOptions _options;

    private protected WindowPool(WindowOptions options) => _options = options;

    /// <summary>How many spatial axes the windows move along: 1, 2 or 3.</summary>
    public int SpatialAxes => _options.Rank;

    /// <summary>Taps of a window along each spatial axis, outermost first; empty where the output's size is given instead.</summary>
    public IReadOnlyList<int> KernelSize => [.. _options.FixedAxes.Select(a => a.Kernel)];

    /// <summary>Steps from window to window along each spatial axis; empty where the output's size is given instead.</summary>
    public IReadOnlyList<int> Stride => [.. _options.FixedAxes.Select(a => a.Stride)];

    /// <summary>Padding before the input along each spatial axis; empty where the output's size, or <see cref="Padding.Same"/>, is given instead.</summary>
    public IReadOnlyList<int> Padding => _options.PadsToSame ? [] : [.. _options.FixedAxes.Select(a => a.Padding.Before)];

    /// <summary>Elements from one tap of a window to the next along each spatial axis; empty where the output's size is given instead.</summary>
    public IReadOnlyList<int> Dilation => [.. _options.FixedAxes.Select(a => a.Dilation)];

    /// <summary>The size of the output along each spatial axis, null for the input's; empty where the kernel's size is given instead.</summary>
    public IReadOnlyList<int?> OutputSize => [.. _options.AdaptiveAxes.Select(a => a.Output)];

    /// <summary>Whether a last window that hangs over the end of the input is kept. One that would start in the trailing padding never is.</summary>
    public bool CeilMode => _options.CeilMode;

    /// <summary>How inputs and outputs run through memory.</summary>
    public TensorLayout Layout => _options.Layout;

    /// <summary>On how many threads one call may work at once, at least 1; by default as many as the machine has cores. The result is the same
    /// to the bit for any number, and a small tensor is worked on the caller's thread alone.</summary>
    /// <exception cref="ArgumentException">The number is below 1.</exception>
    public int MaxDegreeOfParallelism
    {
        get;
        set => field = value >= 1 ? value : throw new ArgumentException($"MaxDegreeOfParallelism is {value}; it is at least 1.", nameof(value));
    } = Environment.ProcessorCount;

    /// <summary>Whether <see cref="Half"/>, <see cref="byte"/> and <see cref="sbyte"/> are pooled too.</summary>
    private protected virtual bool TakesSmallTypes => false;

    /// <summary>The shape that an input is pooled to.</summary>
    /// <param name="inputShape">The input's shape, in the order of <see cref="Layout"/>.</param>
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
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(axis, SpatialAxes);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return _options.Windows(axis, length);
    }

    /// <summary>Pools <paramref name="input"/> into <paramref name="output"/>; dense tensors without allocating anything.</summary>
    /// <typeparam name="T">The element type; see the class.</typeparam>
    /// <param name="input">A tensor whose shape is in the order of <see cref="Layout"/>.</param>
    /// <param name="output">A tensor of the shape that <see cref="OutputShape"/> gives; it must not overlap the input.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together; the message says which clash.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Forward<T>(scoped in ReadOnlyTensorSpan<T> input, scoped in TensorSpan<T> output)
        where T : unmanaged, INumber<T>
    {
        CheckElements<T>();
        WindowGeometry geometry = Lay(input.Lengths, nameof(input), output.Lengths, nameof(output));
        CheckOptions<T>(geometry);
        using DenseInput<T> x = new(input);
        using DenseOutput<T> y = new(output);
        fixed (T* px = x, py = y)
        {
            CheckApart(geometry, px, py, nameof(output));
            Run(geometry, px, py);
        }

        y.Commit();
    }

    /// <summary>Pools <paramref name="input"/> into a new tensor.</summary>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in TensorSpan{T})"/>
    /// <returns>A tensor of the shape that <see cref="OutputShape"/> gives.</returns>
    public Tensor<T> Forward<T>(scoped in ReadOnlyTensorSpan<T> input)
        where T : unmanaged, INumber<T>
    {
        Tensor<T> output = Shapes.Create<T>(OutputShape(input.Lengths));
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
        CheckElements<T>();
        WindowGeometry geometry = _options.Lay(inputShape, nameof(input)) with { Threads = MaxDegreeOfParallelism };
        Span<nint> outputShape = stackalloc nint[inputShape.Length];
        _options.OutputShape(inputShape, geometry, outputShape);
        CheckOptions<T>(geometry);
        Shapes.Length(input.Length, inputShape, ElementType<T>.Name, nameof(input));
        Shapes.Length(output.Length, outputShape, ElementType<T>.Name, nameof(output));
        fixed (T* x = input, y = output)
        {
            CheckApart(geometry, x, y, nameof(output));
            Run(geometry, x, y);
        }
    }

    /// <summary>The gradient toward the input, into <paramref name="gradInput"/>. What the forward pass found is found again from the input.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="input">The input of the forward pass.</param>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <param name="gradInput">Overwritten with the gradient toward the input; its shape is the input's.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together; the message says which clash.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Backward<T>(scoped in ReadOnlyTensorSpan<T> input, scoped in ReadOnlyTensorSpan<T> gradOutput, scoped in TensorSpan<T> gradInput)
        where T : unmanaged, INumber<T>
    {
        ElementType<T>.Check();
        WindowGeometry geometry = Lay(input.Lengths, nameof(input), gradOutput.Lengths, nameof(gradOutput));
        Shapes.Same(gradInput.Lengths, input.Lengths, nameof(gradInput), nameof(input));
        CheckNotEmpty(geometry, gradOutput.Lengths, nameof(gradOutput));
        CheckOptions<T>(geometry);
        using DenseInput<T> x = new(input);
        using DenseInput<T> dy = new(gradOutput);
        using DenseOutput<T> dx = new(gradInput);
        fixed (T* px = x, pdy = dy, pdx = dx)
        {
            Memory.CheckApart(px, geometry.Planes * geometry.InputPlane, pdx, geometry.Planes * geometry.InputPlane, nameof(gradInput));
            CheckApart(geometry, pdx, pdy, nameof(gradInput));
            RunBackward(geometry, px, pdy, pdx);
        }

        dx.Commit();
    }

    /// <summary>The gradient toward the input, in a new tensor.</summary>
    /// <inheritdoc cref="Backward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in TensorSpan{T})"/>
    /// <returns>A tensor of the input's shape.</returns>
    public Tensor<T> Backward<T>(Tensor<T> input, Tensor<T> gradOutput)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(gradOutput);
        Tensor<T> gradInput = Shapes.Create<T>(input.Lengths);
        Backward(input.AsReadOnlyTensorSpan(), gradOutput.AsReadOnlyTensorSpan(), gradInput.AsTensorSpan());
        return gradInput;
    }

    /// <summary>Which of the library's loops pools float elements of a shape, and which that would be quicker do not take its windows.</summary>
    /// <param name="inputShape">The shape of the input, in the order of <see cref="Layout"/>.</param>
    /// <returns>Those that were tried, in their order; the last pools.</returns>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public IReadOnlyList<LoopChoice> Loops(ReadOnlySpan<nint> inputShape)
    {
        WindowGeometry geometry = _options.Lay(inputShape, nameof(inputShape));
        return Reductions.Loops<float>(geometry, Folds);
    }

    /// <summary>The layer's name and options in C#'s words.</summary>
    public override string ToString()
    {
        string windows = KernelSize.Count == 0
            ? "outputSize: " + _options.OutputText
            : $"kernelSize: {Numbers(KernelSize)}, stride: {Numbers(Stride)}, padding: {_options.PaddingText}, dilation: {Numbers(Dilation)}, ceilMode: {Text(CeilMode)}";
        return $"{GetType().Name}({windows}{MoreOptions}, layout: {Layout})";

        static string Numbers(IReadOnlyList<int> numbers) => WindowOptions.Text([.. numbers]);
    }

    /// <summary>Whether the taps may be taken in any order, as the loops of a fold do.</summary>
    private protected virtual bool Folds => false;

    /// <summary>Options that only some poolings have, as <c>, name: value</c>.</summary>
    private protected virtual string MoreOptions => "";

    private protected static string Text(bool value) => value ? "true" : "false";

    private protected void CheckElements<T>()
    {
        if (TakesSmallTypes)
            ElementType<T>.CheckOrSmall();
        else
            ElementType<T>.Check();
    }

    /// <summary>What <see cref="Forward{T}(Tensor{T})"/> would refuse of the options, for a mixture to refuse before it begins.</summary>
    internal void CheckOptions<T>(ReadOnlySpan<nint> inputShape)
        where T : unmanaged, INumber<T> => CheckOptions<T>(_options.Lay(inputShape, "input"));

    /// <summary>Refuses options that do not go with the elements, or with the number of channels; called before anything is written.</summary>
    private protected virtual void CheckOptions<T>(in WindowGeometry geometry)
        where T : unmanaged, INumber<T>
    {
    }

    private protected static void CheckApart<T>(in WindowGeometry geometry, T* inputSide, T* outputSide, string outputName)
        where T : unmanaged =>
        Memory.CheckApart(inputSide, geometry.Planes * geometry.InputPlane, outputSide, geometry.Planes * geometry.OutputPlane, outputName);

    /// <summary>Lays the windows over an input's shape and checks the shape of its output, or of a tensor that goes with the output.</summary>
    private protected WindowGeometry Lay(ReadOnlySpan<nint> inputShape, string inputName, ReadOnlySpan<nint> outputShape, string outputName)
    {
        WindowGeometry geometry = _options.Lay(inputShape, inputName) with { Threads = MaxDegreeOfParallelism };
        Span<nint> expected = stackalloc nint[inputShape.Length];
        _options.OutputShape(inputShape, geometry, expected);
        if (!outputShape.SequenceEqual(expected))
            throw new ArgumentException($"{outputName} has shape {Shapes.Text(outputShape)}, but {inputName} of shape {Shapes.Text(inputShape)} is pooled to {Shapes.Text(expected)}.", outputName);

        return geometry;
    }

    // As PyTorch: an adaptive pooling to a size of 0 has a result, an empty one, and no gradient.
    private protected static void CheckNotEmpty(in WindowGeometry geometry, ReadOnlySpan<nint> gradOutput, string name)
    {
        if (geometry.OutputPlaces == 0)
            throw new ArgumentException($"{name} has shape {Shapes.Text(gradOutput)}; a gradient comes from at least one output of each channel.", name);
    }

    /// <summary>The forward loop over checked operands.</summary>
    private protected abstract void Run<T>(in WindowGeometry geometry, T* x, T* y)
        where T : unmanaged, INumber<T>;

    /// <summary>Overwrites <paramref name="dx"/>, after those checks that only the rule can make.</summary>
    private protected abstract void RunBackward<T>(in WindowGeometry geometry, T* x, T* dy, T* dx)
        where T : unmanaged, INumber<T>;
}
