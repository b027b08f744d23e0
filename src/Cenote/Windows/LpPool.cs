using System.Numerics;
using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;
using Cenote.Windows;
using Cenote.Windows.Loops;

namespace Cenote;

/// <summary>Which definition of Lp pooling is followed.</summary>
public enum LpConvention
{
    /// <summary><c>torch.nn.LPPool2d</c>: (sum x^p)^(1/p), x with its sign, so an odd p gives NaN where the sum is negative and p = 1 is the
    /// plain sum; a window that ceil mode or a border cuts is scaled up to the full kernel.</summary>
    PyTorch,

    /// <summary>ONNX's LpPool: (sum |x|^p)^(1/p), nothing scaled.</summary>
    Onnx,
}

/// <summary>Lp pooling: each output is the p-norm of its window, between the sum (p = 1) and the greatest magnitude (p = infinity).</summary>
/// <remarks>
/// <para>Shapes and windows: see <see cref="WindowPool"/>; parameters and defaults follow <c>torch.nn.LPPool2d</c>, which has no padding or
/// dilation. <c>normType</c> is p, any number above 0 or infinity. <see cref="LpConvention"/> says where PyTorch and ONNX differ; for
/// p = infinity both give the greatest magnitude here (PyTorch's own gives 1), whose gradient equal magnitudes share.</para>
/// <para>Where a window's sum is 0 the gradient is 0. By ONNX's convention it is 0 at every x = 0, also for p below 1. PyTorch's x^p
/// overflows as PyTorch's own does, and so does ONNX's for p = 2 (from 2e19 on in float); ONNX's for other p is reckoned relative to the
/// greatest magnitude, as far as numbers go, and where that is infinite the infinite taps share the gradient equally.</para>
/// <para>Source: Sermanet, Chintala, LeCun, "Convolutional neural networks applied to house numbers digit classification", 2012; p learned:
/// Gulcehre et al., "Learned-norm pooling for deep feedforward and recurrent neural networks", 2014.</para>
/// </remarks>
public abstract unsafe class LpPool : WindowPool
{
    private protected LpPool(WindowOptions options, double normType, LpConvention convention)
        : base(options)
    {
        if (!(normType > 0))
            throw new ArgumentException($"normType is {normType}; it is above 0.", nameof(normType));

        if (!Enum.IsDefined(convention))
            throw new ArgumentException($"convention is {(int)convention}; it is PyTorch or Onnx.", nameof(convention));

        NormType = normType;
        Convention = convention;
    }

    /// <summary>p, above 0.</summary>
    public double NormType { get; }

    /// <summary>Whose definition is followed.</summary>
    public LpConvention Convention { get; }

    private protected override string MoreOptions => $", normType: {NormType}, convention: {Convention}";

    private protected override void CheckOptions<T>(in WindowGeometry geometry)
    {
        if (double.IsFinite(NormType))
            ElementType<T>.CheckHolds(NormType, "normType");
    }

    private protected override bool Folds => !double.IsInfinity(NormType) && (Convention == LpConvention.PyTorch || NormType is 1 or 2);

    private protected override void Run<T>(in WindowGeometry geometry, T* x, T* y)
    {
        if (double.IsInfinity(NormType))
            Reductions.Forward(default(GreatestMagnitude), geometry, x, y);
        else if (Convention == LpConvention.PyTorch)
            Reductions.Fold(new SignedNorm(NormType), geometry, x, y);
        else if (NormType is 1 or 2)
            Reductions.Fold(new Norm(NormType), geometry, x, y);
        else
            Reductions.Forward(new ScaledNorm(NormType), geometry, x, y);
    }

    private protected override void RunBackward<T>(in WindowGeometry geometry, T* x, T* dy, T* dx)
    {
        if (double.IsInfinity(NormType))
            Reductions.Backward(default(GreatestMagnitude), geometry, x, dy, dx);
        else if (Convention == LpConvention.PyTorch)
            BackwardAsPyTorch(geometry, x, dy, dx);
        else if (NormType is 1 or 2)
            Reductions.Backward(new Norm(NormType), geometry, x, dy, dx);
        else
            Reductions.Backward(new ScaledNorm(NormType), geometry, x, dy, dx);
    }

    // x^(p - 1) comes last, and to every place, as in PyTorch's own composition: where it is NaN or infinite the gradient is NaN, even
    // if no window reads the place.
    private void BackwardAsPyTorch<T>(in WindowGeometry geometry, T* x, T* dy, T* dx)
        where T : unmanaged, INumber<T>
    {
        Reductions.Backward(new SignedNorm(NormType), geometry, x, dy, dx);
        if (NormType == 1)
            return;

        nint count = geometry.Planes * geometry.InputPlane;
        for (nint i = 0; i < count; i++)
            dx[i] *= Powers.Of(x[i], NormType - 1);
    }
}

