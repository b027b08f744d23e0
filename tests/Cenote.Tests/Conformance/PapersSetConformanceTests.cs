using System.Numerics.Tensors;

namespace Cenote.Tests.Conformance;

/// <summary>Every case of attention over instances and of dynamic routing between capsules.</summary>
public class PapersSetConformanceTests
{
    public static TheoryData<string> AttentionCases() => [.. PapersCase.Of("attention_mil", "attention_mil_gated")];

    public static TheoryData<string> CapsuleCases() => [.. PapersCase.Of("capsule_routing")];

    [Fact]
    public void NoCaseIsLost()
    {
        Assert.Equal(40, AttentionCases().Count);
        Assert.Equal(20, CapsuleCases().Count);
        Assert.Equal(20, PapersCase.All.Values.Count(c => c.OptionalInput("U") is not null));
    }

    [Theory, MemberData(nameof(AttentionCases))]
    public void AttentionGivesWhatThePaperSays(string id)
    {
        PapersCase c = PapersCase.All[id];
        AttentionPool layer = new();
        (Tensor<double> y, Tensor<double> attention) = layer.Forward(c.Input("x"), c.Input("V"), c.Input("w"), c.OptionalInput("U"));
        c.AssertOutput("y", y);
        c.AssertOutput("attention", attention);

        AttentionGradients<double> gradients = layer.Backward(c.GradOutput, c.Input("x"), c.Input("V"), c.Input("w"), c.OptionalInput("U"));
        c.AssertGradient("x", gradients.Input);
        c.AssertGradient("V", gradients.V);
        c.AssertGradient("w", gradients.W);
        c.AssertGradient("U", gradients.U);
    }

    [Theory, MemberData(nameof(CapsuleCases))]
    public void RoutingGivesWhatThePaperSays(string id)
    {
        PapersCase c = PapersCase.All[id];
        CapsuleRouting layer = new(c.Number("iterations"));
        (Tensor<double> y, Tensor<double> coupling) = layer.Forward(c.Input("x"));
        c.AssertOutput("y", y);
        c.AssertOutput("coupling", coupling);
        c.AssertGradient("x", layer.Backward(c.GradOutput, c.Input("x")));
        c.AssertAlternative("grad_x_coupling_detached", new CapsuleRouting(c.Number("iterations"), constantCoupling: true).Backward(c.GradOutput, c.Input("x")));
    }
}
