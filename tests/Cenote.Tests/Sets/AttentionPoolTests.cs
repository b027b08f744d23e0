using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Tests.Oracles;
using CsCheck;

namespace Cenote.Tests.Sets;

/// <summary>Attention over instances: the definition, every gradient, and that a bag depends on nothing but what the mask keeps of it.</summary>
public class AttentionPoolTests
{
    [Fact]
    public void IsTheDefinition() => AttentionCase.Any.Sample(
        c =>
        {
            (double[] attention, double[] output) = Reference(c, c.X, c.V, c.W, c.U);
            (double[] y, double[] a) = c.Forward(c.Set.Spoiled(c.X, c.Set.Width), c.Set.Shape, c.V, c.W, c.U, c.Set.MaskOrNull);
            AssertClose.Within<double>(attention, a, 1e-11, 1e-12, "attention in double");
            AssertClose.Within<double>(output, y, 1e-11, 1e-12, "y in double");

            float[] x = SetCase.To<float>(c.Set.Spoiled(c.X, c.Set.Width));
            (float[] yFloat, float[] aFloat) = c.Forward(x, c.Set.Shape, SetCase.To<float>(c.V), SetCase.To<float>(c.W), SetCase.To<float>(c.U), c.Set.MaskOrNull);
            AssertClose.Within(SetCase.To<float>(attention), aFloat, 1e-3, 1e-5, "attention in float");
            AssertClose.Within(SetCase.To<float>(output), yFloat, 1e-3, 1e-4, "y in float");
        },
        iter: 300);

    [Fact]
    public void GradientsAreCentralDifferences() => AttentionCase.Small.Sample(
        c =>
        {
            double[] x = c.X, v = c.V, w = c.W, u = c.U, dy = c.GradOutput, da = c.GradAttention;
            double[][] gradients = c.Backward(dy, da, c.Set.Spoiled(x, c.Set.Width), c.Set.Shape, v, w, u, c.Set.MaskOrNull);
            double[][] operands = [x, v, w, u];
            foreach ((int i, string name) in new[] { "dx", "dV", "dw", "dU" }.Index())
                AssertClose.Within<double>(CentralDifferences.Gradient(operands[i], Loss), gradients[i], 1e-6, 1e-7, name);

            float[][] inFloat = c.Backward(
                SetCase.To<float>(dy), SetCase.To<float>(da), SetCase.To<float>(c.Set.Spoiled(x, c.Set.Width)), c.Set.Shape,
                SetCase.To<float>(v), SetCase.To<float>(w), SetCase.To<float>(u), c.Set.MaskOrNull);
            foreach ((int i, string name) in new[] { "dx", "dV", "dw", "dU" }.Index())
                AssertClose.Within(SetCase.To<float>(gradients[i]), inFloat[i], 1e-3, 1e-3, name + " in float");

            double Loss()
            {
                (double[] attention, double[] output) = Reference(c, x, v, w, u);
                return ReferenceSequence.Dot(dy, output) + ReferenceSequence.Dot(da, attention);
            }
        },
        iter: 60);

    [Fact]
    public void ABagAloneHasTheSameBitsInDouble() => AttentionCase.Any.Sample(ABagAloneHasTheSameBits<double>, iter: 200);

    [Fact]
    public void ABagAloneHasTheSameBitsInFloat() => AttentionCase.Any.Sample(ABagAloneHasTheSameBits<float>, iter: 200);

    /// <summary>In the batch: padding of NaN and infinities. Alone: only what the mask keeps, no batch, no mask.</summary>
    private static void ABagAloneHasTheSameBits<T>(AttentionCase c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = c.Set.Width, members = c.Set.Members, heads = c.HeadCount;
        T[] v = SetCase.To<T>(c.V), w = SetCase.To<T>(c.W), u = SetCase.To<T>(c.U);
        T[] x = c.Set.Spoiled(SetCase.To<T>(c.X), width), dy = SetCase.To<T>(c.GradOutput), da = SetCase.To<T>(c.GradAttention);
        (T[] y, T[] attention) = c.Forward(x, c.Set.Shape, v, w, u, c.Set.MaskOrNull);
        T[][] gradients = c.Backward(dy, da, x, c.Set.Shape, v, w, u, c.Set.MaskOrNull);
        for (int n = 0; n < c.Set.Items; n++)
        {
            int[] kept = c.Set.Kept(n);
            nint[] alone = [kept.Length, width];
            T[] itemX = [.. c.Set.KeptRows(x, n, width).SelectMany(row => row)];
            (T[] itemY, T[] itemAttention) = c.Forward(itemX, alone, v, w, u, mask: null);
            AssertClose.SameBits<T>(itemY, SetCase.Row(y, n, heads * width), "y");
            AssertClose.SameBits<T>(itemAttention, OfKept(attention), "attention");

            T[][] itemGradients = c.Backward(SetCase.Row(dy, n, heads * width), OfKept(da), itemX, alone, v, w, u, mask: null);
            AssertClose.SameBits<T>(itemGradients[0], [.. c.Set.KeptRows(gradients[0], n, width).SelectMany(row => row)], "dx");

            // A batch of this item alone, its padding still there.
            T[][] padded = c.Backward(
                SetCase.Row(dy, n, heads * width), SetCase.Row(da, n, heads * members), SetCase.Row(x, n, members * width), [members, width], v, w, u,
                c.Set.Mask[(n * members)..((n + 1) * members)]);
            for (int i = 1; i < padded.Length; i++)
                AssertClose.SameBits<T>(itemGradients[i], padded[i], "parameters");

            T[] OfKept(T[] everyHead) => [.. Enumerable.Range(0, heads).SelectMany(h => kept.Select(k => everyHead[(n * heads + h) * members + k]))];
        }

        for (int i = 0; i < x.Length; i++)
            Assert.True(c.Set.Mask[i / width] || T.IsZero(gradients[0][i]), $"dx[{i}] of an instance left out is {gradients[0][i]}.");

        for (int i = 0; i < attention.Length; i++)
            Assert.True(c.Set.Mask[i / (heads * members) * members + i % members] || T.IsZero(attention[i]), $"attention[{i}] of an instance left out is {attention[i]}.");
    }