/// <summary>Lp pooling over sequences, <c>[N, C, L]</c>.</summary>
/// <inheritdoc cref="LpPool" path="/remarks"/>
public sealed class LpPool1d(double normType, SpatialSize kernelSize, SpatialSize? stride = null, bool ceilMode = false, LpConvention convention = LpConvention.PyTorch, TensorLayout layout = TensorLayout.Nchw, Padding padding = default, SpatialSize? dilation = null)
    : LpPool(WindowOptions.Fixed(1, kernelSize, stride, padding, dilation, ceilMode, layout), normType, convention);

/// <summary>Lp pooling over images, <c>[N, C, H, W]</c>.</summary>
/// <inheritdoc cref="LpPool" path="/remarks"/>
public sealed class LpPool2d(double normType, SpatialSize kernelSize, SpatialSize? stride = null, bool ceilMode = false, LpConvention convention = LpConvention.PyTorch, TensorLayout layout = TensorLayout.Nchw, Padding padding = default, SpatialSize? dilation = null)
    : LpPool(WindowOptions.Fixed(2, kernelSize, stride, padding, dilation, ceilMode, layout), normType, convention);

/// <summary>Lp pooling over volumes, <c>[N, C, D, H, W]</c>.</summary>
/// <inheritdoc cref="LpPool" path="/remarks"/>
public sealed class LpPool3d(double normType, SpatialSize kernelSize, SpatialSize? stride = null, bool ceilMode = false, LpConvention convention = LpConvention.PyTorch, TensorLayout layout = TensorLayout.Nchw, Padding padding = default, SpatialSize? dilation = null)
    : LpPool(WindowOptions.Fixed(3, kernelSize, stride, padding, dilation, ceilMode, layout), normType, convention);

/// <summary>Lp pooling over sequences to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="LpPool" path="/remarks"/>
public sealed class AdaptiveLpPool1d(double normType, OutputSize outputSize, LpConvention convention = LpConvention.PyTorch, TensorLayout layout = TensorLayout.Nchw)
    : LpPool(WindowOptions.Adaptive(1, outputSize, layout), normType, convention);

/// <summary>Lp pooling over images to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="LpPool" path="/remarks"/>
public sealed class AdaptiveLpPool2d(double normType, OutputSize outputSize, LpConvention convention = LpConvention.PyTorch, TensorLayout layout = TensorLayout.Nchw)
    : LpPool(WindowOptions.Adaptive(2, outputSize, layout), normType, convention);

/// <summary>Lp pooling over volumes to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="LpPool" path="/remarks"/>
public sealed class AdaptiveLpPool3d(double normType, OutputSize outputSize, LpConvention convention = LpConvention.PyTorch, TensorLayout layout = TensorLayout.Nchw)
    : LpPool(WindowOptions.Adaptive(3, outputSize, layout), normType, convention);

/// <summary>Lp pooling over whole sequences: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="LpPool" path="/remarks"/>
public sealed class GlobalLpPool1d(double normType, LpConvention convention = LpConvention.PyTorch, TensorLayout layout = TensorLayout.Nchw)
    : LpPool(WindowOptions.Global(1, layout), normType, convention);

/// <summary>Lp pooling over whole images: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="LpPool" path="/remarks"/>
public sealed class GlobalLpPool2d(double normType, LpConvention convention = LpConvention.PyTorch, TensorLayout layout = TensorLayout.Nchw)
    : LpPool(WindowOptions.Global(2, layout), normType, convention);

/// <summary>Lp pooling over whole volumes: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="LpPool" path="/remarks"/>
public sealed class GlobalLpPool3d(double normType, LpConvention convention = LpConvention.PyTorch, TensorLayout layout = TensorLayout.Nchw)
    : LpPool(WindowOptions.Global(3, layout), normType, convention);

