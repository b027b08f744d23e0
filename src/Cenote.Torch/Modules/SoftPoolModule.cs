using Cenote.Torch.Autograd;
using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Modules;

/// <summary>Soft pooling: the mean of each window weighted by its softmax.</summary>
/// <inheritdoc path="/remarks"/>
public sealed class SoftPoolModule : PoolingModule
{
    private readonly Layers<WindowPool> _layers;

    internal SoftPoolModule(WindowSettings settings)
        : base($"SoftPool{settings.SpatialAxes}d", settings) => _layers = new(layout => Layer(settings, layout));

    private protected override Tensor Pool(Tensor input) => new ReductionCall(_layers, Settings.SpatialAxes).Run(input);

    internal override Tensor Composed(Tensor input)
    {
        WindowPool layer = _layers[TensorLayout.Nchw];
        return (WindowsAsAxis.Of(input, layer, double.NegativeInfinity).softmax(-1) * WindowsAsAxis.Of(input, layer, 0)).sum(-1);
    }

    private static WindowPool Layer(WindowSettings s, TensorLayout layout) => s.SpatialAxes switch
    {
        1 => new SoftPool1d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, layout),
        2 => new SoftPool2d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, layout),
        _ => new SoftPool3d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, layout),
    };
}
