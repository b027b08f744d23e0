using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;
using Cenote.Windows;
using Cenote.Windows.Loops;

namespace Cenote;

/// <summary>Log-sum-exp pooling: a smooth maximum, each output the logarithm of the summed exponentials of its window.</summary>
/// <remarks>
/// <para>Shapes and windows: see <see cref="WindowPool"/>. y = log(sum e^(r x)) / r, with <c>average</c> the mean in place of the sum;
/// <c>sharpness</c> is r, any number but 0: the greater, the nearer to the maximum (the mean's form goes from average to max). Padding
/// takes no part; a window without any tap in the input gives -infinity (+infinity for a negative r, which makes a smooth minimum). Stable at any magnitude of x, and with <c>average</c> for r near 0, where y is
/// nearly the mean.</para>
/// <para>With r &gt; 0 a window with +infinity gives +infinity, and its infinite taps share the gradient equally; a tap of -infinity weighs
/// nothing and has gradient 0, also where there are no others (the window then gives -infinity). With r &lt; 0 it is the other way round.</para>
/// <para>Source: Pinheiro, Collobert, "From image-level to pixel-level labeling with convolutional networks", 2015.</para>
/// </remarks>
public abstract unsafe class LogSumExpPool : WindowPool
{
    private protected LogSumExpPool(WindowOptions options, double sharpness, bool average)
        : base(options)
    {
        if (!double.IsFinite(sharpness) || sharpness == 0)
            throw new ArgumentException($"sharpness is {sharpness}; it is any finite number but 0.", nameof(sharpness));

        Sharpness = sharpness;
        Average = average;
    }

    /// <summary>r.</summary>
    public double Sharpness { get; }

    /// <summary>Whether the exponentials are averaged rather than summed.</summary>
    public bool Average { get; }

    private protected override string MoreOptions => $", sharpness: {Sharpness}, average: {Text(Average)}";

    private protected override void CheckOptions<T>(in WindowGeometry geometry) => ElementType<T>.CheckHolds(Sharpness, "sharpness");

    private protected override void Run<T>(in WindowGeometry geometry, T* x, T* y)
    {
        if (Average)
            Reductions.Forward(new LogMeanExp(Sharpness), geometry, x, y);
        else
            Reductions.Forward(new LogSumExp(Sharpness), geometry, x, y);
    }

    // The softmax of r x is the gradient of both.
    private protected override void RunBackward<T>(in WindowGeometry geometry, T* x, T* dy, T* dx) => Reductions.Backward(new LogSumExp(Sharpness), geometry, x, dy, dx);
}

/// <summary>Log-sum-exp pooling over sequences, <c>[N, C, L]</c>.</summary>
/// <inheritdoc cref="LogSumExpPool" path="/remarks"/>
public sealed class LogSumExpPool1d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, double sharpness = 1, bool average = false, TensorLayout layout = TensorLayout.Nchw)
    : LogSumExpPool(WindowOptions.Fixed(1, kernelSize, stride, padding, dilation, ceilMode, layout), sharpness, average);

/// <summary>Log-sum-exp pooling over images, <c>[N, C, H, W]</c>.</summary>
/// <inheritdoc cref="LogSumExpPool" path="/remarks"/>
public sealed class LogSumExpPool2d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, double sharpness = 1, bool average = false, TensorLayout layout = TensorLayout.Nchw)
    : LogSumExpPool(WindowOptions.Fixed(2, kernelSize, stride, padding, dilation, ceilMode, layout), sharpness, average);

/// <summary>Log-sum-exp pooling over volumes, <c>[N, C, D, H, W]</c>.</summary>
/// <inheritdoc cref="LogSumExpPool" path="/remarks"/>
public sealed class LogSumExpPool3d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, double sharpness = 1, bool average = false, TensorLayout layout = TensorLayout.Nchw)
    : LogSumExpPool(WindowOptions.Fixed(3, kernelSize, stride, padding, dilation, ceilMode, layout), sharpness, average);

/// <summary>Log-sum-exp pooling over whole sequences: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="LogSumExpPool" path="/remarks"/>
public sealed class GlobalLogSumExpPool1d(double sharpness = 1, bool average = false, TensorLayout layout = TensorLayout.Nchw)
    : LogSumExpPool(WindowOptions.Global(1, layout), sharpness, average);

