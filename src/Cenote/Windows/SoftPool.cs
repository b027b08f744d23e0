using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;
using Cenote.Windows;
using Cenote.Windows.Loops;

namespace Cenote;

/// <summary>Soft pooling: each output is the mean of its window weighted by the window's softmax, between average and max.</summary>
/// <remarks>
/// <para>Shapes and windows: see <see cref="WindowPool"/>. Padding takes no part; a window without any tap in the input gives 0. Stable at
/// any magnitude of x.</para>
/// <para>A window with +infinity gives +infinity, and its infinite taps share the gradient equally; a tap of -infinity weighs nothing and
/// has gradient 0, also where there are no others (the window then gives -infinity).</para>
/// <para>Source: Stergiou, Poppe, Kalliatakis, "Refining activation downsampling with SoftPool", 2021.</para>
/// </remarks>
public abstract unsafe class SoftPool : WindowPool
{
    private protected SoftPool(WindowOptions options)
        : base(options)
    {
    }

    private protected override void Run<T>(in WindowGeometry geometry, T* x, T* y) => Reductions.Forward(default(Soft), geometry, x, y);

    private protected override void RunBackward<T>(in WindowGeometry geometry, T* x, T* dy, T* dx) => Reductions.Backward(default(Soft), geometry, x, dy, dx);
}

/// <summary>Soft pooling over sequences, <c>[N, C, L]</c>.</summary>
/// <inheritdoc cref="SoftPool" path="/remarks"/>
public sealed class SoftPool1d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, TensorLayout layout = TensorLayout.Nchw)
    : SoftPool(WindowOptions.Fixed(1, kernelSize, stride, padding, dilation, ceilMode, layout));

/// <summary>Soft pooling over images, <c>[N, C, H, W]</c>.</summary>
/// <inheritdoc cref="SoftPool" path="/remarks"/>
public sealed class SoftPool2d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, TensorLayout layout = TensorLayout.Nchw)
    : SoftPool(WindowOptions.Fixed(2, kernelSize, stride, padding, dilation, ceilMode, layout));

/// <summary>Soft pooling over volumes, <c>[N, C, D, H, W]</c>.</summary>
/// <inheritdoc cref="SoftPool" path="/remarks"/>
public sealed class SoftPool3d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, TensorLayout layout = TensorLayout.Nchw)
    : SoftPool(WindowOptions.Fixed(3, kernelSize, stride, padding, dilation, ceilMode, layout));

/// <summary>Soft pooling over sequences to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="SoftPool" path="/remarks"/>
public sealed class AdaptiveSoftPool1d(OutputSize outputSize, TensorLayout layout = TensorLayout.Nchw)
    : SoftPool(WindowOptions.Adaptive(1, outputSize, layout));

/// <summary>Soft pooling over images to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="SoftPool" path="/remarks"/>
public sealed class AdaptiveSoftPool2d(OutputSize outputSize, TensorLayout layout = TensorLayout.Nchw)
    : SoftPool(WindowOptions.Adaptive(2, outputSize, layout));

/// <summary>Soft pooling over volumes to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="SoftPool" path="/remarks"/>
public sealed class AdaptiveSoftPool3d(OutputSize outputSize, TensorLayout layout = TensorLayout.Nchw)
    : SoftPool(WindowOptions.Adaptive(3, outputSize, layout));

/// <summary>Soft pooling over whole sequences: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="SoftPool" path="/remarks"/>
public sealed class GlobalSoftPool1d(TensorLayout layout = TensorLayout.Nchw)
    : SoftPool(WindowOptions.Global(1, layout));

/// <summary>Soft pooling over whole images: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="SoftPool" path="/remarks"/>
public sealed class GlobalSoftPool2d(TensorLayout layout = TensorLayout.Nchw)
    : SoftPool(WindowOptions.Global(2, layout));

/// <summary>Soft pooling over whole volumes: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="SoftPool" path="/remarks"/>
public sealed class GlobalSoftPool3d(TensorLayout layout = TensorLayout.Nchw)
    : SoftPool(WindowOptions.Global(3, layout));

/// <summary>w = softmax(x), y = sum(w * x);  dx += dy * w * (1 + x - y).</summary>
internal readonly struct Soft : IReduction
{
    public static bool Counts => true;

    public static bool LooksAhead => true;

    // A: the greatest tap; B: sum of e^(x - A); C: sum of (x - A) * e^(x - A), so that a great A costs no digits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Start<TLanes>()
        where TLanes : struct, ILanes<TLanes> => new() { A = TLanes.Lowest, B = TLanes.Create(0), C = TLanes.Create(0) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Prepare<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => state with { A = default(Max).Better(state.A, x) };

    // A weight of 0 takes -infinity out, of which 0 times would be NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Accumulate<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes below = Powers.Difference(x, state.A), weight = TLanes.Exp(below);
        return new() { A = state.A, B = state.B + weight, C = state.C + Powers.Weighted(weight, below) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Finish<TLanes>(State<TLanes> state, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => Powers.UnlessZero(count, state.A + state.C / state.B);

    // Where every tap is -infinity there is no weight to share, and no gradient.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Gradient<TLanes>(State<TLanes> state, TLanes x, TLanes y, TLanes dy, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes below = Powers.Difference(x, state.A), weight = TLanes.Exp(below) / state.B;
        TLanes gradient = dy * Powers.Weighted(weight, TLanes.Create(1) + (below - state.C / state.B));
        return TLanes.Select(TLanes.GreaterThan(state.A, TLanes.Lowest) | TLanes.IsNaN(state.A), gradient, TLanes.Create(0));
    }

    public double Divisor(long taps, long paddedTaps, long kernelTaps) => taps;
}
