using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;
using Cenote.Windows;
using Cenote.Windows.Loops;

namespace Cenote;

/// <summary>What stochastic pooling gives where nothing is drawn.</summary>
public enum StochasticInference
{
    /// <summary>The expectation of the draw: sum x^2 / sum x. The paper's.</summary>
    Weighted,

    /// <summary>The plain average of the window, which is less: often said to be the same, and is not.</summary>
    Mean,
}

/// <summary>Stochastic pooling: in training each output is an element of its window, drawn with a probability in proportion to its value.</summary>
/// <remarks>
/// <para>Shapes and windows: see <see cref="WindowPool"/>. <see cref="WindowPool.Forward{T}(Tensor{T})"/> is inference;
/// <c>Sample</c> is training, whose gradient goes to the drawn element by its index.</para>
/// <para>The input is at least 0, as behind a ReLU. A negative element has probability 0, or with <c>checkInput</c> is refused. A window
/// whose sum is 0 gives 0 and index -1. Draws follow from a seed alone, whatever the layout and the number of threads; without
/// <c>checkInput</c> a NaN in a window gives NaN and index -1. An infinite tap leaves the finite ones no probability; several share it equally.</para>
/// <para>Source: Zeiler, Fergus, "Stochastic pooling for regularization of deep convolutional neural networks", 2013.</para>
/// </remarks>
public abstract unsafe class StochasticPool : WindowPool
{
    private protected StochasticPool(WindowOptions options, StochasticInference inference, bool checkInput)
        : base(options)
    {
        if (!Enum.IsDefined(inference))
            throw new ArgumentException($"inference is {(int)inference}; it is Weighted or Mean.", nameof(inference));

        Inference = inference;
        CheckInput = checkInput;
    }

    /// <summary>What is given where nothing is drawn.</summary>
    public StochasticInference Inference { get; }

    /// <summary>Whether a negative or NaN element is refused.</summary>
    public bool CheckInput { get; }

    private protected override string MoreOptions => $", inference: {Inference}, checkInput: {Text(CheckInput)}";

    /// <summary>Draws an element of each window.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="input">A tensor whose shape is in the order of <see cref="WindowPool.Layout"/>.</param>
    /// <param name="seed">What the draws follow from; another for every step of training.</param>
    /// <param name="output">A tensor of the output's shape.</param>
    /// <param name="indices">A tensor of the output's shape: where each drawn element was within its channel's map, or -1.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or <see cref="CheckInput"/> finds an element below 0.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Sample<T>(scoped in ReadOnlyTensorSpan<T> input, ulong seed, scoped in TensorSpan<T> output, scoped in TensorSpan<long> indices)
        where T : unmanaged, INumber<T>
    {
        ElementType<T>.Check();
        Draw(input, default, seed, output, indices);
    }

    /// <summary>Draws an element of each window by given numbers: the first whose summed probability is above its window's number.</summary>
    /// <param name="input">A tensor whose shape is in the order of <see cref="WindowPool.Layout"/>.</param>
    /// <param name="uniforms">A number in [0, 1) for each output, of the output's shape; another is refused.</param>
    /// <param name="output">A tensor of the output's shape.</param>
    /// <param name="indices">A tensor of the output's shape: where each drawn element was within its channel's map, or -1.</param>
    /// <inheritdoc cref="Sample{T}(in ReadOnlyTensorSpan{T}, ulong, in TensorSpan{T}, in TensorSpan{long})"/>
    public void Sample<T>(scoped in ReadOnlyTensorSpan<T> input, scoped in ReadOnlyTensorSpan<T> uniforms, scoped in TensorSpan<T> output, scoped in TensorSpan<long> indices)
        where T : unmanaged, INumber<T>
    {
        ElementType<T>.Check();
        Shapes.Same(uniforms.Lengths, output.Lengths, nameof(uniforms), nameof(output));
        Draw(input, uniforms, 0, output, indices);
    }

