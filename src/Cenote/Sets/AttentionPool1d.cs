using Cenote.Geometry;

namespace Cenote;

/// <summary>Attention over the places of a window of a sequence or signal: input <c>[N, C, L]</c>, output <c>[N, C, OL]</c>.</summary>
/// <inheritdoc cref="AttentionWindowPool"/>
public sealed class AttentionPool1d : AttentionWindowPool
{
    /// <summary>Makes the layer.</summary>
    /// <param name="kernelSize">Places of a window, at least 1.</param>
    /// <param name="stride">Steps from window to window, at least 1; by default <paramref name="kernelSize"/>.</param>
    /// <param name="padding">Places around the input that weigh nothing, at most half of the window's reach.</param>
    /// <param name="dilation">Elements from one tap of a window to the next, at least 1.</param>
    /// <param name="ceilMode">Whether a last window that hangs over the end is kept.</param>
    /// <param name="layout">Channels first or last.</param>
    /// <exception cref="ArgumentException">A number is out of its range; the message names it.</exception>
    public AttentionPool1d(int kernelSize, int? stride = null, int padding = 0, int dilation = 1, bool ceilMode = false, TensorLayout layout = TensorLayout.Nchw)
        : base([new AxisOptions(kernelSize, stride ?? kernelSize, padding, dilation)], ceilMode, layout)
    {
    }
}
