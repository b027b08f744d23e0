using System.Numerics.Tensors;

namespace Cenote.Tests.Conformance;

/// <summary>Every case of attention over instances and of dynamic routing between capsules.</summary>
public class PapersSetConformanceTests
{
    public static TheoryData<string> AttentionCases() => [.. Of("attention_mil", "attention_mil_gated").Select(c => c.Id)];

    public static TheoryData<string> CapsuleCases() => [.. Of("capsule_routing").Select(c => c.Id)];

    [Fact]
    public void NoCaseIsLost()
    {
        Assert.Equal(40, AttentionCases().Count);
        Assert.Equal(20, CapsuleCases().Count);
        Assert.Equal(20, Of("attention_mil_gated").Count());
    }

    [Theory, MemberData(nameof(AttentionCases))]
    public void AttentionGivesWhatThePaperSays(string id)
    {
        ConformanceCase c = ConformanceCase.Papers[id];
        Tensor<double> x = Tensor(c, "x");
        Tensor<double>? u = c.Op == "attention_mil_gated" ? Tensor(c, "U") : null;
        AttentionPool layer = new();
        (Tensor<double> y, Tensor<double> attention) = layer.Forward(x, Tensor(c, "V"), Tensor(c, "w"), u);
        c.AssertSame<double>("y", c.Output<double>("y"), y.ToArray());
        c.AssertSame<double>("attention", c.Output<double>("attention"), attention.ToArray());

        AttentionGradients<double> gradients = layer.Backward(System.Numerics.Tensors.Tensor.Create(c.GradOutput<double>(), c.OutputShape), x, Tensor(c, "V"), Tensor(c, "w"), u);
        Gradient(c, "x", gradients.Input);
        Gradient(c, "V", gradients.V);
        Gradient(c, "w", gradients.W);
        if (gradients.U is not null)
            Gradient(c, "U", gradients.U);
    }

    [Theory, MemberData(nameof(CapsuleCases))]
    public void RoutingGivesWhatThePaperSays(string id)
    {
        ConformanceCase c = ConformanceCase.Papers[id];
        Tensor<double> x = Tensor(c, "x");
        int iterations = c.Number("iterations")!.Value;
        CapsuleRouting layer = new(iterations);
        (Tensor<double> y, Tensor<double> coupling) = layer.Forward(x);
        c.AssertSame<double>("y", c.Output<double>("y"), y.ToArray());
        c.AssertSame<double>("coupling", c.Output<double>("coupling"), coupling.ToArray());
        Gradient(c, "x", layer.Backward(System.Numerics.Tensors.Tensor.Create(c.GradOutput<double>(), c.OutputShape), x));
        c.AssertSame<double>("alt_grad_x_coupling_detached", c.Alternative<double>("grad_x_coupling_detached"), new CapsuleRouting(iterations, constantCoupling: true).Backward(System.Numerics.Tensors.Tensor.Create(c.GradOutput<double>(), c.OutputShape), x).ToArray());
    }

    private static IEnumerable<ConformanceCase> Of(params string[] operators) => ConformanceCase.Papers.Values.Where(c => operators.Contains(c.Op));

    private static Tensor<double> Tensor(ConformanceCase c, string input) => System.Numerics.Tensors.Tensor.Create(c.Input<double>(input), c.Shape(input));

    private static void Gradient(ConformanceCase c, string name, Tensor<double> actual) => c.AssertSame<double>("grad_" + name, c.GradInput<double>(name), actual.ToArray());
}
