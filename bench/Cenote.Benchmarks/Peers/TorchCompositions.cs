using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Cenote.Benchmarks.Peers;

/// <summary>Poolings composed of libtorch's operations, as its users write them, windows of 2 by 2.</summary>
internal static class TorchCompositions
{
    /// <summary>sum x e^x / sum e^x.</summary>
    public static Tensor Soft(Tensor x)
    {
        Tensor weights = x.exp();
        return Functional.avg_pool2d(x * weights, 2) / Functional.avg_pool2d(weights, 2);
    }

    /// <summary>sqrt(sum x^2).</summary>
    public static Tensor L2(Tensor x) => (Functional.avg_pool2d(x.square(), 2) * 4).sqrt();

    /// <summary>The first element whose summed probability is above its window's number.</summary>
    public static Tensor Stochastic(Tensor x, Tensor uniforms)
    {
        Tensor windows = x.unfold(2, 2, 2).unfold(3, 2, 2).flatten(4);
        Tensor sums = windows.cumsum(-1);
        Tensor thresholds = uniforms.unsqueeze(-1) * sums.narrow(-1, 3, 1);
        Tensor places = (sums <= thresholds).sum(-1, keepdim: true);
        return windows.gather(-1, places).squeeze(-1);
    }

    /// <summary>sum m x / sum m over the tokens, as sentence encoders do it.</summary>
    public static Tensor MaskedMean(Tensor x, Tensor mask)
    {
        Tensor weights = mask.to(ScalarType.Float32);
        return (x * weights.unsqueeze(-1)).sum(1) / weights.sum(1, keepdim: true);
    }

    /// <summary>The same as a product of matrices: less obvious, faster.</summary>
    public static Tensor MaskedMeanByProduct(Tensor x, Tensor mask)
    {
        Tensor weights = mask.to(ScalarType.Float32);
        return bmm(weights.unsqueeze(1), x).squeeze(1) / weights.sum(1, keepdim: true);
    }
}
