using Cenote.Torch.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cenote.Torch.Tests;

/// <summary>The poolings of a model are swapped by one call; what can not be is said, and why.</summary>
public class ReplacePoolingTests
{
    private sealed class Model : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential _features = nn.Sequential(("conv", nn.Conv2d(3, 4, 3)), ("pool", nn.MaxPool2d(2)), ("inner", nn.Sequential(nn.ReLU(), nn.AvgPool2d(2, padding: 1))));
        private readonly TorchSharp.Modules.MaxPool2d _narrow = nn.MaxPool2d(2);
        private readonly nn.Module<Tensor, Tensor> _wide = nn.AdaptiveAvgPool2d(2);
        private readonly ModuleList<nn.Module<Tensor, Tensor>> _list = new(nn.LPPool2d(2, 2), nn.FractionalMaxPool2d(2, output_size: 1));

        public Model()
            : base("model") => RegisterComponents();

        public override Tensor forward(Tensor input) => _wide.call(_list[0].call(_narrow.call(_features.call(input))));
    }

    [Fact]
    public void EveryPoolingIsReplacedOrSaidWhyNot()
    {
        Libtorch.Need();
        using DisposeScope scope = NewDisposeScope();
        manual_seed(1);
        Model model = new();
        Tensor x = randn(2, 3, 40, 40), before = model.call(x);
        string[] keys = [.. model.state_dict().Keys];
        IReadOnlyList<PoolingReplacement> found = model.ReplacePooling();
        Assert.Equal(
            [
                ("_features.inner.1", "AvgPool2d(kernel_size=(2, 2), stride=(2, 2), padding=(1, 1), ceil_mode=False, count_include_pad=True, divisor_override=None)", null),
                ("_features.pool", "MaxPool2d(kernel_size=(2, 2), stride=(2, 2), padding=(0, 0), dilation=(1, 1), ceil_mode=False)", null),
                ("_list.0", "LPPool2d(norm_type=2, kernel_size=(2, 2), stride=(2, 2), ceil_mode=False)", null),
                ("_list.1", null, "Cenote has no pooling like FractionalMaxPool2d."),
                ("_narrow", null, "the field _narrow of Model holds MaxPool2d alone; declare it as Module<Tensor, Tensor>."),
                ("_wide", "AdaptiveAvgPool2d(output_size=(2, 2))", (string?)null),
            ],
            found.OrderBy(f => f.Path, StringComparer.Ordinal).Select(f => (f.Path, f.New, f.Reason)));
        Assert.Equal(keys, model.state_dict().Keys);
        Assert.True(allclose(model.call(x), before, 1e-5, 1e-6));
        Assert.Equal(3, model.modules().Count(m => m.GetType().Name is "MaxPoolModule" or "AvgPoolModule" or "AdaptiveAvgPoolModule"));
    }

    [Fact]
    public void AnotherPoolingTakesTheSameWindows()
    {
        Libtorch.Need();
        using DisposeScope scope = NewDisposeScope();
        nn.Module<Tensor, Tensor> model = nn.Sequential(("pool", nn.MaxPool2d(3, 2, 1)), ("global", nn.AdaptiveAvgPool2d(1)));
        model.eval();
        Assert.Equal(
            ["SoftPool2d(kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), dilation=(1, 1), ceil_mode=False)", "AdaptiveAvgPool2d(output_size=(1, 1))"],
            model.ReplacePooling("soft").Select(f => f.New));
        Assert.All(model.modules().OfType<PoolingModule>(), m => Assert.False(m.training));

        // Once more, and what is Cenote's already is swapped too.
        Assert.Equal(["StochasticPool2d(kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), dilation=(1, 1), ceil_mode=False)"], model.ReplacePooling("stochastic").Select(f => f.New));
        Assert.Equal("pooling is softer; it is one of max, avg, sum, soft, stochastic, gem, mixed, gated. (Parameter 'pooling')", Assert.Throws<ArgumentException>(() => model.ReplacePooling("softer")).Message);
    }
}
