using Cenote.Torch.Autograd;
using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Modules;

/// <summary>Stochastic pooling: in training an element of each window, drawn by its value; in evaluation the mean of the draw.</summary>
/// <inheritdoc path="/remarks"/>
public sealed class StochasticPoolModule : PoolingModule
{
    private readonly Layers<WindowPool> _layers;

    internal StochasticPoolModule(WindowSettings settings)
        : base($"StochasticPool{settings.SpatialAxes}d", settings) => _layers = new(layout => Layer(settings, layout));

    // A seed of libtorch's generator, so that torch.manual_seed repeats a training.
    private protected override Tensor Pool(Tensor input)
    {
        if (!training)
            return new ReductionCall(_layers, Settings.SpatialAxes).Run(input);

        using Tensor seed = randint(long.MaxValue, [1], ScalarType.Int64);
        return new DrawCall(_layers, Settings.SpatialAxes, (ulong)seed.item<long>()).Run(input);
    }

    internal override Tensor Composed(Tensor input)
    {
        Tensor taps = WindowsAsAxis.Of(input, _layers[TensorLayout.Nchw], 0), weights = taps.clamp(min: 0), sum = weights.sum(-1, keepdim: true);
        if (!training)
            return ((weights * weights).sum(-1, keepdim: true) / sum).nan_to_num(0).squeeze(-1);

        // The first element whose summed probability is above a number drawn; none where the sum is 0.
        Tensor reached = weights.cumsum(-1) / sum, number = rand(sum.shape, dtype: sum.dtype, device: sum.device);
        Tensor drawn = (reached <= number).sum(-1, keepdim: true).clamp(max: taps.shape[^1] - 1);
        return where(sum > 0, taps.gather(-1, drawn), zeros_like(sum)).squeeze(-1);
    }

    private static WindowPool Layer(WindowSettings s, TensorLayout layout) => s.SpatialAxes switch
    {
        1 => new StochasticPool1d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, layout: layout),
        2 => new StochasticPool2d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, layout: layout),
        _ => new StochasticPool3d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, layout: layout),
    };
}
