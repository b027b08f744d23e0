using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;
using Cenote.Windows;
using Cenote.Windows.Loops;

namespace Cenote;

/// <summary>Sum pooling: each output is the sum of its window, so how much there is counts, not only how strong.</summary>
/// <remarks>
/// <para>Shapes and windows: see <see cref="WindowPool"/>. An average whose divisor is 1; padding adds nothing. A sum of bytes that does not
/// fit a byte is the nearest that does.</para>
/// </remarks>
public abstract unsafe class SumPool : LinearPool
{
    private protected SumPool(WindowOptions options)
        : base(options)
    {
    }

    private protected override bool Folds => true;

    private protected override void Run<T>(in WindowGeometry geometry, T* x, T* y) => Reductions.Fold(default(Sum), geometry, x, y);

    private protected override void RunBackward<T>(in WindowGeometry geometry, T* x, T* dy, T* dx) => LinearBackward.Run(default(Sum), geometry, dy, dx);
}

/// <summary>Sum pooling over sequences, <c>[N, C, L]</c>.</summary>
/// <inheritdoc cref="SumPool" path="/remarks"/>
public sealed class SumPool1d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, TensorLayout layout = TensorLayout.Nchw)
    : SumPool(WindowOptions.Fixed(1, kernelSize, stride, padding, dilation, ceilMode, layout));

/// <summary>Sum pooling over images, <c>[N, C, H, W]</c>.</summary>
/// <inheritdoc cref="SumPool" path="/remarks"/>
public sealed class SumPool2d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, TensorLayout layout = TensorLayout.Nchw)
    : SumPool(WindowOptions.Fixed(2, kernelSize, stride, padding, dilation, ceilMode, layout));

/// <summary>Sum pooling over volumes, <c>[N, C, D, H, W]</c>.</summary>
/// <inheritdoc cref="SumPool" path="/remarks"/>
public sealed class SumPool3d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, TensorLayout layout = TensorLayout.Nchw)
    : SumPool(WindowOptions.Fixed(3, kernelSize, stride, padding, dilation, ceilMode, layout));

/// <summary>Sum pooling over sequences to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="SumPool" path="/remarks"/>
public sealed class AdaptiveSumPool1d(OutputSize outputSize, TensorLayout layout = TensorLayout.Nchw)
    : SumPool(WindowOptions.Adaptive(1, outputSize, layout));

/// <summary>Sum pooling over images to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="SumPool" path="/remarks"/>
public sealed class AdaptiveSumPool2d(OutputSize outputSize, TensorLayout layout = TensorLayout.Nchw)
    : SumPool(WindowOptions.Adaptive(2, outputSize, layout));

/// <summary>Sum pooling over volumes to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="SumPool" path="/remarks"/>
public sealed class AdaptiveSumPool3d(OutputSize outputSize, TensorLayout layout = TensorLayout.Nchw)
    : SumPool(WindowOptions.Adaptive(3, outputSize, layout));

/// <summary>Sum pooling over whole sequences: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="SumPool" path="/remarks"/>
public sealed class GlobalSumPool1d(TensorLayout layout = TensorLayout.Nchw)
    : SumPool(WindowOptions.Global(1, layout));

/// <summary>Sum pooling over whole images: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="SumPool" path="/remarks"/>
public sealed class GlobalSumPool2d(TensorLayout layout = TensorLayout.Nchw)
    : SumPool(WindowOptions.Global(2, layout));

/// <summary>Sum pooling over whole volumes: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="SumPool" path="/remarks"/>
public sealed class GlobalSumPool3d(TensorLayout layout = TensorLayout.Nchw)
    : SumPool(WindowOptions.Global(3, layout));

/// <summary>y = sum(x);  dx += dy.</summary>
internal readonly struct Sum : IReduction, IFold
{
    public static bool IsLinear => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Start<TLanes>()
        where TLanes : struct, ILanes<TLanes> => new() { A = TLanes.Create(0) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Accumulate<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => new() { A = state.A + x };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Of<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes> => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Combine<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes> => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Finish<TLanes>(State<TLanes> state, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => state.A;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Gradient<TLanes>(State<TLanes> state, TLanes x, TLanes y, TLanes dy, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => dy;

    public double Divisor(long taps, long paddedTaps, long kernelTaps) => 1;
}
