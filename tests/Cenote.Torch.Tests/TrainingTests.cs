using Cenote.Torch.Autograd;
using Cenote.Torch.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Tests;

/// <summary>What modules do beside a single pass: draws, indices, errors, state, channels-last outputs.</summary>
public class TrainingTests
{
    [Fact]
    public void DrawsFollowLibtorchsSeedAndTakeTheGradient()
    {
        Libtorch.Need();
        using DisposeScope scope = NewDisposeScope();
        StochasticPoolModule module = Pooling.StochasticPool2d(2);
        Tensor x = (rand(2, 3, 8, 40) + 0.1).requires_grad_();
        manual_seed(5);
        Tensor first = module.call(x);
        manual_seed(5);
        Tensor again = module.call(x), other = module.call(x);
        Assert.True(first.Equals(again));
        Assert.False(first.Equals(other));
        first.sum().backward();
        Assert.Equal(first.numel(), (x.grad! == 1).sum().item<long>());
        Assert.True(allclose((x.grad! * x).sum(), first.sum(), 1e-4));
        module.eval();
        Assert.True(module.call(x).Equals(module.call(x)));
    }

    [Fact]
    public void UnpoolingPutsBackWhatPoolingTook()
    {
        Libtorch.Need();
        using DisposeScope scope = NewDisposeScope();
        foreach (bool last in (bool[])[false, true])
        {
            Tensor x = randn(2, 3, 8, 12);
            if (last)
                x = x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

            (Tensor y, Tensor indices) = Pooling.MaxPool2d(2).forward_with_indices(x);
            (Tensor expected, Tensor expectedIndices) = nn.MaxPool2d(2).forward_with_indices(x);
            Assert.True(y.Equals(expected));
            Assert.True(indices.Equals(expectedIndices));

            Tensor leaf = y.detach().requires_grad_(), back = Pooling.MaxUnpool2d(2).forward(leaf, indices);
            Assert.Equal(x.shape, back.shape);
            Assert.True(allclose(back.sum(), y.sum(), 1e-4));
            Assert.True(back.flatten(2).gather(2, indices.flatten(2)).view(y.shape).Equals(y));
            (back * 3).sum().backward();
            Assert.True(leaf.grad!.Equals(full_like(y, 3)));
            Assert.Equal([2, 3, 9, 13], Pooling.MaxUnpool2d(2).forward(y, indices, [9, 13]).shape);
        }
    }

    [Fact]
    public void ChannelsLastStaysSo()
    {
        Libtorch.Need();
        using DisposeScope scope = NewDisposeScope();
        Tensor x = randn(2, 8, 8, 3).permute(0, 3, 1, 2).requires_grad_(), y = Pooling.MaxPool2d(2).call(x);
        Assert.False(y.is_contiguous());
        Assert.True(y.permute(0, 2, 3, 1).is_contiguous());
        Assert.True(autograd.grad([y.sum()], [x])[0].permute(0, 2, 3, 1).is_contiguous());
    }

    [Fact]
    public void ParametersAreInTheStateAndLoadAgain()
    {
        Libtorch.Need();
        using DisposeScope scope = NewDisposeScope();
        nn.Module<Tensor, Tensor> model = nn.Sequential(("gem", Pooling.GeMPool2d(2, p: 2)), ("mixed", Pooling.MixedPool2d(2, channels: 3)), ("gated", Pooling.GatedPool2d(2)));
        Assert.Equal(["gem.p", "mixed.logits", "gated.omega"], model.state_dict().Keys);
        nn.Module<Tensor, Tensor> other = nn.Sequential(("gem", Pooling.GeMPool2d(2)), ("mixed", Pooling.MixedPool2d(2, channels: 3)), ("gated", Pooling.GatedPool2d(2)));
        other.load_state_dict(model.state_dict());
        Assert.Equal(2f, other.state_dict()["gem.p"].item<float>());
    }

    public static TheoryData<string, Func<Tensor>, string> BadCalls => new()
    {
        { "rank", () => Pooling.MaxPool2d(2).call(zeros(3)), "[3]" },
        { "no window fits", () => Pooling.AvgPool2d(5).call(zeros(1, 1, 3, 3)), "5" },
        { "kernel", () => Pooling.MaxPool2d(0).call(zeros(1, 1, 3, 3)), "kernelSize is (0, 0)" },
        { "padding", () => Pooling.MaxPool2d(2, padding: 2).call(zeros(1, 1, 3, 3)), "padding (2, 2)" },
        { "numbers", () => Pooling.SoftPool1d((2, 2)).call(zeros(1, 1, 3)), "kernelSize is (2, 2)" },
        { "channels", () => Pooling.GeMPool2d(2, channels: 4).call(zeros(1, 3, 4, 4)), "3 channels" },
        { "index", () => Pooling.MaxUnpool2d(2).forward(zeros(1, 1, 2, 2), full([1, 1, 2, 2], 99L)), "99" },
    };

    [Theory, MemberData(nameof(BadCalls), DisableDiscoveryEnumeration = true)]
    public void BadCallsAreRefusedWithValueAndRule(string name, Func<Tensor> call, string part)
    {
        Libtorch.Need();
        Assert.NotEmpty(name);
        Assert.Contains(part, Assert.Throws<ArgumentException>(() => call()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnErrorInABackwardPassReachesTheCaller()
    {
        Libtorch.Need();
        using DisposeScope scope = NewDisposeScope();
        Tensor x = randn(4, 4).requires_grad_();
        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(() => PoolingError.Backward(new Failing().Run(x).sum()));
        Assert.Equal("on purpose", thrown.Message);

        // After the plain call the next pooling says it.
        new Failing().Run(x).sum().backward();
        Assert.Throws<InvalidOperationException>(() => Pooling.MaxPool1d(2).call(x));
        Assert.Equal([4, 2], Pooling.MaxPool1d(2).call(x).shape);
    }

    private sealed class Failing() : PoolingCall(1)
    {
        protected override void Check(ReadOnlySpan<nint> inputShape, TensorLayout layout)
        {
        }

        protected override Tensor Forward<T>(Tensor input, Tensor[] parameters, bool keeps, TensorLayout layout) => input.clone();

        protected override Tensor[] Backward<T>(Tensor gradOutput, IReadOnlyList<Tensor> saved, TensorLayout layout) => throw new InvalidOperationException("on purpose");
    }
}
