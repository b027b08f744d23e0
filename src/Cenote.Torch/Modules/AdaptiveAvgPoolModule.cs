using Cenote.Torch.Autograd;
using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Modules;

/// <summary>Average pooling to a given size: as many windows along each axis as the output is long.</summary>
/// <inheritdoc path="/remarks"/>
public sealed class AdaptiveAvgPoolModule : PoolingModule
{
    private readonly Layers<WindowPool> _layers;

    internal AdaptiveAvgPoolModule(WindowSettings settings)
        : base($"AdaptiveAvgPool{settings.SpatialAxes}d", settings) => _layers = new(layout => Layer(settings, layout));

    private protected override Tensor Pool(Tensor input) => new LinearCall(_layers, Settings.SpatialAxes).Run(input);

    internal override Tensor Composed(Tensor input) => AdaptiveWindows.Reduce(input, _layers[TensorLayout.Nchw], (part, axis) => part.mean([axis], keepdim: true));

    private static WindowPool Layer(WindowSettings s, TensorLayout layout) => s.SpatialAxes switch
    {
        1 => new AdaptiveAvgPool1d(s.OutputSize!.Value, layout),
        2 => new AdaptiveAvgPool2d(s.OutputSize!.Value, layout),
        _ => new AdaptiveAvgPool3d(s.OutputSize!.Value, layout),
    };
}
