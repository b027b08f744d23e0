using Cenote.Torch.Autograd;
using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Modules;

/// <summary>Sum pooling: the sum of each window.</summary>
/// <inheritdoc path="/remarks"/>
public sealed class SumPoolModule : PoolingModule
{
    private readonly Layers<WindowPool> _layers;

    internal SumPoolModule(WindowSettings settings)
        : base($"SumPool{settings.SpatialAxes}d", settings) => _layers = new(layout => Layer(settings, layout));

    private protected override Tensor Pool(Tensor input) => new LinearCall(_layers, Settings.SpatialAxes).Run(input);

    internal override Tensor Composed(Tensor input) => WindowsAsAxis.Of(input, _layers[TensorLayout.Nchw], 0).sum(-1);

    private static WindowPool Layer(WindowSettings s, TensorLayout layout) => s.SpatialAxes switch
    {
        1 => new SumPool1d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, layout),
        2 => new SumPool2d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, layout),
        _ => new SumPool3d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, layout),
    };
}
