using System.Numerics;
using Cenote.Geometry;
using Cenote.Simd;
using Cenote.Windows.Loops;

namespace Cenote;

/// <summary>Average pooling over images: each output is the mean of its window.</summary>
/// <remarks>
/// <para>Shapes: input <c>[N, C, H, W]</c> or <c>[C, H, W]</c> (channels last by <c>layout</c>), output the same with the pooled
/// height and width. Sizes, stride and padding count elements; defaults follow <c>torch.nn.AvgPool2d</c>, which has no dilation.</para>
/// <para>The divisor is the number of taps in the input and its padding; overhang of <c>ceilMode</c> never counts. A window without
/// any tap in the input gives 0.</para>
/// <para>Source: LeCun et al., "Gradient-based learning applied to document recognition", 1998.</para>
/// </remarks>
public sealed unsafe class AvgPool2d : LinearPool
{
    /// <summary>Makes the layer.</summary>
    /// <param name="kernelSize">Height and width of a window, at least 1.</param>
    /// <param name="stride">Steps from window to window, at least 1; by default <paramref name="kernelSize"/>.</param>
    /// <param name="padding">Zeros around the input, at most half of the window's reach.</param>
    /// <param name="ceilMode">Whether a last window that hangs over the end is kept.</param>
    /// <param name="countIncludePad">Whether padding counts in the divisor.</param>
    /// <param name="divisorOverride">A divisor for every window, any number but 0; by default the count.</param>
    /// <param name="layout">Channels first or last.</param>
    /// <param name="dilation">Elements from one tap of a window to the next, at least 1; by default 1.</param>
    /// <exception cref="ArgumentException">A number is out of its range; the message names it.</exception>
    public AvgPool2d(
        Size2 kernelSize,
        Size2? stride = null,
        Size2 padding = default,
        bool ceilMode = false,
        bool countIncludePad = true,
        int? divisorOverride = null,
        TensorLayout layout = TensorLayout.Nchw,
        Size2? dilation = null)
        : base(Window2d.Options(kernelSize, stride, padding, dilation, ceilMode, layout))
    {
        if (divisorOverride == 0)
            throw new ArgumentException("divisorOverride is 0; a sum can not be divided by it.", nameof(divisorOverride));

        CountIncludePad = countIncludePad;
        DivisorOverride = divisorOverride;
    }

    /// <summary>Whether padding counts in the divisor.</summary>
    public bool CountIncludePad { get; }

    /// <summary>The divisor of every window, or null: the count.</summary>
    public int? DivisorOverride { get; }

    /// <inheritdoc/>
    public override string ToString() => Describe("AvgPool2d", $", countIncludePad: {Text(CountIncludePad)}, divisorOverride: {DivisorOverride?.ToString() ?? "null"}");

    private protected override void Run<T>(in WindowGeometry geometry, T* x, T* y) => Forward(Rule<T>(), geometry, x, y);

    private protected override void RunBackward<T>(in WindowGeometry geometry, T* dy, T* dx) => Backward(Rule<T>(), geometry, dy, dx);

    private Mean<T> Rule<T>()
        where T : unmanaged, INumber<T> => new(CountIncludePad, DivisorOverride);
}

/// <summary>y = sum(x) / count;  dx += dy / count.</summary>
internal readonly struct Mean<T>(bool countIncludePad, int? divisorOverride) : ILinearReduction<T>
    where T : unmanaged, INumber<T>
{
    public TLanes Identity<TLanes>()
        where TLanes : struct, ILanes<TLanes, T> => TLanes.Create(T.Zero);

    public TLanes Accumulate<TLanes>(TLanes acc, TLanes x)
        where TLanes : struct, ILanes<TLanes, T> => acc + x;

    public TLanes Finish<TLanes>(TLanes acc, T count)
        where TLanes : struct, ILanes<TLanes, T> => acc / TLanes.Create(count);

    public TLanes Gradient<TLanes>(TLanes dy, T count)
        where TLanes : struct, ILanes<TLanes, T> => dy / TLanes.Create(count);

    // An empty window's sum is 0; any divisor but 0 keeps it so.
    public long Divisor(long taps, long paddedTaps) => divisorOverride ?? Math.Max(1, countIncludePad ? paddedTaps : taps);
}
