using Cenote.Torch.Autograd;
using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Modules;

/// <summary>Mixed pooling: a * max + (1 - a) * average of each window, a learned: one for the layer, or one for each channel.</summary>
/// <inheritdoc path="/remarks"/>
public sealed class MixedPoolModule : PoolingModule
{
    private readonly Layers<MixedPool> _layers;

    internal MixedPoolModule(WindowSettings settings, long? channels)
        : base($"MixedPool{settings.SpatialAxes}d", settings)
    {
        _layers = new(layout => new MixedPool(MaxLayer(layout), AverageLayer(layout)));
        logits = new(zeros(2, channels ?? 1));
        RegisterComponents();
    }

    /// <summary>Of shape [2, 1] or [2, channels]: their softmax along the first axis is what max and average weigh.</summary>
    public readonly TorchSharp.Modules.Parameter logits;

    private protected override Tensor Pool(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        return new MixtureCall(_layers, Settings.SpatialAxes).Run(input, logits.softmax(0).to(input.dtype)).MoveToOuterDisposeScope();
    }

    internal override Tensor Composed(Tensor input)
    {
        WindowPool layer = _layers[TensorLayout.Nchw].Poolings[0];
        Tensor inside = WindowsAsAxis.Inside(input, layer), weights = logits.softmax(0).view([2, -1, .. Enumerable.Repeat(1L, Settings.SpatialAxes)]);
        Tensor average = WindowsAsAxis.Of(input, layer, 0).sum(-1) / inside.sum(-1);
        return weights[0] * WindowsAsAxis.Of(input, layer, double.NegativeInfinity).amax([-1]) + weights[1] * average;
    }

    private WindowPool MaxLayer(TensorLayout layout) => Settings.SpatialAxes switch
    {
        1 => new MaxPool1d(Settings.KernelSize, Settings.Stride, Settings.Padding, Settings.Dilation, Settings.CeilMode, layout),
        2 => new MaxPool2d(Settings.KernelSize, Settings.Stride, Settings.Padding, Settings.Dilation, Settings.CeilMode, layout),
        _ => new MaxPool3d(Settings.KernelSize, Settings.Stride, Settings.Padding, Settings.Dilation, Settings.CeilMode, layout),
    };

    private WindowPool AverageLayer(TensorLayout layout) => Settings.SpatialAxes switch
    {
        1 => new AvgPool1d(Settings.KernelSize, Settings.Stride, Settings.Padding, Settings.CeilMode, false, null, layout, Settings.Dilation),
        2 => new AvgPool2d(Settings.KernelSize, Settings.Stride, Settings.Padding, Settings.CeilMode, false, null, layout, Settings.Dilation),
        _ => new AvgPool3d(Settings.KernelSize, Settings.Stride, Settings.Padding, Settings.CeilMode, false, null, layout, Settings.Dilation),
    };
}
