using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Tests.Oracles;
using CsCheck;

namespace Cenote.Tests.Sets;

/// <summary>Every kind of sequence pooling: the definition, its gradient, and that an item depends on nothing but itself.</summary>
public class SequencePoolTests
{
    public static TheoryData<string> Kinds() => [.. SequenceKind.All.Keys];

    [Theory, MemberData(nameof(Kinds))]
    public void IsTheDefinition(string name)
    {
        SequenceKind kind = SequenceKind.All[name];
        SetCase.Any.Sample(
            c =>
            {
                (double[] x, double[] weights) = Operands(c, kind);
                double[] expected = Reference(c, kind, x, weights);
                AssertClose.Within<double>(expected, kind.Forward(c.Shape, c.Spoiled(x, c.Width), weights, c.MaskOrNull), 1e-12, 1e-12, "y in double");
                AssertClose.Within(
                    SetCase.To<float>(expected), kind.Forward(c.Shape, SetCase.To<float>(c.Spoiled(x, c.Width)), SetCase.To<float>(weights), c.MaskOrNull), 1e-4, 1e-5, "y in float");
            },
            iter: 150);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void GradientsAreCentralDifferences(string name)
    {
        SequenceKind kind = SequenceKind.All[name];
        SetCase.Small.Sample(
            c =>
            {
                (double[] x, double[] weights) = Operands(c, kind);
                double[] dy = c.Numbers(c.Items * c.Width, salt: 3);
                (double[] dx, double[] dw) = kind.Backward(c.Shape, dy, c.Spoiled(x, c.Width), weights, c.MaskOrNull);
                AssertClose.Within<double>(CentralDifferences.Gradient(x, Loss), dx, 1e-6, 1e-7, "dx");
                AssertClose.Within<double>(CentralDifferences.Gradient(weights, Loss), dw, 1e-6, 1e-7, "dw");

                (float[] dxFloat, float[] dwFloat) = kind.Backward(
                    c.Shape, SetCase.To<float>(dy), SetCase.To<float>(c.Spoiled(x, c.Width)), SetCase.To<float>(weights), c.MaskOrNull);
                AssertClose.Within(SetCase.To<float>(dx), dxFloat, 1e-3, 1e-4, "dx in float");
                AssertClose.Within(SetCase.To<float>(dw), dwFloat, 1e-3, 1e-4, "dw in float");

                double Loss() => ReferenceSequence.Dot(dy, Reference(c, kind, x, weights));
            },
            iter: 60);
    }

    [Theory]
    [InlineData("mean")]
    [InlineData("first")]
    public void AnyNumberOfThreadsGivesTheSameBits(string name)
    {
        nint[] shape = [9, 31, 700], pooled = [9, 700];
        Random random = new(11);
        float[] x = [.. Enumerable.Range(0, 9 * 31 * 700).Select(_ => random.NextSingle() - 0.5f)], dy = [.. x.Take(9 * 700)];
        bool[] mask = [.. Enumerable.Range(0, 9 * 31).Select(i => i % 31 == 7 || random.Next(3) > 0)];
        float[]? y = null, dx = null;
        foreach (int threads in (int[])[1, 2, 7])
        {
            LinearSequencePool layer = name == "mean" ? new SequenceMeanPool { MaxDegreeOfParallelism = threads } : new SequenceFirstPool { MaxDegreeOfParallelism = threads };
            float[] output = new float[dy.Length], gradInput = [.. x];
            ReadOnlyTensorSpan<bool> kept = new(mask, [9, 31]);
            layer.Forward(new ReadOnlyTensorSpan<float>(x, shape), new TensorSpan<float>(output, pooled), kept);
            layer.Backward(new ReadOnlyTensorSpan<float>(dy, pooled), new TensorSpan<float>(gradInput, shape), kept);
            y ??= output;
            dx ??= gradInput;
            Assert.Equal(y, output);
            Assert.Equal(dx, gradInput);
        }
    }

    [Fact]
    public void RefusesFewerThanOneThread() =>
        Assert.Equal("MaxDegreeOfParallelism is 0; it is at least 1. (Parameter 'value')", Assert.Throws<ArgumentException>(() => new SequenceMeanPool { MaxDegreeOfParallelism = 0 }).Message);

    [Fact]
    public void AttentionTakesAGradientTowardItsWeights() => SetCase.Small.Sample(
        c =>
        {
            double[] x = c.Numbers(c.Items * c.Members * c.Width, salt: 1), w = c.Numbers(c.Width, salt: 2), da = c.Numbers(c.Items * c.Members, salt: 4);
            Tensor<bool>? mask = SequenceKind.Masked(c.MaskOrNull, c.Shape);
            SequenceAttentionPool layer = new();
            Tensor<double> input = Tensor.Create(c.Spoiled(x, c.Width), c.Shape), direction = Tensor.Create(w, [c.Width]), gradAttention = Tensor.Create(c.Spoiled(da, 1), c.MaskShape);
            AssertClose.Within<double>(Weights(), SequenceKind.Elements(layer.Forward(input, direction, mask).Attention), 1e-12, 1e-13, "attention");
            (Tensor<double> dx, Tensor<double> dw) = layer.Backward(Tensor.CreateFromShape<double>([c.Items, c.Width]), input, direction, mask, gradAttention);
            AssertClose.Within<double>(CentralDifferences.Gradient(x, Loss), SequenceKind.Elements(dx), 1e-6, 1e-7, "dx");
            AssertClose.Within<double>(CentralDifferences.Gradient(w, Loss), SequenceKind.Elements(dw), 1e-6, 1e-7, "dw");

            double Loss() => ReferenceSequence.Dot(da, Weights());

            double[] Weights()
            {
                double[] weights = new double[c.Items * c.Members];
                for (int n = 0; n < c.Items; n++)
                    foreach ((double a, int k) in ReferenceSequence.Weights([.. c.KeptRows(x, n, c.Width).Select(row => ReferenceSequence.Dot(row, w))]).Zip(c.Kept(n)))
                        weights[n * c.Members + k] = a;

                return weights;
            }
        },
        iter: 60);

    [Theory, MemberData(nameof(Kinds))]
    public void AnItemAloneHasTheSameBitsInDouble(string name) => SetCase.Any.Sample(c => AnItemAloneHasTheSameBits<double>(SequenceKind.All[name], c), iter: 100);

    [Theory, MemberData(nameof(Kinds))]
    public void AnItemAloneHasTheSameBitsInFloat(string name) => SetCase.Any.Sample(c => AnItemAloneHasTheSameBits<float>(SequenceKind.All[name], c), iter: 100);

    [Theory, InlineData(1), InlineData(4), InlineData(9), InlineData(33)]
    public void MaxPicksTheFirstOfEqualsAndTheLastNaN(int width)
    {
        // Each row is one column of tokens; the left-out token would win wherever it were read.
        (float[] Tokens, float Value, long Index)[] table =
        [
            ([1, 3, 3, 2], 3, 1),
            ([-0f, 0, -0f, -1], -0f, 0),
            ([1, float.NaN, 2, float.NaN], float.NaN, 3),
            ([float.NaN, 9, 9, 9], float.NaN, 0),
            ([float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity], float.NegativeInfinity, 0),
        ];
        foreach ((float[] tokens, float value, long index) in table)
        {
            // In the first and the last element, among others that are 7 in token 2.
            foreach (int at in (int[])[0, width - 1])
            {
                float[] x = new float[5 * width];
                for (int t = 0; t < 5; t++)
                    for (int d = 0; d < width; d++)
                        x[t * width + d] = t == 4 ? float.PositiveInfinity : d == at ? tokens[t] : t == 2 ? 7 : 0;

                (Tensor<float> y, Tensor<long> indices) = new SequenceMaxPool().ForwardWithIndices(Tensor.Create(x, [5, width]), Tensor.Create([true, true, true, true, false], [5]));
                AssertClose.SameBits<float>([.. Enumerable.Range(0, width).Select(d => d == at ? value : 7)], SequenceKind.Elements(y), "y");
                Assert.Equal(Enumerable.Range(0, width).Select(d => d == at ? index : 2), SequenceKind.Elements(indices));
            }
        }
    }

    /// <summary>In the batch: padding of NaN and infinities. Alone: only what the mask keeps, no batch, no mask.</summary>
    private static void AnItemAloneHasTheSameBits<T>(SequenceKind kind, SetCase c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (double[] exactX, double[] exactWeights) = Operands(c, kind);
        T[] x = c.Spoiled(SetCase.To<T>(exactX), c.Width), weights = SetCase.To<T>(exactWeights), dy = SetCase.To<T>(c.Numbers(c.Items * c.Width, salt: 3));
        if (kind.WeighsTokens)
            weights = c.Spoiled(weights, 1);

        T[] y = kind.Forward(c.Shape, x, weights, c.MaskOrNull);
        (T[] dx, T[] dw) = kind.Backward(c.Shape, dy, x, weights, c.MaskOrNull);
        T[] sharedGradient = new T[kind.SharedLength(c.Width)];
        for (int n = 0; n < c.Items; n++)
        {
            nint[] alone = [c.Kept(n).Length, c.Width];
            T[] itemX = [.. c.KeptRows(x, n, c.Width).SelectMany(row => row)], itemDy = SetCase.Row(dy, n, c.Width);
            T[] itemWeights = kind.WeighsTokens ? [.. c.KeptRows(weights, n, 1).SelectMany(row => row)] : weights;
            AssertClose.SameBits<T>(kind.Forward(alone, itemX, itemWeights, mask: null), SetCase.Row(y, n, c.Width), "y");

            (T[] itemDx, T[] itemDw) = kind.Backward(alone, itemDy, itemX, itemWeights, mask: null);
            AssertClose.SameBits<T>(itemDx, [.. c.KeptRows(dx, n, c.Width).SelectMany(row => row)], "dx");
            if (kind.WeighsTokens)
                AssertClose.SameBits<T>(itemDw, [.. c.KeptRows(dw, n, 1).SelectMany(row => row)], "dw of the tokens");

            for (int i = 0; i < sharedGradient.Length; i++)
                sharedGradient[i] += itemDw[i];
        }

        AssertZeroWhereLeftOut(c, dx, c.Width);
        if (kind.WeighsTokens)
            AssertZeroWhereLeftOut(c, dw, 1);
        else
            AssertClose.Within<T>(sharedGradient, dw, 1e-4, 1e-4, "dw is the sum over the items");
    }

    private static void AssertZeroWhereLeftOut<T>(SetCase c, T[] gradient, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < gradient.Length; i++)
            Assert.True(c.Mask[i / width] || T.IsZero(gradient[i]), $"gradient[{i}] of a token left out is {gradient[i]}.");
    }

    private static (double[] X, double[] Weights) Operands(SetCase c, SequenceKind kind)
    {
        double[] weights = c.Numbers(kind.WeighsTokens ? c.Items * c.Members : kind.SharedLength(c.Width), salt: 2);

        // Weights of both signs could sum to nearly 0, where no two ways of rounding agree.
        return (c.Numbers(c.Items * c.Members * c.Width, salt: 1), kind.WeighsTokens ? [.. weights.Select(w => Math.Abs(w) + 0.1)] : weights);
    }

    private static double[] Reference(SetCase c, SequenceKind kind, double[] x, double[] weights) =>
        [.. Enumerable.Range(0, c.Items).SelectMany(n =>
            kind.Reference(c.KeptRows(x, n, c.Width), kind.WeighsTokens ? [.. c.KeptRows(weights, n, 1).Select(row => row[0])] : weights))];
}
