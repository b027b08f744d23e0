using Cenote.Torch.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Tests;

/// <summary>A module of Cenote, and libtorch's own where there is a sound one.</summary>
internal sealed record ModuleCase(string Name, int SpatialAxes, Func<PoolingModule> Ours, Func<nn.Module<Tensor, Tensor>>? Theirs = null)
{
    public static IReadOnlyList<ModuleCase> All { get; } =
    [
        new("max 1d", 1, () => Pooling.MaxPool1d(3, 2, 1), () => nn.MaxPool1d(3, 2, 1)),
        new("max 2d", 2, () => Pooling.MaxPool2d(3, 2, 1), () => nn.MaxPool2d(3, 2, 1)),
        new("max 2d, odd", 2, () => Pooling.MaxPool2d((3, 2), (2, 1), (1, 0), (1, 3), ceil_mode: true), () => nn.MaxPool2d((3, 2), (2, 1), (1, 0), (1, 3), ceil_mode: true)),
        new("max 2d, more than 255 taps", 2, () => Pooling.MaxPool2d((17, 16), 1), () => nn.MaxPool2d((17, 16), (1, 1))),
        new("max 3d", 3, () => Pooling.MaxPool3d(2, 2), () => nn.MaxPool3d(2, 2)),
        new("avg 1d", 1, () => Pooling.AvgPool1d(3, 2, 1), () => nn.AvgPool1d(3, 2, 1)),
        new("avg 2d, padding not counted", 2, () => Pooling.AvgPool2d(3, 1, 1, count_include_pad: false), () => nn.AvgPool2d(3, 1, 1, count_include_pad: false)),
        new("avg 2d, ceil", 2, () => Pooling.AvgPool2d(3, 2, 1, ceil_mode: true), () => nn.AvgPool2d(3, 2, 1, ceil_mode: true)),
        new("avg 2d, divisor", 2, () => Pooling.AvgPool2d(2, divisor_override: 3), () => nn.AvgPool2d(2, divisor_override: 3)),
        new("avg 3d", 3, () => Pooling.AvgPool3d(2, 1, 1), () => nn.AvgPool3d(2, 1, 1)),
        new("lp 1d", 1, () => Pooling.LPPool1d(2, 3, 2), () => nn.LPPool1d(2, 3, 2)),
        new("lp 2d", 2, () => Pooling.LPPool2d(2, 2), () => nn.LPPool2d(2, 2)),
        new("lp 3d", 3, () => Pooling.LPPool3d(2, 2)),
        new("adaptive max 1d", 1, () => Pooling.AdaptiveMaxPool1d(4), () => nn.AdaptiveMaxPool1d(4)),
        new("adaptive max 2d", 2, () => Pooling.AdaptiveMaxPool2d((5, 3)), () => nn.AdaptiveMaxPool2d([5, 3])),
        new("adaptive max 3d", 3, () => Pooling.AdaptiveMaxPool3d(3)),
        new("adaptive avg 1d", 1, () => Pooling.AdaptiveAvgPool1d(4), () => nn.AdaptiveAvgPool1d(4)),
        new("adaptive avg 2d", 2, () => Pooling.AdaptiveAvgPool2d(7), () => nn.AdaptiveAvgPool2d([7, 7])),
        new("adaptive avg 3d", 3, () => Pooling.AdaptiveAvgPool3d(2), () => nn.AdaptiveAvgPool3d([2, 2, 2])),
        new("sum 1d", 1, () => Pooling.SumPool1d(3, 2, 1)),
        new("sum 2d", 2, () => Pooling.SumPool2d(3, 2, 1, 1, ceil_mode: true)),
        new("sum 3d", 3, () => Pooling.SumPool3d(2)),
        new("soft 1d", 1, () => Pooling.SoftPool1d(3, 2, 1)),
        new("soft 2d", 2, () => Pooling.SoftPool2d(3, 2, 1)),
        new("soft 3d", 3, () => Pooling.SoftPool3d(2)),
        new("stochastic 1d", 1, () => Evaluating(Pooling.StochasticPool1d(3, 2, 1))),
        new("stochastic 2d", 2, () => Evaluating(Pooling.StochasticPool2d(2))),
        new("stochastic 3d", 3, () => Evaluating(Pooling.StochasticPool3d(2))),
        new("gem 1d", 1, () => Pooling.GeMPool1d(3, 2, 1)),
        new("gem 2d", 2, () => Pooling.GeMPool2d(2, p: 2.5)),
        new("gem 2d, by channel", 2, () => Pooling.GeMPool2d(3, 2, 1, channels: 3)),
        new("gem 3d", 3, () => Pooling.GeMPool3d(2, p: 1.5)),
        new("mixed 1d", 1, () => Learnt(Pooling.MixedPool1d(3, 2, 1))),
        new("mixed 2d", 2, () => Learnt(Pooling.MixedPool2d(2))),
        new("mixed 2d, by channel", 2, () => Learnt(Pooling.MixedPool2d(3, 2, 1, channels: 3))),
        new("mixed 3d", 3, () => Learnt(Pooling.MixedPool3d(2))),
        new("gated 1d", 1, () => Learnt(Pooling.GatedPool1d(3, 2, 1))),
        new("gated 2d", 2, () => Learnt(Pooling.GatedPool2d(2))),
        new("gated 2d, by channel", 2, () => Learnt(Pooling.GatedPool2d(3, 2, 1, channels: 3))),
        new("gated 3d", 3, () => Learnt(Pooling.GatedPool3d(2))),
    ];

    public static TheoryData<string> Names(Func<ModuleCase, bool> which) => [.. All.Where(which).Select(c => c.Name)];

    public static ModuleCase Named(string name) => All.Single(c => c.Name == name);

    /// <summary>[2, 3, spatial...], above 0 where the pooling is at home there.</summary>
    public Tensor Input(ScalarType type)
    {
        long[] spatial = SpatialAxes == 1 ? [37] : SpatialAxes == 2 ? [19, 37] : [6, 7, 9];
        Tensor x = randn([2, 3, .. spatial], type);
        return Name.StartsWith("stochastic", StringComparison.Ordinal) || Name.StartsWith("gem", StringComparison.Ordinal) ? x.abs() + 0.1 : x;
    }

    private static PoolingModule Evaluating(PoolingModule module)
    {
        module.eval();
        return module;
    }

    // Parameters begin at 0, which hides much.
    private static PoolingModule Learnt(PoolingModule module)
    {
        using IDisposable fixedNow = no_grad();
        foreach (TorchSharp.Modules.Parameter parameter in module.parameters())
            parameter.copy_(randn_like(parameter));

        return module;
    }
}