/// <summary>m = K / count * sum(x^p), y = m^(1/p);  dx += dy * y / m * K / count, 0 where m is 0; still to be multiplied by x^(p - 1).</summary>
internal readonly struct SignedNorm(double p) : IReduction, IFold
{
    public static bool Counts => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Start<TLanes>()
        where TLanes : struct, ILanes<TLanes> => new() { A = TLanes.Create(0) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Accumulate<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => new() { A = state.A + Of(x) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Of<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes> => TLanes.Pow(x, p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Combine<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes> => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Finish<TLanes>(State<TLanes> state, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => Powers.Root(state.A * count, p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Gradient<TLanes>(State<TLanes> state, TLanes x, TLanes y, TLanes dy, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes m = state.A * count;
        return Powers.UnlessZero(m, dy * (y / m) * count);
    }

    // PyTorch takes the mean times the kernel's taps, so a window that is cut counts as if it were whole.
    public double Divisor(long taps, long paddedTaps, long kernelTaps) => kernelTaps == 0 || paddedTaps == 0 ? 1 : (double)kernelTaps / paddedTaps;
}

/// <summary>m = sum(|x|^p), y = m^(1/p);  dx += dy * y / m * |x|^(p - 1) * sign(x), 0 where m is 0. For p = 1 and 2, whose powers leave the range of
/// numbers last.</summary>
internal readonly struct Norm(double p) : IReduction, IFold
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Start<TLanes>()
        where TLanes : struct, ILanes<TLanes> => new() { A = TLanes.Create(0) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Accumulate<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => new() { A = state.A + Of(x) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Of<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes> => TLanes.Pow(TLanes.Abs(x), p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Combine<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes> => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Finish<TLanes>(State<TLanes> state, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => Powers.Root(state.A, p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Gradient<TLanes>(State<TLanes> state, TLanes x, TLanes y, TLanes dy, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> =>
        Powers.UnlessZero(state.A, dy * (y / state.A) * TLanes.Pow(TLanes.Abs(x), p - 1) * Powers.Sign(x));

    public double Divisor(long taps, long paddedTaps, long kernelTaps) => 1;
}

/// <summary>a = max(|x|), q = |x| / a, m = sum(q^p), y = a * m^(1/p);  dx += dy * y / (a m) * q^(p - 1) * sign(x), 0 where x is 0.</summary>
internal readonly struct ScaledNorm(double p) : IReduction
{
    public static bool LooksAhead => true;

    // A: a; B: m.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Start<TLanes>()
        where TLanes : struct, ILanes<TLanes> => new() { A = TLanes.Create(0), B = TLanes.Create(0) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Prepare<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes magnitude = TLanes.Abs(x);
        return state with { A = TLanes.Select(default(Max).Takes(state.A, magnitude), magnitude, state.A) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Accumulate<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => state with { B = state.B + TLanes.Pow(Powers.Ratio(TLanes.Abs(x), state.A), p) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Finish<TLanes>(State<TLanes> state, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => state.A * Powers.Root(state.B, p);

    // Where y and a are infinite y / a is taken for 1, so that equal infinities share.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Gradient<TLanes>(State<TLanes> state, TLanes x, TLanes y, TLanes dy, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes q = Powers.Ratio(TLanes.Abs(x), state.A);
        return Powers.UnlessZero(q, dy / (Powers.Ratio(state.A, y) * state.B) * TLanes.Pow(q, p - 1) * Powers.Sign(x));
    }

    public double Divisor(long taps, long paddedTaps, long kernelTaps) => 1;
}

/// <summary>y = max(|x|);  dx += dy * sign(x) / n where |x| is y, n such taps. A NaN takes it all, and has no sign: its gradient is NaN.</summary>
internal readonly struct GreatestMagnitude : IReduction
{
    // A: the greatest so far; B: how many are as great.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Start<TLanes>()
        where TLanes : struct, ILanes<TLanes> => new() { A = TLanes.Create(0), B = TLanes.Create(0) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Accumulate<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes magnitude = TLanes.Abs(x), one = TLanes.Create(1);
        TLanes more = TLanes.GreaterThan(magnitude, state.A) | TLanes.IsNaN(magnitude);
        TLanes less = TLanes.GreaterThan(state.A, magnitude) | TLanes.IsNaN(state.A);
        return new()
        {
            A = TLanes.Select(more, magnitude, state.A),
            B = TLanes.Select(more, one, TLanes.Select(less, state.B, state.B + one)),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Finish<TLanes>(State<TLanes> state, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => state.A;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Gradient<TLanes>(State<TLanes> state, TLanes x, TLanes y, TLanes dy, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes gradient = TLanes.Select(TLanes.GreaterThan(y, TLanes.Abs(x)) | TLanes.IsNaN(y), TLanes.Create(0), dy * Powers.Sign(x) / state.B);
        return TLanes.Select(TLanes.IsNaN(x), x, gradient);
    }

    public double Divisor(long taps, long paddedTaps, long kernelTaps) => 1;
}
