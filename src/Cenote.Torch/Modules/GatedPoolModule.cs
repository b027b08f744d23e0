using Cenote.Torch.Autograd;
using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Modules;

/// <summary>Gated max-average pooling: a * max + (1 - a) * average, a = sigmoid(omega . window) decided for each window by a learned mask.</summary>
/// <inheritdoc path="/remarks"/>
public sealed class GatedPoolModule : PoolingModule
{
    private readonly Layers<GatedPool> _layers;
    private readonly WindowPool _windows;

    internal GatedPoolModule(WindowSettings settings, long? channels)
        : base($"GatedPool{settings.SpatialAxes}d", settings)
    {
        _layers = new(Layer);
        _windows = settings.SpatialAxes switch
        {
            1 => new MaxPool1d(settings.KernelSize, settings.Stride, settings.Padding, settings.Dilation, settings.CeilMode),
            2 => new MaxPool2d(settings.KernelSize, settings.Stride, settings.Padding, settings.Dilation, settings.CeilMode),
            _ => new MaxPool3d(settings.KernelSize, settings.Stride, settings.Padding, settings.Dilation, settings.CeilMode),
        };
        omega = new(zeros(channels ?? 1, _windows.KernelSize.Aggregate(1L, (product, k) => product * k)));
        RegisterComponents();
    }

    /// <summary>Of shape [1, taps] or [channels, taps]: what each tap of a window adds to its gate.</summary>
    public readonly TorchSharp.Modules.Parameter omega;

    private protected override Tensor Pool(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        return new GateCall(_layers, Settings.SpatialAxes).Run(input, omega.to(input.dtype)).MoveToOuterDisposeScope();
    }

    internal override Tensor Composed(Tensor input)
    {
        Tensor taps = WindowsAsAxis.Of(input, _windows, 0), inside = WindowsAsAxis.Inside(input, _windows);
        Tensor gate = (taps * omega.view([-1, .. Enumerable.Repeat(1L, Settings.SpatialAxes), omega.shape[1]])).sum(-1).sigmoid();
        return gate * WindowsAsAxis.Of(input, _windows, double.NegativeInfinity).amax([-1]) + (1 - gate) * (taps.sum(-1) / inside.sum(-1));
    }

    private GatedPool Layer(TensorLayout layout) => Settings.SpatialAxes switch
    {
        1 => new GatedPool1d(Settings.KernelSize, Settings.Stride, Settings.Padding, Settings.Dilation, Settings.CeilMode, layout),
        2 => new GatedPool2d(Settings.KernelSize, Settings.Stride, Settings.Padding, Settings.Dilation, Settings.CeilMode, layout),
        _ => new GatedPool3d(Settings.KernelSize, Settings.Stride, Settings.Padding, Settings.Dilation, Settings.CeilMode, layout),
    };
}
