using Cenote.Torch.Autograd;
using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Modules;

/// <summary>Max pooling to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc path="/remarks"/>
public sealed class AdaptiveMaxPoolModule : PoolingModule
{
    private readonly Layers<WindowPool> _layers;

    internal AdaptiveMaxPoolModule(WindowSettings settings)
        : base($"AdaptiveMaxPool{settings.SpatialAxes}d", settings) => _layers = new(layout => Layer(settings, layout));

    private protected override Tensor Pool(Tensor input) => new SelectionCall(_layers, Settings.SpatialAxes).Run(input);

    internal override Tensor Composed(Tensor input) => AdaptiveWindows.Reduce(input, _layers[TensorLayout.Nchw], (part, axis) => part.amax([axis], keepdim: true));

    private static WindowPool Layer(WindowSettings s, TensorLayout layout) => s.SpatialAxes switch
    {
        1 => new AdaptiveMaxPool1d(s.OutputSize!.Value, layout),
        2 => new AdaptiveMaxPool2d(s.OutputSize!.Value, layout),
        _ => new AdaptiveMaxPool3d(s.OutputSize!.Value, layout),
    };
}
