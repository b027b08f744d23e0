using Cenote.Torch.Autograd;
using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Modules;

/// <summary>Generalised-mean pooling, whose exponent p is learned: from average (p = 1) to max.</summary>
/// <inheritdoc path="/remarks"/>
public sealed class GeMPoolModule : PoolingModule
{
    private readonly double _eps;
    private readonly Layers<WindowPool> _layers;

    internal GeMPoolModule(WindowSettings settings, double p, long? channels, double eps)
        : base($"GeMPool{settings.SpatialAxes}d", settings)
    {
        _eps = eps;
        _layers = new(layout => Layer([p], layout));
        this.p = new(full(channels ?? 1, p));
        RegisterComponents();
    }

    /// <summary>p: one number, or one for each channel.</summary>
    public readonly TorchSharp.Modules.Parameter p;

    private protected override IEnumerable<string> Options => [$"p={(p.numel() == 1 ? "1 number" : p.numel() + " numbers")}, eps={_eps}", .. Settings.Options];

    private protected override Tensor Pool(Tensor input)
    {
        using Tensor numbers = p.to(ScalarType.Float64);
        return new GeMCall(Layer, Settings.SpatialAxes, [.. numbers.data<double>()]).Run(input, p);
    }

    internal override Tensor Composed(Tensor input)
    {
        WindowPool layer = _layers[TensorLayout.Nchw];
        Tensor inside = WindowsAsAxis.Inside(input, layer), powers = p.numel() == 1 ? p : p.view([-1, .. Enumerable.Repeat(1L, Settings.SpatialAxes)]);
        return ((WindowsAsAxis.Of(input.clamp(min: _eps), layer, 1).pow(powers.unsqueeze(-1)) * inside).sum(-1) / inside.sum(-1)).pow(1 / powers);
    }

    private GeMPool Layer(double[] p, TensorLayout layout) => Settings.SpatialAxes switch
    {
        1 => new GeMPool1d(Settings.KernelSize, Settings.Stride, Settings.Padding, Settings.Dilation, Settings.CeilMode, p, _eps, layout),
        2 => new GeMPool2d(Settings.KernelSize, Settings.Stride, Settings.Padding, Settings.Dilation, Settings.CeilMode, p, _eps, layout),
        _ => new GeMPool3d(Settings.KernelSize, Settings.Stride, Settings.Padding, Settings.Dilation, Settings.CeilMode, p, _eps, layout),
    };
}
