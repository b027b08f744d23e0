using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;
using Cenote.Windows;
using Cenote.Windows.Loops;

namespace Cenote;

/// <summary>Generalised-mean pooling: each output is the power mean of its window, p going from average (1) to max.</summary>
/// <remarks>
/// <para>Shapes and windows: see <see cref="WindowPool"/>. y = (mean max(x, eps)^p)^(1/p); <c>p</c> is one number, or one for each channel,
/// other than 0, and can be learned: <see cref="ParameterGradient{T}"/>. <c>eps</c>, above 0, keeps the powers defined; the gradient passes
/// where x is at least eps. Padding takes no part; a window without any tap in the input gives NaN.</para>
/// <para>Where y is infinite (for p above 0 a window with +infinity) its infinite taps share the gradient equally, as those of max pooling
/// would, and the others and p have none. With p below 0 a tap of +infinity weighs nothing, and its gradient is 0.</para>
/// <para>Source: Radenovic, Tolias, Chum, "Fine-tuning CNN image retrieval with no human annotation", 2018.</para>
/// </remarks>
public abstract unsafe class GeMPool : WindowPool
{
    private readonly double[] _p;

    private protected GeMPool(WindowOptions options, double[]? p, double eps)
        : base(options)
    {
        _p = p is null ? [3] : [.. p];
        if (_p.Length == 0 || Array.Exists(_p, v => v == 0 || !double.IsFinite(v)))
            throw new ArgumentException($"p is [{string.Join(", ", _p)}]; it is one finite number other than 0, or one for each channel.", nameof(p));

        if (!(eps > 0) || !double.IsFinite(eps))
            throw new ArgumentException($"eps is {eps}; it is a finite number above 0.", nameof(eps));

        Eps = eps;
    }

    /// <summary>The exponents: one, or one for each channel.</summary>
    public IReadOnlyList<double> P => _p;

    /// <summary>The least a tap counts as.</summary>
    public double Eps { get; }

    private protected override string MoreOptions => $", p: [{string.Join(", ", _p)}], eps: {Eps}";

    /// <summary>The gradient toward p.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="input">The input of the forward pass.</param>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <returns>As many numbers as <see cref="P"/> has.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit together; the message says which clash.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public double[] ParameterGradient<T>(scoped in ReadOnlyTensorSpan<T> input, scoped in ReadOnlyTensorSpan<T> gradOutput)
        where T : unmanaged, INumber<T>
    {
        ElementType<T>.Check();
        WindowGeometry geometry = Lay(input.Lengths, nameof(input), gradOutput.Lengths, nameof(gradOutput));
        CheckOptions<T>(geometry);
        using DenseInput<T> x = new(input);
        using DenseInput<T> dy = new(gradOutput);
        using Scratch<T> unused = new(geometry.Planes * geometry.InputPlane, nameof(input)), parts = new(geometry.Planes * geometry.OutputPlane, nameof(gradOutput)), parameters = Parameters<T>(geometry);
        fixed (T* px = x, pdy = dy, pdx = unused, part = parts, p = parameters)
            WindowWalk.Run<ReductionBackward<PowerMean, T>, T>(new(new(Eps), geometry, px, p, pdy, pdx, part), geometry);

        double[] gradient = new double[_p.Length];
        for (int i = 0; i < parts.Span.Length; i++)
        {
            int channel = geometry.Inner > 1 ? i % geometry.Inner : (int)(i / geometry.OutputPlane % geometry.Channels);
            gradient[_p.Length == 1 ? 0 : channel] += double.CreateTruncating(parts.Span[i]);
        }

        return gradient;
    }

    private protected override void CheckOptions<T>(in WindowGeometry geometry)
    {
        if (_p.Length != 1 && _p.Length != geometry.Channels)
            throw new ArgumentException($"input has {geometry.Channels} channels, and p has {_p.Length} numbers; it has one, or one for each channel.", "input");

        foreach (double p in _p)
            ElementType<T>.CheckHolds(p, "p");

        ElementType<T>.CheckHolds(Eps, "eps");
    }

    private protected override void Run<T>(in WindowGeometry geometry, T* x, T* y)
    {
        using Scratch<T> parameters = Parameters<T>(geometry);
        fixed (T* p = parameters)
        {
            if (IsNearZero)
                Reductions.Forward(new GeometricMean(Eps), geometry, x, p, y);
            else
                Reductions.Forward(new PowerMean(Eps), geometry, x, p, y);
        }
    }

