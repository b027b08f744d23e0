using Cenote.Torch.Autograd;
using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Modules;

/// <summary>Max pooling: the greatest element of each window.</summary>
/// <inheritdoc path="/remarks"/>
public sealed class MaxPoolModule : PoolingModule
{
    private readonly Layers<WindowPool> _layers;

    internal MaxPoolModule(WindowSettings settings)
        : base($"MaxPool{settings.SpatialAxes}d", settings) => _layers = new(layout => Layer(settings, layout));

    /// <summary>Pools a tensor and says where each element was, as <see cref="MaxUnpoolModule"/> wants it.</summary>
    /// <param name="input">As <see cref="PoolingModule.forward"/> takes it.</param>
    /// <returns>The pooled tensor, and for each element its place in its channel's map, counted row by row.</returns>
    public (Tensor output, Tensor indices) forward_with_indices(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        PoolingError.ThrowKept();
        if (IsForCenote(input))
        {
            SelectionCall call = new(_layers, Settings.SpatialAxes, wantsIndices: true);
            return (call.Run(input), call.Indices!);
        }

        long[] kernel = Numbers(Settings.KernelSize), stride = Numbers(Settings.Stride ?? Settings.KernelSize), padding = Numbers(Settings.Padding), dilation = Numbers(Settings.Dilation);
        return Settings.SpatialAxes switch
        {
            1 => nn.functional.max_pool1d_with_indices(input, kernel[0], stride[0], padding[0], dilation[0], Settings.CeilMode),
            2 => nn.functional.max_pool2d_with_indices(input, kernel, stride, padding, dilation, Settings.CeilMode),
            _ => nn.functional.max_pool3d_with_indices(input, kernel, stride, padding, dilation, Settings.CeilMode),
        };
    }

    private protected override Tensor Pool(Tensor input) => new SelectionCall(_layers, Settings.SpatialAxes).Run(input);

    internal override Tensor Composed(Tensor input)
    {
        (Tensor output, Tensor indices) = forward_with_indices(input);
        indices.Dispose();
        return output;
    }

    private static WindowPool Layer(WindowSettings s, TensorLayout layout) => s.SpatialAxes switch
    {
        1 => new MaxPool1d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, layout),
        2 => new MaxPool2d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, layout),
        _ => new MaxPool3d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, layout),
    };

    private long[] Numbers(SpatialSize size) => Array.ConvertAll(size.ForAxes(Settings.SpatialAxes, "size"), n => (long)n);
}
