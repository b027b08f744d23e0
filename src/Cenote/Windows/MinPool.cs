using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;
using Cenote.Windows;
using Cenote.Windows.Loops;

namespace Cenote;

/// <summary>Min pooling: each output is the least element of its window.</summary>
/// <remarks>
/// <para>Shapes and windows: see <see cref="WindowPool"/>; parameters and defaults follow <c>torch.nn.MaxPool2d</c> and its kin.</para>
/// <para>Of equal elements the first in scan order is picked, of -0 and +0 too. NaN wins over everything, and of several the last is
/// picked. Padding is never picked; a window without any tap in the input gives +infinity (a byte its greatest value) and index -1.</para>
/// <para>The same as minus the max pooling of minus the input; the erosion of mathematical morphology (Serra, 1982) by a flat window.</para>
/// </remarks>
public abstract unsafe class MinPool : SelectionPool
{
    private protected MinPool(WindowOptions options)
        : base(options)
    {
    }

    private protected override bool Folds => true;

    private protected override void Run<T>(in WindowGeometry geometry, T* x, T* y) => Reductions.Fold(default(Picked<Min, T>), geometry, x, y);

    private protected override void Select<T>(in WindowGeometry geometry, T* x, T* y, long* indices) => Selections.Forward(default(Min), geometry, x, y, indices);

    private protected override void Select<T>(in WindowGeometry geometry, T* x, T* y, byte* taps) => Selections.Forward(default(Min), geometry, x, y, taps);
}

/// <summary>Min pooling over sequences, <c>[N, C, L]</c>.</summary>
/// <inheritdoc cref="MinPool" path="/remarks"/>
public sealed class MinPool1d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, TensorLayout layout = TensorLayout.Nchw)
    : MinPool(WindowOptions.Fixed(1, kernelSize, stride, padding, dilation, ceilMode, layout));

/// <summary>Min pooling over images, <c>[N, C, H, W]</c>.</summary>
/// <inheritdoc cref="MinPool" path="/remarks"/>
public sealed class MinPool2d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, TensorLayout layout = TensorLayout.Nchw)
    : MinPool(WindowOptions.Fixed(2, kernelSize, stride, padding, dilation, ceilMode, layout));

/// <summary>Min pooling over volumes, <c>[N, C, D, H, W]</c>.</summary>
/// <inheritdoc cref="MinPool" path="/remarks"/>
public sealed class MinPool3d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, TensorLayout layout = TensorLayout.Nchw)
    : MinPool(WindowOptions.Fixed(3, kernelSize, stride, padding, dilation, ceilMode, layout));

/// <summary>Min pooling over sequences to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="MinPool" path="/remarks"/>
public sealed class AdaptiveMinPool1d(OutputSize outputSize, TensorLayout layout = TensorLayout.Nchw)
    : MinPool(WindowOptions.Adaptive(1, outputSize, layout));

/// <summary>Min pooling over images to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="MinPool" path="/remarks"/>
public sealed class AdaptiveMinPool2d(OutputSize outputSize, TensorLayout layout = TensorLayout.Nchw)
    : MinPool(WindowOptions.Adaptive(2, outputSize, layout));

/// <summary>Min pooling over volumes to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="MinPool" path="/remarks"/>
public sealed class AdaptiveMinPool3d(OutputSize outputSize, TensorLayout layout = TensorLayout.Nchw)
    : MinPool(WindowOptions.Adaptive(3, outputSize, layout));

/// <summary>Min pooling over whole sequences: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="MinPool" path="/remarks"/>
public sealed class GlobalMinPool1d(TensorLayout layout = TensorLayout.Nchw)
    : MinPool(WindowOptions.Global(1, layout));

/// <summary>Min pooling over whole images: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="MinPool" path="/remarks"/>
public sealed class GlobalMinPool2d(TensorLayout layout = TensorLayout.Nchw)
    : MinPool(WindowOptions.Global(2, layout));

/// <summary>Min pooling over whole volumes: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="MinPool" path="/remarks"/>
public sealed class GlobalMinPool3d(TensorLayout layout = TensorLayout.Nchw)
    : MinPool(WindowOptions.Global(3, layout));

/// <summary>y = min(x);  dx[argmin] += dy.</summary>
internal readonly struct Min : ISelection
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Identity<TLanes>()
        where TLanes : struct, ILanes<TLanes> => TLanes.Highest;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Better<TLanes>(TLanes best, TLanes x)
        where TLanes : struct, ILanes<TLanes> => TLanes.Min(best, x);

    // As max: the first of equals stays, and a NaN, once in, gives way to a later NaN only.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Takes<TLanes>(TLanes best, TLanes x)
        where TLanes : struct, ILanes<TLanes> => TLanes.GreaterThan(best, x) | TLanes.IsNaN(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes OfBetterNumber<TLanes>(TLanes best, TLanes x, TLanes ofBest, TLanes ofX)
        where TLanes : struct, ILanes<TLanes> => TLanes.IfGreater(best, x, ofX, ofBest);
}
