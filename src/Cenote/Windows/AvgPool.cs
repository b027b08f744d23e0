using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;
using Cenote.Windows;
using Cenote.Windows.Loops;

namespace Cenote;

/// <summary>Average pooling: each output is the mean of its window.</summary>
/// <remarks>
/// <para>Shapes and windows: see <see cref="WindowPool"/>; parameters and defaults follow <c>torch.nn.AvgPool2d</c> and its kin, which
/// have no dilation.</para>
/// <para>The divisor is the number of taps in the input and, with <c>countIncludePad</c>, its padding; by default padding counts if it is
/// given and does not if it is <see cref="Padding.Same"/>. Overhang of <c>ceilMode</c> never counts. <c>divisorOverride</c>, any number
/// but 0, takes its place. A window without any tap in the input gives 0. Bytes are divided as whole numbers, toward 0.</para>
/// <para>Source: LeCun et al., "Gradient-based learning applied to document recognition", 1998.</para>
/// </remarks>
public abstract unsafe class AvgPool : LinearPool
{
    private protected AvgPool(WindowOptions options, bool? countIncludePad = null, int? divisorOverride = null)
        : base(options)
    {
        if (divisorOverride == 0)
            throw new ArgumentException("divisorOverride is 0; a sum can not be divided by it.", nameof(divisorOverride));

        CountIncludePad = countIncludePad ?? !options.PadsToSame;
        DivisorOverride = divisorOverride;
    }

    /// <summary>Whether padding counts in the divisor.</summary>
    public bool CountIncludePad { get; }

    /// <summary>The divisor of every window, or null: the count.</summary>
    public int? DivisorOverride { get; }

    private protected override string MoreOptions =>
        KernelSize.Count == 0 ? "" : $", countIncludePad: {Text(CountIncludePad)}, divisorOverride: {DivisorOverride?.ToString() ?? "null"}";

    private Mean Rule => new(CountIncludePad, DivisorOverride);

    private protected override bool Folds => true;

    private protected override void Run<T>(in WindowGeometry geometry, T* x, T* y) => Reductions.Fold(Rule, geometry, x, y);

    private protected override void RunBackward<T>(in WindowGeometry geometry, T* x, T* dy, T* dx) => LinearBackward.Run(Rule, geometry, dy, dx);
}

/// <summary>Average pooling over sequences, <c>[N, C, L]</c>.</summary>
/// <inheritdoc cref="AvgPool" path="/remarks"/>
public sealed class AvgPool1d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, bool ceilMode = false, bool? countIncludePad = null, int? divisorOverride = null, TensorLayout layout = TensorLayout.Nchw, SpatialSize? dilation = null)
    : AvgPool(WindowOptions.Fixed(1, kernelSize, stride, padding, dilation, ceilMode, layout), countIncludePad, divisorOverride);

/// <summary>Average pooling over images, <c>[N, C, H, W]</c>.</summary>
/// <inheritdoc cref="AvgPool" path="/remarks"/>
public sealed class AvgPool2d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, bool ceilMode = false, bool? countIncludePad = null, int? divisorOverride = null, TensorLayout layout = TensorLayout.Nchw, SpatialSize? dilation = null)
    : AvgPool(WindowOptions.Fixed(2, kernelSize, stride, padding, dilation, ceilMode, layout), countIncludePad, divisorOverride);

/// <summary>Average pooling over volumes, <c>[N, C, D, H, W]</c>.</summary>
/// <inheritdoc cref="AvgPool" path="/remarks"/>
public sealed class AvgPool3d(SpatialSize kernelSize, SpatialSize? stride = null, Padding padding = default, bool ceilMode = false, bool? countIncludePad = null, int? divisorOverride = null, TensorLayout layout = TensorLayout.Nchw, SpatialSize? dilation = null)
    : AvgPool(WindowOptions.Fixed(3, kernelSize, stride, padding, dilation, ceilMode, layout, kernelFitsUnpadded: true), countIncludePad, divisorOverride);

/// <summary>Average pooling over sequences to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="AvgPool" path="/remarks"/>
public sealed class AdaptiveAvgPool1d(OutputSize outputSize, TensorLayout layout = TensorLayout.Nchw)
    : AvgPool(WindowOptions.Adaptive(1, outputSize, layout, mayLackChannels: true));

/// <summary>Average pooling over images to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="AvgPool" path="/remarks"/>
public sealed class AdaptiveAvgPool2d(OutputSize outputSize, TensorLayout layout = TensorLayout.Nchw)
    : AvgPool(WindowOptions.Adaptive(2, outputSize, layout, mayLackChannels: true));

/// <summary>Average pooling over volumes to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc cref="AvgPool" path="/remarks"/>
public sealed class AdaptiveAvgPool3d(OutputSize outputSize, TensorLayout layout = TensorLayout.Nchw)
    : AvgPool(WindowOptions.Adaptive(3, outputSize, layout));

/// <summary>Average pooling over whole sequences: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="AvgPool" path="/remarks"/>
public sealed class GlobalAvgPool1d(TensorLayout layout = TensorLayout.Nchw)
    : AvgPool(WindowOptions.Global(1, layout));

/// <summary>Average pooling over whole images: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="AvgPool" path="/remarks"/>
public sealed class GlobalAvgPool2d(TensorLayout layout = TensorLayout.Nchw)
    : AvgPool(WindowOptions.Global(2, layout));

/// <summary>Average pooling over whole volumes: one number for each channel, the pooled axes kept with length 1.</summary>
/// <inheritdoc cref="AvgPool" path="/remarks"/>
public sealed class GlobalAvgPool3d(TensorLayout layout = TensorLayout.Nchw)
    : AvgPool(WindowOptions.Global(3, layout));

/// <summary>y = sum(x) / count;  dx += dy / count.</summary>
internal readonly struct Mean(bool countIncludePad, int? divisorOverride) : IReduction, IFold
{
    public static bool IsLinear => true;

    public static bool Counts => true;

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
        where TLanes : struct, ILanes<TLanes> => state.A / count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Gradient<TLanes>(State<TLanes> state, TLanes x, TLanes y, TLanes dy, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => dy / count;

    // An empty window's sum is 0; any divisor but 0 keeps it so.
    public double Divisor(long taps, long paddedTaps, long kernelTaps) => divisorOverride ?? Math.Max(1, countIncludePad ? paddedTaps : taps);
}
