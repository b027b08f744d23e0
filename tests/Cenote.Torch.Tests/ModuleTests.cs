using Cenote.Torch.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Tests;

/// <summary>Every module gives what libtorch's own layer gives, values and gradients, however the input lies in memory; and by its composition
/// of libtorch's operations, whose gradients libtorch finds itself, what it gives by Cenote's kernels.</summary>
public class ModuleTests
{
    public static TheoryData<string> WithPeer => ModuleCase.Names(c => c.Theirs is not null);

    public static TheoryData<string> Every => ModuleCase.Names(_ => true);

    [Theory, MemberData(nameof(WithPeer))]
    public void GivesWhatLibtorchGives(string name)
    {
        Libtorch.Need();
        using DisposeScope scope = NewDisposeScope();
        ModuleCase @case = ModuleCase.Named(name);
        manual_seed(1);
        foreach ((string form, Tensor x) in Forms(@case, ScalarType.Float32).Concat(Forms(@case, ScalarType.Float64)))
            Alike(form, x, @case.Ours().call, @case.Theirs!().call, []);
    }

    [Theory, MemberData(nameof(Every))]
    public void ComposedGivesWhatKernelsGive(string name)
    {
        Libtorch.Need();
        using DisposeScope scope = NewDisposeScope();
        ModuleCase @case = ModuleCase.Named(name);
        manual_seed(2);
        PoolingModule module = @case.Ours();
        module.to(ScalarType.Float64);
        foreach ((string form, Tensor x) in Forms(@case, ScalarType.Float64))
            Alike(form, x, module.call, module.Composed, [.. module.parameters()]);
    }

    [Theory, MemberData(nameof(Every))]
    public void TakesAnEmptyBatchAndPrintsItself(string name)
    {
        Libtorch.Need();
        using DisposeScope scope = NewDisposeScope();
        ModuleCase @case = ModuleCase.Named(name);
        PoolingModule module = @case.Ours();
        using Tensor x = @case.Input(ScalarType.Float32)[..0].clone().requires_grad_(), y = module.call(x);
        y.sum().backward();
        Assert.Equal(0, y.shape[0]);
        Assert.Equal(x.shape, x.grad!.shape);
        Assert.StartsWith(module.GetName() + "(", module.ToString(), StringComparison.Ordinal);
    }

    // Values, and the gradients toward the input and the parameters for a random gradient toward the output.
    private static void Alike(string form, Tensor x, Func<Tensor, Tensor> ours, Func<Tensor, Tensor> theirs, TorchSharp.Modules.Parameter[] parameters)
    {
        (Tensor y, Tensor[] gradients) = Run(ours);
        (Tensor expected, Tensor[] expectedGradients) = Run(theirs);
        double bound = x.dtype == ScalarType.Float32 ? 1e-5 : 1e-10;
        Assert.Equal(expected.shape, y.shape);
        Assert.True(allclose(y, expected, bound, bound), $"{form}: values are {Apart(y, expected)} apart.");
        for (int i = 0; i < gradients.Length; i++)
            Assert.True(allclose(gradients[i], expectedGradients[i], bound, bound), $"{form}: gradient {i} is {Apart(gradients[i], expectedGradients[i])} apart.");

        (Tensor, Tensor[]) Run(Func<Tensor, Tensor> pool)
        {
            manual_seed(3);
            Tensor leaf = x.detach().requires_grad_(), output = pool(leaf);
            return (output.detach(), [.. autograd.grad([output], [leaf, .. parameters], [randn(output.shape, output.dtype)])]);
        }
    }

    private static double Apart(Tensor a, Tensor b) => (a - b).abs().max().to(ScalarType.Float64).item<double>();

    private static IEnumerable<(string Form, Tensor X)> Forms(ModuleCase @case, ScalarType type)
    {
        Tensor x = @case.Input(type);
        yield return ($"contiguous {type}", x);
        yield return ($"unbatched {type}", x[0]);
        yield return ($"every second column {type}", x.repeat_interleave(2, -1).slice(-1, 0, 2 * x.shape[^1], 2));
        if (@case.SpatialAxes == 2)
            yield return ($"channels last {type}", x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2));

        if (@case.SpatialAxes == 3)
            yield return ($"channels last {type}", x.permute(0, 2, 3, 4, 1).contiguous().permute(0, 4, 1, 2, 3));

        yield return ($"transposed {type}", x.transpose(0, 1).contiguous().transpose(0, 1));
    }
}
