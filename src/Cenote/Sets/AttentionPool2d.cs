using Cenote.Geometry;

namespace Cenote;

/// <summary>Attention over the places of a window of an image: input <c>[N, C, H, W]</c>, output <c>[N, C, OH, OW]</c>.</summary>
/// <inheritdoc cref="AttentionWindowPool"/>
public sealed class AttentionPool2d : AttentionWindowPool
{
    /// <summary>Makes the layer.</summary>
    /// <param name="kernelSize">Height and width of a window, at least 1.</param>
    /// <param name="stride">Steps from window to window, at least 1; by default <paramref name="kernelSize"/>.</param>
    /// <param name="padding">Places around the input that weigh nothing, at most half of the window's reach.</param>
    /// <param name="dilation">Elements from one tap of a window to the next, at least 1; by default 1.</param>
    /// <param name="ceilMode">Whether a last window that hangs over the end is kept.</param>
    /// <param name="layout">Channels first or last.</param>
    /// <exception cref="ArgumentException">A number is out of its range; the message names it.</exception>
    public AttentionPool2d(
        Size2 kernelSize,
        Size2? stride = null,
        Size2 padding = default,
        Size2? dilation = null,
        bool ceilMode = false,
        TensorLayout layout = TensorLayout.Nchw)
        : base(
            [
                new AxisOptions(kernelSize.Height, (stride ?? kernelSize).Height, padding.Height, (dilation ?? 1).Height),
                new AxisOptions(kernelSize.Width, (stride ?? kernelSize).Width, padding.Width, (dilation ?? 1).Width),
            ],
            ceilMode,
            layout)
    {
    }
}
