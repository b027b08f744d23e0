using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Tests.Oracles;
using CsCheck;

namespace Cenote.Tests.Sets;

/// <summary>Routing by agreement beyond the papers' cases: gradients at generated sizes, rounds, zeros, great lengths, batches.</summary>
public class CapsuleRoutingTests
{
    // A lone number as a vector: the curvature of squash jumps at 0, and central differences that straddle it are off.
    private static readonly Gen<(int Batch, int In, int Out, int Width, int Rounds, int Seed)> s_cases =
        Gen.Select(Gen.Int[0, 2], Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[2, 9], Gen.Int[1, 4], Gen.Int);

    [Fact]
    public void GradientIsCentralDifferences() => s_cases.Sample(
        t =>
        {
            CapsuleRouting layer = new(t.Rounds), constant = new(t.Rounds, constantCoupling: true);
            nint[] shape = [t.Batch, t.In, t.Out, t.Width], pooled = [t.Batch, t.Out, t.Width];
            double[] u = SetCase.Apart(t.Batch * t.In * t.Out * t.Width, t.Seed), dv = SetCase.Apart(t.Batch * t.Out * t.Width, t.Seed + 1);
            (Tensor<double> v, Tensor<double> coupling) = layer.Forward(Tensor.Create(u, shape));
            double[] c = SequenceKind.Elements(coupling);
            AssertClose.Within<double>(Routed(c), SequenceKind.Elements(v), 1e-11, 1e-13, "v of the coupling");

            double[] du = SequenceKind.Elements(layer.Backward(Tensor.Create(dv, pooled), Tensor.Create(u, shape)));
            AssertClose.Within<double>(CentralDifferences.Gradient(u, Loss), du, 1e-6, 1e-7, "du");
            double[] duConstant = SequenceKind.Elements(constant.Backward(Tensor.Create(dv, pooled), Tensor.Create(u, shape)));
            AssertClose.Within<double>(CentralDifferences.Gradient(u, () => ReferenceSequence.Dot(dv, Routed(c))), duConstant, 1e-6, 1e-7, "du, coupling constant");

            Tensor<float> uFloat = Tensor.Create(SetCase.To<float>(u), shape);
            AssertClose.Within(SetCase.To<float>(SequenceKind.Elements(v)), SequenceKind.Elements(layer.Forward(uFloat).Output), 1e-3, 1e-4, "v in float");
            float[] duFloat = SequenceKind.Elements(layer.Backward(Tensor.Create(SetCase.To<float>(dv), pooled), uFloat));
            AssertClose.Within(SetCase.To<float>(du), duFloat, 1e-2, 1e-3, "du in float");

            double Loss() => ReferenceSequence.Dot(dv, SequenceKind.Elements(layer.Forward(Tensor.Create(u, shape)).Output));

            // squash(sum_i c_ij u_ij), as the paper writes it.
            double[] Routed(double[] coefficients)
            {
                List<double> routed = [];
                for (int b = 0; b < t.Batch; b++)
                    for (int j = 0; j < t.Out; j++)
                    {
                        double[] s = [.. Enumerable.Range(0, t.Width).Select(d =>
                            Enumerable.Range(0, t.In).Sum(i => coefficients[(b * t.In + i) * t.Out + j] * u[((b * t.In + i) * t.Out + j) * t.Width + d]))];
                        double square = ReferenceSequence.Dot(s, s);
                        routed.AddRange(s.Select(e => square / (1 + square) * e / Math.Sqrt(square)));
                    }

                return [.. routed];
            }
        },
        iter: 150);

    [Fact]
    public void RoundsAreWhatFewerRoundsGive()
    {
        Tensor<double> u = Tensor.Create(SetCase.Apart(2 * 3 * 4 * 5, seed: 5), [2, 3, 4, 5]);
        (Tensor<double> v, Tensor<double> couplings) = new CapsuleRouting(4).ForwardRounds(u);
        Assert.Equal([2, 4, 3, 4], couplings.Lengths);
        double[] all = SequenceKind.Elements(couplings);
        for (int rounds = 1; rounds <= 4; rounds++)
        {
            double[] last = SequenceKind.Elements(new CapsuleRouting(rounds).Forward(u).Coupling);
            for (int b = 0; b < 2; b++)
                AssertClose.SameBits<double>(SetCase.Row(last, b, 12), SetCase.Row(all, b * 4 + rounds - 1, 12), $"round {rounds}");
        }

        AssertClose.SameBits<double>(SequenceKind.Elements(new CapsuleRouting(4).Forward(u).Output), SequenceKind.Elements(v), "v");
        Assert.All(all.Chunk(4), row => Assert.Equal(1, row.Sum(), 12));
        Assert.All(all[..12], c => Assert.Equal(0.25, c));
    }

    [Fact]
    public void AnItemAloneHasTheSameBitsInDouble() => s_cases.Sample(t => AnItemAloneHasTheSameBits<double>(t.Batch, t.In, t.Out, t.Width, t.Rounds, t.Seed), iter: 100);

    [Fact]
    public void AnItemAloneHasTheSameBitsInFloat() => s_cases.Sample(t => AnItemAloneHasTheSameBits<float>(t.Batch, t.In, t.Out, t.Width, t.Rounds, t.Seed), iter: 100);