    /// <summary>Draws an element of each window, into new tensors.</summary>
    /// <inheritdoc cref="Sample{T}(in ReadOnlyTensorSpan{T}, ulong, in TensorSpan{T}, in TensorSpan{long})"/>
    public (Tensor<T> Output, Tensor<long> Indices) Sample<T>(Tensor<T> input, ulong seed)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        nint[] shape = OutputShape(input.Lengths);
        Tensor<T> output = Shapes.Create<T>(shape);
        Tensor<long> indices = Shapes.Create<long>(shape);
        Sample(input.AsReadOnlyTensorSpan(), seed, output.AsTensorSpan(), indices.AsTensorSpan());
        return (output, indices);
    }

    /// <summary>The gradient of a draw toward the input: each drawn element takes its window's whole gradient.</summary>
    /// <inheritdoc cref="SelectionPool.Backward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{long}, in TensorSpan{T})"/>
    public void SampleBackward<T>(scoped in ReadOnlyTensorSpan<T> gradOutput, scoped in ReadOnlyTensorSpan<long> indices, scoped in TensorSpan<T> gradInput)
        where T : unmanaged, INumber<T>
    {
        ElementType<T>.Check();
        WindowGeometry geometry = Lay(gradInput.Lengths, nameof(gradInput), gradOutput.Lengths, nameof(gradOutput));
        SelectionBackward.Run(geometry, gradOutput, indices, gradInput);
    }

    private protected override void Run<T>(in WindowGeometry geometry, T* x, T* y)
    {
        Check(geometry, x);
        if (Inference == StochasticInference.Weighted)
            Reductions.Forward(default(SelfWeighted), geometry, x, y);
        else
            Reductions.Fold(new Mean(countIncludePad: false, divisorOverride: null), geometry, x, y);
    }

    private protected override void RunBackward<T>(in WindowGeometry geometry, T* x, T* dy, T* dx)
    {
        Check(geometry, x);
        if (Inference == StochasticInference.Weighted)
            Reductions.Backward(default(SelfWeighted), geometry, x, dy, dx);
        else
            LinearBackward.Run(new Mean(countIncludePad: false, divisorOverride: null), geometry, dy, dx);
    }

    // By the numbers, or where they are left out by those of the seed.
    private void Draw<T>(scoped in ReadOnlyTensorSpan<T> input, scoped in ReadOnlyTensorSpan<T> uniforms, ulong seed, scoped in TensorSpan<T> output, scoped in TensorSpan<long> indices)
        where T : unmanaged, INumber<T>
    {
        WindowGeometry geometry = Lay(input.Lengths, nameof(input), output.Lengths, nameof(output));
        Shapes.Same(indices.Lengths, output.Lengths, nameof(indices), nameof(output));
        using DenseInput<T> x = new(input), u = new(uniforms);
        using DenseOutput<T> y = new(output);
        using DenseOutput<long> where = new(indices);
        fixed (T* px = x, pu = u, py = y)
        fixed (long* pi = where)
        {
            T* given = uniforms.Rank == 0 ? null : pu;
            Memory.CheckApart(
                [Operand.Of(py, output.FlattenedLength, nameof(output)), Operand.Of(pi, indices.FlattenedLength, nameof(indices))],
                [Operand.Of(px, input.FlattenedLength, nameof(input)), Operand.Of(given, uniforms.FlattenedLength, nameof(uniforms))]);
            Check(geometry, px);
            CheckUniforms(given, uniforms.FlattenedLength);
            StochasticDraws.Run(geometry, px, given, seed, py, pi);
        }

        y.Commit();
        where.Commit();
    }

    private static void CheckUniforms<T>(T* uniforms, nint count)
        where T : unmanaged, INumber<T>
    {
        nint outside = Memory.FirstOutside(uniforms, count, T.Zero, T.One);
        if (outside < count)
            throw new ArgumentException($"uniforms holds {uniforms[outside]}; an element is drawn by a number in [0, 1).", nameof(uniforms));
    }

    private void Check<T>(in WindowGeometry geometry, T* x)
        where T : unmanaged, INumber<T>
    {
        nint count = CheckInput ? geometry.Planes * geometry.InputPlane : 0, outside = Memory.FirstOutside(x, count, T.Zero, null);
        if (outside < count)
            throw new ArgumentException($"input holds {x[outside]}; stochastic pooling draws by value, so every element is at least 0.", "input");
    }
}

