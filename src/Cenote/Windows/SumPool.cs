using System.Numerics;
using Cenote.Geometry;
using Cenote.Simd;
using Cenote.Windows.Loops;

namespace Cenote;

/// <summary>Sum pooling over images: each output is the sum of its window, so how much there is counts, not only how strong.</summary>
/// <remarks>
/// <para>Shapes: input <c>[N, C, H, W]</c> or <c>[C, H, W]</c> (channels last by <c>layout</c>), output the same with the pooled
/// height and width. Sizes, stride and padding count elements. An average whose divisor is 1; padding adds nothing.</para>
/// </remarks>
public sealed unsafe class SumPool2d : LinearPool
{
    /// <summary>Makes the layer.</summary>
    /// <param name="kernelSize">Height and width of a window, at least 1.</param>
    /// <param name="stride">Steps from window to window, at least 1; by default <paramref name="kernelSize"/>.</param>
    /// <param name="padding">Zeros around the input, at most half of the window's reach.</param>
    /// <param name="dilation">Elements from one tap of a window to the next, at least 1; by default 1.</param>
    /// <param name="ceilMode">Whether a last window that hangs over the end is kept.</param>
    /// <param name="layout">Channels first or last.</param>
    /// <exception cref="ArgumentException">A number is out of its range; the message names it.</exception>
    public SumPool2d(
        Size2 kernelSize,
        Size2? stride = null,
        Size2 padding = default,
        Size2? dilation = null,
        bool ceilMode = false,
        TensorLayout layout = TensorLayout.Nchw)
        : base(Window2d.Options(kernelSize, stride, padding, dilation, ceilMode, layout))
    {
    }

    /// <inheritdoc/>
    public override string ToString() => Describe("SumPool2d");

    private protected override void Run<T>(in WindowGeometry geometry, T* x, T* y) => Forward(default(Sum<T>), geometry, x, y);

    private protected override void RunBackward<T>(in WindowGeometry geometry, T* dy, T* dx) => Backward(default(Sum<T>), geometry, dy, dx);
}

/// <summary>y = sum(x);  dx += dy.</summary>
internal readonly struct Sum<T> : ILinearReduction<T>
    where T : unmanaged, INumber<T>
{
    public TLanes Identity<TLanes>()
        where TLanes : struct, ILanes<TLanes, T> => TLanes.Create(T.Zero);

    public TLanes Accumulate<TLanes>(TLanes acc, TLanes x)
        where TLanes : struct, ILanes<TLanes, T> => acc + x;

    public TLanes Finish<TLanes>(TLanes acc, T count)
        where TLanes : struct, ILanes<TLanes, T> => acc;

    public TLanes Gradient<TLanes>(TLanes dy, T count)
        where TLanes : struct, ILanes<TLanes, T> => dy;

    public long Divisor(long taps, long paddedTaps) => 1;
}
