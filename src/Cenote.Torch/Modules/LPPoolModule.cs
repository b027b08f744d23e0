using Cenote.Torch.Autograd;
using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Modules;

/// <summary>Lp pooling: the p-norm of each window, as PyTorch has it: x with its sign, a window that is cut scaled up to the whole kernel.</summary>
/// <inheritdoc path="/remarks"/>
public sealed class LPPoolModule : PoolingModule
{
    private readonly Layers<WindowPool> _layers;
    private readonly double _normType;

    internal LPPoolModule(WindowSettings settings, double normType)
        : base($"LPPool{settings.SpatialAxes}d", settings)
    {
        _normType = normType;
        _layers = new(Layer);
    }

    private protected override IEnumerable<string> Options => [$"norm_type={_normType}", .. Settings.Options.Where(option => !option.StartsWith("padding", StringComparison.Ordinal) && !option.StartsWith("dilation", StringComparison.Ordinal))];

    private protected override Tensor Pool(Tensor input) => new ReductionCall(_layers, Settings.SpatialAxes).Run(input);

    internal override Tensor Composed(Tensor input)
    {
        WindowPool layer = _layers[TensorLayout.Nchw];
        if (double.IsInfinity(_normType))
            return WindowsAsAxis.Of(input.abs(), layer, 0).amax([-1]);

        Tensor inside = WindowsAsAxis.Inside(input, layer);
        return ((WindowsAsAxis.Of(input, layer, 0).pow(_normType) * inside).sum(-1) / inside.sum(-1) * inside.shape[^1]).pow(1 / _normType);
    }

    private WindowPool Layer(TensorLayout layout) => Settings.SpatialAxes switch
    {
        1 => new LpPool1d(_normType, Settings.KernelSize, Settings.Stride, Settings.CeilMode, layout: layout),
        2 => new LpPool2d(_normType, Settings.KernelSize, Settings.Stride, Settings.CeilMode, layout: layout),
        _ => new LpPool3d(_normType, Settings.KernelSize, Settings.Stride, Settings.CeilMode, layout: layout),
    };
}