/// <summary>Stochastic pooling over sequences, <c>[N, C, L]</c>.</summary>
/// <inheritdoc cref="StochasticPool" path="/remarks"/>
public sealed class StochasticPool1d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, StochasticInference inference = StochasticInference.Weighted, bool checkInput = false, TensorLayout layout = TensorLayout.Nchw)
    : StochasticPool(WindowOptions.Fixed(1, kernelSize, stride, padding, dilation, ceilMode, layout), inference, checkInput);

/// <summary>Stochastic pooling over images, <c>[N, C, H, W]</c>.</summary>
/// <inheritdoc cref="StochasticPool" path="/remarks"/>
public sealed class StochasticPool2d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, StochasticInference inference = StochasticInference.Weighted, bool checkInput = false, TensorLayout layout = TensorLayout.Nchw)
    : StochasticPool(WindowOptions.Fixed(2, kernelSize, stride, padding, dilation, ceilMode, layout), inference, checkInput);

/// <summary>Stochastic pooling over volumes, <c>[N, C, D, H, W]</c>.</summary>
/// <inheritdoc cref="StochasticPool" path="/remarks"/>
public sealed class StochasticPool3d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, StochasticInference inference = StochasticInference.Weighted, bool checkInput = false, TensorLayout layout = TensorLayout.Nchw)
    : StochasticPool(WindowOptions.Fixed(3, kernelSize, stride, padding, dilation, ceilMode, layout), inference, checkInput);

/// <summary>w = max(x, 0), y = sum(w^2) / sum(w), 0 where the sum is 0;  dx += dy * (2 w - y) / sum(w) where x is not below 0.</summary>
/// <remarks>With a the greatest w and q = w / a, of which no sum or square leaves the range of numbers: y = a * sum(q^2) / sum(q).</remarks>
internal readonly struct SelfWeighted : IReduction
{
    public static bool LooksAhead => true;

    // A: a; B: sum of q; C: sum of q^2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Start<TLanes>()
        where TLanes : struct, ILanes<TLanes> => new() { A = TLanes.Create(0), B = TLanes.Create(0), C = TLanes.Create(0) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Prepare<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => state with { A = default(Max).Better(state.A, x) };

    // Of infinite taps q is 1, of the others beside them 0: they are the limit's probabilities.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Accumulate<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes q = Powers.Ratio(Positive(x), state.A);
        return new() { A = state.A, B = state.B + q, C = state.C + q * q };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Finish<TLanes>(State<TLanes> state, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => Powers.UnlessZero(state.A, state.A * (state.C / state.B));

    // At x = 0 the paper's w is x itself: the derivative from above.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Gradient<TLanes>(State<TLanes> state, TLanes x, TLanes y, TLanes dy, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes zero = TLanes.Create(0), q = Powers.Ratio(Positive(x), state.A);
        TLanes gradient = Powers.UnlessZero(state.A, dy * (q + q - state.C / state.B) / state.B);
        return TLanes.Select(TLanes.GreaterThan(zero, x), zero, gradient);
    }

    public double Divisor(long taps, long paddedTaps, long kernelTaps) => 1;

    /// <summary>max(x, 0); NaN stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Positive<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes> => TLanes.Select(TLanes.GreaterThan(TLanes.Create(0), x), TLanes.Create(0), x);
}
