using static TorchSharp.torch;

namespace Cenote.Torch.Autograd;

/// <summary>How a tensor of shape [N, C, spatial...] or [C, spatial...] runs through memory, and how it is seen the way the core wants it.</summary>
/// <remarks>In the core channels come last in the shape where they do in memory; in libtorch the shape stays and the strides tell. What is
/// neither contiguous nor channels-last is copied once.</remarks>
internal readonly record struct Arrangement(TensorLayout Layout, int SpatialAxes)
{
    public static Arrangement Of(Tensor tensor, int spatialAxes)
    {
        bool last = spatialAxes > 1 && tensor.dim() == spatialAxes + 2 && !tensor.is_contiguous() && Last(tensor, spatialAxes).is_contiguous();
        return new(last ? TensorLayout.Nhwc : TensorLayout.Nchw, spatialAxes);
    }

    /// <summary>The same elements, dense, in a shape in the core's order.</summary>
    public Tensor ToCore(Tensor tensor) => (Layout == TensorLayout.Nhwc ? Last(tensor, SpatialAxes) : tensor).contiguous();

    /// <summary>A tensor of the core's order in libtorch's.</summary>
    public Tensor FromCore(Tensor tensor) =>
        Layout == TensorLayout.Nhwc ? tensor.permute([0, SpatialAxes + 1, .. Enumerable.Range(1, SpatialAxes).Select(axis => (long)axis)]) : tensor;

    private static Tensor Last(Tensor tensor, int spatialAxes) => tensor.permute([0, .. Enumerable.Range(2, spatialAxes).Select(axis => (long)axis), 1]);
}
