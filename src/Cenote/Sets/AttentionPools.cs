using Cenote.Geometry;

namespace Cenote;

/// <summary>Attention over the places of a window of a sequence: input <c>[N, C, L]</c>, output <c>[N, C, OL]</c>.</summary>
/// <inheritdoc cref="AttentionWindowPool" path="/remarks"/>
public sealed class AttentionPool1d(SpatialSize kernelSize, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceilMode = false, TensorLayout layout = TensorLayout.Nchw)
    : AttentionWindowPool(WindowOptions.Fixed(1, kernelSize, stride, padding ?? 0, dilation, ceilMode, layout));

/// <summary>Attention over the places of a window of an image: input <c>[N, C, H, W]</c>, output <c>[N, C, OH, OW]</c>.</summary>
/// <inheritdoc cref="AttentionWindowPool" path="/remarks"/>
public sealed class AttentionPool2d(SpatialSize kernelSize, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceilMode = false, TensorLayout layout = TensorLayout.Nchw)
    : AttentionWindowPool(WindowOptions.Fixed(2, kernelSize, stride, padding ?? 0, dilation, ceilMode, layout));

/// <summary>Attention over the places of a window of a volume: input <c>[N, C, D, H, W]</c>, output <c>[N, C, OD, OH, OW]</c>.</summary>
/// <inheritdoc cref="AttentionWindowPool" path="/remarks"/>
public sealed class AttentionPool3d(SpatialSize kernelSize, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceilMode = false, TensorLayout layout = TensorLayout.Nchw)
    : AttentionWindowPool(WindowOptions.Fixed(3, kernelSize, stride, padding ?? 0, dilation, ceilMode, layout));