/// <summary>Log-sum-exp pooling over whole images: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="LogSumExpPool" path="/remarks"/>
public sealed class GlobalLogSumExpPool2d(double sharpness = 1, bool average = false, TensorLayout layout = TensorLayout.Nchw)
    : LogSumExpPool(WindowOptions.Global(2, layout), sharpness, average);

/// <summary>Log-sum-exp pooling over whole volumes: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="LogSumExpPool" path="/remarks"/>
public sealed class GlobalLogSumExpPool3d(double sharpness = 1, bool average = false, TensorLayout layout = TensorLayout.Nchw)
    : LogSumExpPool(WindowOptions.Global(3, layout), sharpness, average);

/// <summary>y = log(sum(e^(r x))) / r;  dx += dy * e^(r x) / sum(e^(r x)).</summary>
/// <remarks>With s the sign of r, and u = s x - max(s x), at most 0: y = s (max(s x) + log(sum(e^(|r| u))) / |r|).</remarks>
internal readonly struct LogSumExp(double sharpness) : IReduction
{
    private readonly double _sign = Math.Sign(sharpness), _r = Math.Abs(sharpness);

    public static bool LooksAhead => true;

    // A: the greatest s x; B: sum of e^(|r| u).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Start<TLanes>()
        where TLanes : struct, ILanes<TLanes> => new() { A = TLanes.Lowest, B = TLanes.Create(0), C = TLanes.Create(0) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Prepare<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes signed = TLanes.Create(_sign) * x;
        return state with { A = default(Max).Better(state.A, signed) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Accumulate<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => state with { B = state.B + TLanes.Exp(TLanes.Create(_r) * Below(state, x)) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Finish<TLanes>(State<TLanes> state, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => TLanes.Create(_sign) * (state.A + TLanes.Log(state.B) / TLanes.Create(_r));

    // Where s x is -infinity for every tap there is no weight to share, and no gradient.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Gradient<TLanes>(State<TLanes> state, TLanes x, TLanes y, TLanes dy, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes weight = TLanes.Exp(TLanes.Create(_r) * Below(state, x)) / state.B;
        return TLanes.Select(TLanes.GreaterThan(state.A, TLanes.Lowest) | TLanes.IsNaN(state.A), dy * weight, TLanes.Create(0));
    }

    public double Divisor(long taps, long paddedTaps, long kernelTaps) => 1;

    /// <summary>u.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Below<TLanes>(State<TLanes> state, TLanes x)
        where TLanes : struct, ILanes<TLanes> => Powers.Difference(TLanes.Create(_sign) * x, state.A);
}

/// <summary>y = log(mean(e^(r x))) / r;  its gradient is that of <see cref="LogSumExp"/>.</summary>
/// <remarks>
/// Powers that are all nearly 1 have the mean's digits in what they lack: with m = mean((e^(|r| u) - 1) / |r|), y = s (max(s x) + log(1 + |r| m) / |r|).
/// (Their sum's logarithm has log(n) / |r| besides, next to which the rest is as nothing, so <see cref="LogSumExp"/> does without.)
/// </remarks>
internal readonly struct LogMeanExp(double sharpness) : IAccumulation
{
    public static bool Counts => true;

    private readonly LogSumExp _sum = new(sharpness);
    private readonly double _sign = Math.Sign(sharpness), _r = Math.Abs(sharpness);

    public static bool LooksAhead => true;

    // C: sum of (e^(|r| u) - 1) / |r|; A and B as in LogSumExp.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Start<TLanes>()
        where TLanes : struct, ILanes<TLanes> => _sum.Start<TLanes>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Prepare<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => _sum.Prepare(state, x, parameter);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Accumulate<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes u = _sum.Below(state, x), r = TLanes.Create(_r), t = r * u, power = TLanes.Exp(t);
        return new() { A = state.A, B = state.B + power, C = state.C + Powers.ExpLess1(u, r, t, power) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Finish<TLanes>(State<TLanes> state, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes r = TLanes.Create(_r), m = state.C / count, z = r * m;
        TLanes log = TLanes.Select(TLanes.GreaterThan(z, TLanes.Create(-0.5)), m * Powers.Log1Over(z), TLanes.Log(state.B / count) / r);
        return TLanes.Create(_sign) * (state.A + log);
    }

    public double Divisor(long taps, long paddedTaps, long kernelTaps) => Math.Max(1, taps);
}