    private protected override void RunBackward<T>(in WindowGeometry geometry, T* x, T* dy, T* dx)
    {
        using Scratch<T> parameters = Parameters<T>(geometry);
        Memory.Clear(dx, geometry.Planes * geometry.InputPlane);
        fixed (T* p = parameters)
        {
            if (IsNearZero)
                WindowWalk.Run<ReductionBackward<GeometricMean, T>, T>(new(new(Eps), geometry, x, p, dy, dx, null), geometry);
            else
                WindowWalk.Run<ReductionBackward<PowerMean, T>, T>(new(new(Eps), geometry, x, p, dy, dx, null), geometry);
        }
    }

    private bool IsNearZero => Array.Exists(_p, p => Math.Abs(p) < GeometricMean.Small);

    // One exponent for each channel, rented.
    private Scratch<T> Parameters<T>(in WindowGeometry geometry)
        where T : unmanaged, INumber<T>
    {
        Scratch<T> parameters = new(geometry.Channels, "input");
        for (int c = 0; c < geometry.Channels; c++)
            parameters.Span[c] = T.CreateTruncating(_p[_p.Length == 1 ? 0 : c]);

        return parameters;
    }
}

/// <summary>Generalised-mean pooling over sequences, <c>[N, C, L]</c>.</summary>
/// <inheritdoc cref="GeMPool" path="/remarks"/>
public sealed class GeMPool1d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, double[]? p = null, double eps = 1e-6, TensorLayout layout = TensorLayout.Nchw)
    : GeMPool(WindowOptions.Fixed(1, kernelSize, stride, padding, dilation, ceilMode, layout), p, eps);

/// <summary>Generalised-mean pooling over images, <c>[N, C, H, W]</c>.</summary>
/// <inheritdoc cref="GeMPool" path="/remarks"/>
public sealed class GeMPool2d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, double[]? p = null, double eps = 1e-6, TensorLayout layout = TensorLayout.Nchw)
    : GeMPool(WindowOptions.Fixed(2, kernelSize, stride, padding, dilation, ceilMode, layout), p, eps);

/// <summary>Generalised-mean pooling over volumes, <c>[N, C, D, H, W]</c>.</summary>
/// <inheritdoc cref="GeMPool" path="/remarks"/>
public sealed class GeMPool3d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, double[]? p = null, double eps = 1e-6, TensorLayout layout = TensorLayout.Nchw)
    : GeMPool(WindowOptions.Fixed(3, kernelSize, stride, padding, dilation, ceilMode, layout), p, eps);

/// <summary>Generalised-mean pooling over sequences to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="GeMPool" path="/remarks"/>
public sealed class AdaptiveGeMPool1d(OutputSize outputSize, double[]? p = null, double eps = 1e-6, TensorLayout layout = TensorLayout.Nchw)
    : GeMPool(WindowOptions.Adaptive(1, outputSize, layout), p, eps);

/// <summary>Generalised-mean pooling over images to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="GeMPool" path="/remarks"/>
public sealed class AdaptiveGeMPool2d(OutputSize outputSize, double[]? p = null, double eps = 1e-6, TensorLayout layout = TensorLayout.Nchw)
    : GeMPool(WindowOptions.Adaptive(2, outputSize, layout), p, eps);

/// <summary>Generalised-mean pooling over volumes to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="GeMPool" path="/remarks"/>
public sealed class AdaptiveGeMPool3d(OutputSize outputSize, double[]? p = null, double eps = 1e-6, TensorLayout layout = TensorLayout.Nchw)
    : GeMPool(WindowOptions.Adaptive(3, outputSize, layout), p, eps);

/// <summary>Generalised-mean pooling over whole sequences: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="GeMPool" path="/remarks"/>
public sealed class GlobalGeMPool1d(double[]? p = null, double eps = 1e-6, TensorLayout layout = TensorLayout.Nchw)
    : GeMPool(WindowOptions.Global(1, layout), p, eps);

/// <summary>Generalised-mean pooling over whole images: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="GeMPool" path="/remarks"/>
public sealed class GlobalGeMPool2d(double[]? p = null, double eps = 1e-6, TensorLayout layout = TensorLayout.Nchw)
    : GeMPool(WindowOptions.Global(2, layout), p, eps);

/// <summary>Generalised-mean pooling over whole volumes: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="GeMPool" path="/remarks"/>
public sealed class GlobalGeMPool3d(double[]? p = null, double eps = 1e-6, TensorLayout layout = TensorLayout.Nchw)
    : GeMPool(WindowOptions.Global(3, layout), p, eps);

