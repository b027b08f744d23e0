using Cenote.Torch.Autograd;
using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Modules;

/// <summary>Average pooling: the mean of each window.</summary>
/// <inheritdoc path="/remarks"/>
public sealed class AvgPoolModule : PoolingModule
{
    private readonly Layers<WindowPool> _layers;
    private readonly bool _countIncludePad;
    private readonly int? _divisorOverride;

    internal AvgPoolModule(WindowSettings settings, bool countIncludePad, int? divisorOverride)
        : base($"AvgPool{settings.SpatialAxes}d", settings)
    {
        _countIncludePad = countIncludePad;
        _divisorOverride = divisorOverride;
        _layers = new(Layer);
    }

    private protected override IEnumerable<string> Options =>
        [.. Settings.Options.Where(option => !option.StartsWith("dilation", StringComparison.Ordinal)), $"count_include_pad={Text(_countIncludePad)}", $"divisor_override={_divisorOverride?.ToString() ?? "None"}"];

    private protected override Tensor Pool(Tensor input) => new LinearCall(_layers, Settings.SpatialAxes).Run(input);

    internal override Tensor Composed(Tensor input)
    {
        WindowPool layer = _layers[TensorLayout.Nchw];
        Tensor sum = WindowsAsAxis.Of(input, layer, 0).sum(-1);
        return _divisorOverride is int divisor ? sum / divisor : sum / Divisors(layer, input).to(input.dtype);
    }

    // The product of the axes' counts.
    private Tensor Divisors(WindowPool layer, Tensor input)
    {
        Tensor divisors = ones([], device: input.device);
        for (int axis = 0; axis < layer.SpatialAxes; axis++)
        {
            long length = input.shape[input.dim() - layer.SpatialAxes + axis];
            float[] counts = [.. layer.Windows(axis, (int)length).Select(window => (float)(_countIncludePad ? window.PaddedCount : window.Count))];
            divisors = divisors.unsqueeze(-1) * tensor(counts, device: input.device);
        }

        return divisors;
    }

    private WindowPool Layer(TensorLayout layout) => Settings.SpatialAxes switch
    {
        1 => new AvgPool1d(Settings.KernelSize, Settings.Stride, Settings.Padding, Settings.CeilMode, _countIncludePad, _divisorOverride, layout),
        2 => new AvgPool2d(Settings.KernelSize, Settings.Stride, Settings.Padding, Settings.CeilMode, _countIncludePad, _divisorOverride, layout),
        _ => new AvgPool3d(Settings.KernelSize, Settings.Stride, Settings.Padding, Settings.CeilMode, _countIncludePad, _divisorOverride, layout),
    };
}