    public static TheoryData<int, TensorLayout> Maps() => new()
    {
        { 1, TensorLayout.Nchw }, { 2, TensorLayout.Nchw }, { 3, TensorLayout.Nchw }, { 2, TensorLayout.Nhwc }, { 3, TensorLayout.Nhwc },
    };

    [Theory, MemberData(nameof(Maps))]
    public void AMapIsABagOfItsPlaces(int spatialAxes, TensorLayout layout)
    {
        int[] spatial = [.. new[] { 3, 2, 4 }[^spatialAxes..]];
        int places = spatial.Aggregate(1, (a, b) => a * b);
        foreach ((int batch, int channels, int heads) in ((int, int, int)[])[(2, 5, 0), (1, 17, 2), (3, 1, 0), (0, 4, 2)])
        {
            AttentionCase c = new(new SetCase(batch, places, channels, Masked: true, Seed: 7 * channels), Hidden: 3, heads, Gated: true);
            nint[] map = Layouts.Shape(batch, channels, spatial, layout), leading = heads == 0 ? [batch] : [batch, heads], lengths = [.. spatial.Select(s => (nint)s)];
            Tensor<bool> mask = Tensor.Create(c.Set.Mask, [batch, .. lengths]);
            double[] rows = c.Set.Spoiled(c.X, channels);
            Tensor<double> x = Tensor.Create(Stored(rows), map), v = Tensor.Create(c.V, c.VShape), w = Tensor.Create(c.W, c.WShape), u = Tensor.Create(c.U, c.VShape);
            AttentionPool layer = new(spatialAxes, layout);

            (double[] expectedY, double[] expectedAttention) = c.Forward(rows, c.Set.Shape, c.V, c.W, c.U, c.Set.Mask);
            (Tensor<double> y, Tensor<double> attention) = layer.Forward(x, v, w, u, mask);
            Assert.Equal([.. leading, channels], y.Lengths);
            Assert.Equal([.. leading, .. lengths], attention.Lengths);
            AssertClose.SameBits<double>(expectedY, SequenceKind.Elements(y), "y");
            AssertClose.SameBits<double>(expectedAttention, SequenceKind.Elements(attention), "attention");

            double[][] expected = c.Backward(c.GradOutput, c.GradAttention, rows, c.Set.Shape, c.V, c.W, c.U, c.Set.Mask);
            AttentionGradients<double> gradients = layer.Backward(
                Tensor.Create(c.GradOutput, [.. leading, channels]), x, v, w, u, mask, Tensor.Create(c.GradAttention, [.. leading, .. lengths]));
            AssertClose.SameBits<double>(Stored(expected[0]), SequenceKind.Elements(gradients.Input), "dx");
            AssertClose.SameBits<double>(expected[1], SequenceKind.Elements(gradients.V), "dV");
            AssertClose.SameBits<double>(expected[2], SequenceKind.Elements(gradients.W), "dw");
            AssertClose.SameBits<double>(expected[3], SequenceKind.Elements(gradients.U!), "dU");

            // Rows are channels last; the layout's own order otherwise.
            double[] Stored(double[] channelsLast) => layout == TensorLayout.Nhwc ? channelsLast : Layouts.To(channelsLast, batch, channels, TensorLayout.Nhwc);
        }
    }

    [Fact]
    public void ScoresOfAnySizeAreWeighed()
    {
        // w . tanh(V x) is 2000 and 1999: exp of either is infinite.
        Tensor<double> x = Tensor.Create([1e3, 0, 0, 1e3], [2, 2]), v = Tensor.Create([1.0, 0, 0, 1], [2, 2]), w = Tensor.Create([2000.0, 1999], [2]);
        (Tensor<double> y, Tensor<double> attention) = new AttentionPool().Forward(x, v, w);
        double first = 1 / (1 + Math.Exp(-1));
        AssertClose.Within<double>([first, 1 - first], SequenceKind.Elements(attention), 1e-12, 0, "attention");
        AssertClose.Within<double>([1e3 * first, 1e3 * (1 - first)], SequenceKind.Elements(y), 1e-12, 0, "y");
    }

    private static (double[] Attention, double[] Output) Reference(AttentionCase c, double[] x, double[] v, double[] w, double[] u)
    {
        List<double> attention = [], output = [];
        for (int n = 0; n < c.Set.Items; n++)
        {
            (double[][] weights, double[][] pooled) = ReferenceAttention.Pool(
                c.Set.KeptRows(x, n, c.Set.Width), [.. v.Chunk(c.Set.Width)], [.. w.Chunk(c.Hidden)], c.Gated ? [.. u.Chunk(c.Set.Width)] : null);
            output.AddRange(pooled.SelectMany(head => head));
            foreach (double[] head in weights)
            {
                int[] kept = c.Set.Kept(n);
                attention.AddRange(Enumerable.Range(0, c.Set.Members).Select(k => Array.IndexOf(kept, k) is >= 0 and int at ? head[at] : 0));
            }
        }

        return ([.. attention], [.. output]);
    }
}
