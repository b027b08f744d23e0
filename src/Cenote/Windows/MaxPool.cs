using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;
using Cenote.Windows;
using Cenote.Windows.Loops;

namespace Cenote;

/// <summary>Max pooling: each output is the greatest element of its window.</summary>
/// <remarks>
/// <para>Shapes and windows: see <see cref="WindowPool"/>; parameters and defaults follow <c>torch.nn.MaxPool2d</c> and its kin.</para>
/// <para>Of equal elements the first in scan order is picked, of -0 and +0 too. NaN wins over everything, and of several the last is
/// picked. Padding is never picked; a window without any tap in the input gives -infinity (a byte its least value) and index -1.</para>
/// <para>Source: Riesenhuber, Poggio, "Hierarchical models of object recognition in cortex", 1999; in trained networks Ranzato, Huang, Boureau,
/// LeCun, "Unsupervised learning of invariant feature hierarchies with applications to object recognition", 2007.</para>
/// </remarks>
public abstract unsafe class MaxPool : SelectionPool
{
    private protected MaxPool(WindowOptions options)
        : base(options)
    {
    }

    private protected override bool Folds => true;

    private protected override void Run<T>(in WindowGeometry geometry, T* x, T* y) => Reductions.Fold(default(Picked<Max, T>), geometry, x, y);

    private protected override void Select<T>(in WindowGeometry geometry, T* x, T* y, long* indices) => Selections.Forward(default(Max), geometry, x, y, indices);

    private protected override void Select<T>(in WindowGeometry geometry, T* x, T* y, byte* taps) => Selections.Forward(default(Max), geometry, x, y, taps);
}

/// <summary>Max pooling over sequences, <c>[N, C, L]</c>.</summary>
/// <inheritdoc cref="MaxPool" path="/remarks"/>
public sealed class MaxPool1d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, TensorLayout layout = TensorLayout.Nchw)
    : MaxPool(WindowOptions.Fixed(1, kernelSize, stride, padding, dilation, ceilMode, layout));

/// <summary>Max pooling over images, <c>[N, C, H, W]</c>.</summary>
/// <inheritdoc cref="MaxPool" path="/remarks"/>
public sealed class MaxPool2d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, TensorLayout layout = TensorLayout.Nchw)
    : MaxPool(WindowOptions.Fixed(2, kernelSize, stride, padding, dilation, ceilMode, layout));

/// <summary>Max pooling over volumes, <c>[N, C, D, H, W]</c>.</summary>
/// <inheritdoc cref="MaxPool" path="/remarks"/>
public sealed class MaxPool3d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, SpatialSize? dilation = null, bool ceilMode = false, TensorLayout layout = TensorLayout.Nchw)
    : MaxPool(WindowOptions.Fixed(3, kernelSize, stride, padding, dilation, ceilMode, layout));

/// <summary>Max pooling over sequences to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="MaxPool" path="/remarks"/>
public sealed class AdaptiveMaxPool1d(OutputSize outputSize, TensorLayout layout = TensorLayout.Nchw)
    : MaxPool(WindowOptions.Adaptive(1, outputSize, layout));

/// <summary>Max pooling over images to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="MaxPool" path="/remarks"/>
public sealed class AdaptiveMaxPool2d(OutputSize outputSize, TensorLayout layout = TensorLayout.Nchw)
    : MaxPool(WindowOptions.Adaptive(2, outputSize, layout));

/// <summary>Max pooling over volumes to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="MaxPool" path="/remarks"/>
public sealed class AdaptiveMaxPool3d(OutputSize outputSize, TensorLayout layout = TensorLayout.Nchw)
    : MaxPool(WindowOptions.Adaptive(3, outputSize, layout));

/// <summary>Max pooling over whole sequences: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="MaxPool" path="/remarks"/>
public sealed class GlobalMaxPool1d(TensorLayout layout = TensorLayout.Nchw)
    : MaxPool(WindowOptions.Global(1, layout));

/// <summary>Max pooling over whole images: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="MaxPool" path="/remarks"/>
public sealed class GlobalMaxPool2d(TensorLayout layout = TensorLayout.Nchw)
    : MaxPool(WindowOptions.Global(2, layout));

/// <summary>Max pooling over whole volumes: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="MaxPool" path="/remarks"/>
public sealed class GlobalMaxPool3d(TensorLayout layout = TensorLayout.Nchw)
    : MaxPool(WindowOptions.Global(3, layout));

/// <summary>y = max(x);  dx[argmax] += dy.</summary>
internal readonly struct Max : ISelection
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Identity<TLanes>()
        where TLanes : struct, ILanes<TLanes> => TLanes.Lowest;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Better<TLanes>(TLanes best, TLanes x)
        where TLanes : struct, ILanes<TLanes> => TLanes.Max(best, x);

    // As PyTorch: the first of equals stays, and a NaN, once in, gives way to a later NaN only.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Takes<TLanes>(TLanes best, TLanes x)
        where TLanes : struct, ILanes<TLanes> => TLanes.GreaterThan(x, best) | TLanes.IsNaN(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes OfBetterNumber<TLanes>(TLanes best, TLanes x, TLanes ofBest, TLanes ofX)
        where TLanes : struct, ILanes<TLanes> => TLanes.IfGreater(x, best, ofX, ofBest);
}