    private static void AnItemAloneHasTheSameBits<T>(int batch, int inner, int outer, int width, int rounds, int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CapsuleRouting layer = new(rounds);
        T[] u = SetCase.To<T>(SetCase.Apart(batch * inner * outer * width, seed)), dv = SetCase.To<T>(SetCase.Apart(batch * outer * width, seed + 1));
        Tensor<T> all = Tensor.Create(u, [batch, inner, outer, width]);
        T[] v = SequenceKind.Elements(layer.Forward(all).Output), du = SequenceKind.Elements(layer.Backward(Tensor.Create(dv, [batch, outer, width]), all));
        for (int b = 0; b < batch; b++)
        {
            Tensor<T> one = Tensor.Create(SetCase.Row(u, b, inner * outer * width), [inner, outer, width]);
            AssertClose.SameBits<T>(SequenceKind.Elements(layer.Forward(one).Output), SetCase.Row(v, b, outer * width), "v");
            T[] oneDu = SequenceKind.Elements(layer.Backward(Tensor.Create(SetCase.Row(dv, b, outer * width), [outer, width]), one));
            AssertClose.SameBits<T>(oneDu, SetCase.Row(du, b, inner * outer * width), "du");
        }
    }

    [Fact]
    public void ZeroStaysZeroWithAFiniteGradient()
    {
        Tensor<double> u = Tensor.CreateFromShape<double>([1, 3, 2, 4]), dv = Tensor.Create(SetCase.Apart(8, seed: 1), [1, 2, 4]);
        foreach (bool constant in (bool[])[false, true])
        {
            CapsuleRouting layer = new(3, constant);
            (Tensor<double> v, Tensor<double> coupling) = layer.Forward(u);
            Assert.All(SequenceKind.Elements(v), e => Assert.Equal(0, e));
            Assert.All(SequenceKind.Elements(coupling), e => Assert.Equal(0.5, e));
            Assert.All(SequenceKind.Elements(layer.Backward(dv, u)), e => Assert.Equal(0, e));
        }
    }

    [Theory, InlineData(1e-30f), InlineData(1e-3f), InlineData(1f), InlineData(1e10f), InlineData(1e25f), InlineData(1e37f)]
    public void LengthsOfAnySizeAreSquashed(float scale)
    {
        // One capsule to one: v = squash(u). In float the square of 1e25 is infinite, and double is the witness.
        float[] u = [3 * scale, -4 * scale], dv = [1, 2];
        Tensor<double> wide = Tensor.Create(Array.ConvertAll(u, e => (double)e), [1, 1, 2]), wideDv = Tensor.Create([1.0, 2], [1, 2]);
        CapsuleRouting layer = new(1);
        float[] v = SequenceKind.Elements(layer.Forward(Tensor.Create(u, [1, 1, 2])).Output);
        AssertClose.Within(SetCase.To<float>(SequenceKind.Elements(layer.Forward(wide).Output)), v, 1e-5, 1e-30, "v");
        float[] du = SequenceKind.Elements(layer.Backward(Tensor.Create(dv, [1, 2]), Tensor.Create(u, [1, 1, 2])));
        AssertClose.Within(SetCase.To<float>(SequenceKind.Elements(layer.Backward(wideDv, wide))), du, 1e-5, 2e-29, "du");
    }

    [Fact]
    public void SumsRunInOneOrderInFloat() => SumsRunInOneOrder<float>(lanes: 8);

    [Fact]
    public void SumsRunInOneOrderInDouble() => SumsRunInOneOrder<double>(lanes: 4);

    /// <summary>At every register width, and wherever a row lies: one capsule to one, so v = squash(u), and |u|² is the sum to be seen.</summary>
    /// <remarks>Four rows of lanes, each lane a sum of its own; rows joined in pairs, then lane after lane, then what is left over.</remarks>
    private static void SumsRunInOneOrder<T>(int lanes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int width = 1; width < 100; width++)
        {
            T[] u = SetCase.To<T>(SetCase.Apart(3 * width, seed: width)), v = SequenceKind.Elements(new CapsuleRouting(1).Forward(Tensor.Create(u, [3, 1, 1, width])).Output);
            for (int b = 0; b < 3; b++)
            {
                T[] s = SetCase.Row(u, b, width);
                T[,] sums = new T[4, lanes];
                int whole = width / lanes * lanes, fours = width / (4 * lanes) * 4 * lanes;
                for (int i = 0; i < whole; i++)
                    sums[i < fours ? i / lanes % 4 : 0, i % lanes] += s[i] * s[i];

                T square = T.Zero;
                for (int lane = 0; lane < lanes; lane++)
                    square += (sums[0, lane] + sums[1, lane]) + (sums[2, lane] + sums[3, lane]);

                for (int i = whole; i < width; i++)
                    square += s[i] * s[i];

                T length = T.Sqrt(square);
                T factor = length > T.One ? T.One / (T.One + T.One / length / length) : length * length / (T.One + length * length);
                AssertClose.SameBits<T>([.. s.Select(e => factor * (e / length))], SetCase.Row(v, b, width), $"v of {width}");
            }
        }
    }
}