/// <summary>c = max(x, eps), y = (sum(c^p) / n)^(1/p);  dx += dy * y * c^(p - 1) / sum(c^p) where x is at least eps;
/// dp += dy * y / p * (sum(c^p log c) / sum(c^p) - log y).</summary>
/// <remarks>
/// With a the greatest c, or for p below 0 the least, q = c / a, or a / c, at most 1, and u = log q: c^p / a^p = e^(|p| u), of which no sum
/// leaves the range of numbers.
/// </remarks>
internal readonly struct PowerMean(double eps) : IReduction
{
    public static bool Counts => true;

    public static bool LooksAhead => true;

    // A: a, negative for p below 0; B: sum of e^(|p| u); C: sum of u e^(|p| u).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Start<TLanes>()
        where TLanes : struct, ILanes<TLanes> => new() { A = TLanes.Lowest, B = TLanes.Create(0), C = TLanes.Create(0) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Prepare<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes signed = Powers.Sign(parameter) * Clamped(x);
        return state with { A = default(Max).Better(state.A, signed) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Accumulate<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes u = Log(state, x, parameter), power = TLanes.Exp(TLanes.Abs(parameter) * u);
        return new() { A = state.A, B = state.B + power, C = state.C + Powers.UnlessZero(power, u * power) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Finish<TLanes>(State<TLanes> state, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => TLanes.Abs(state.A) * TLanes.Exp(TLanes.Log(state.B / count) / parameter);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Gradient<TLanes>(State<TLanes> state, TLanes x, TLanes y, TLanes dy, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes clamped = Clamped(x), share = TLanes.Exp(TLanes.Abs(parameter) * Log(state, x, parameter)) / state.B;

        // Where both are infinite y / c is taken for 1, so that equal infinities share; no share of infinity is nothing.
        TLanes gradient = Powers.UnlessZero(share, dy * TLanes.Select(Powers.Differ(y, clamped), share * y / clamped, share));
        return TLanes.Select(TLanes.GreaterThan(TLanes.Create(eps), x), TLanes.Create(0), gradient);
    }

    // sum(c^p log c) / sum(c^p) is log a and, with the sign of p, the mean u; of log y too log a is taken away.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes ParameterGradient<TLanes>(State<TLanes> state, TLanes y, TLanes dy, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes slope = Powers.Sign(parameter) * state.C / state.B - TLanes.Log(Powers.Ratio(y, TLanes.Abs(state.A)));
        return Powers.UnlessZero(slope, dy * y / parameter * slope);
    }

    public double Divisor(long taps, long paddedTaps, long kernelTaps) => taps;

    /// <summary>u.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Log<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes positive = TLanes.GreaterThan(parameter, TLanes.Create(0)), a = TLanes.Abs(state.A), c = Clamped(x);
        return TLanes.Log(Powers.Ratio(TLanes.Select(positive, c, a), TLanes.Select(positive, a, c)));
    }

    private TLanes Clamped<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes> => TLanes.Select(TLanes.GreaterThan(TLanes.Create(eps), x), TLanes.Create(eps), x);
}

/// <summary><see cref="PowerMean"/> where some p is near 0, and y nearly the geometric mean: for those the powers have its digits in what they
/// lack to 1. As in <see cref="LogMeanExp"/>, of log c: with m = mean((e^(|p| u) - 1) / |p|), log y = log a + s log(1 + |p| m) / |p|, s the sign of p.</summary>
internal readonly struct GeometricMean(double eps) : IReduction
{
    public static bool Counts => true;

    /// <summary>A |p| below it is near 0.</summary>
    public const double Small = 0.125;

    private readonly PowerMean _mean = new(eps);

    public static bool LooksAhead => true;

    // C: sum of (e^(|p| u) - 1) / |p|; A and B as in PowerMean.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Start<TLanes>()
        where TLanes : struct, ILanes<TLanes> => _mean.Start<TLanes>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Prepare<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => _mean.Prepare(state, x, parameter);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Accumulate<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes u = _mean.Log(state, x, parameter), p = TLanes.Abs(parameter), t = p * u, power = TLanes.Exp(t);
        return new() { A = state.A, B = state.B + power, C = state.C + Powers.ExpLess1(u, p, t, power) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Finish<TLanes>(State<TLanes> state, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes p = TLanes.Abs(parameter), m = state.C / count;
        TLanes near = TLanes.Abs(state.A) * TLanes.Exp(Powers.Sign(parameter) * m * Powers.Log1Over(p * m));
        return TLanes.Select(TLanes.GreaterThan(TLanes.Create(Small), p), near, _mean.Finish(state, count, parameter));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Gradient<TLanes>(State<TLanes> state, TLanes x, TLanes y, TLanes dy, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => _mean.Gradient(state, x, y, dy, count, parameter);

    public double Divisor(long taps, long paddedTaps, long kernelTaps) => taps;
}
