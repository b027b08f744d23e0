using System.Numerics;
using Cenote.Simd;

namespace Cenote.Tests.Windows;

/// <summary>e^x beside the runtime's of one double, and at the ends of the range; the same bits at every register width.</summary>
public unsafe class ExponentialTests
{
    public static TheoryData<double, double, double> Ends() => new()
    {
        // x, e^x as a float, e^x as a double.
        { 0, 1, 1 },
        { -0.0, 1, 1 },
        { double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity },
        { double.NegativeInfinity, 0, 0 },
        { double.NaN, double.NaN, double.NaN },
        { -1e30, 0, 0 },
        { 1e30, double.PositiveInfinity, double.PositiveInfinity },
        { -103.5, float.Epsilon, Math.Exp(-103.5) },
        { -744.5, 0, double.Epsilon },
        { -746, 0, 0 },
        { 89, double.PositiveInfinity, Math.Exp(89) },
        { 710, double.PositiveInfinity, double.PositiveInfinity },
    };

    [Theory, MemberData(nameof(Ends))]
    public void IsExactAtTheEnds(double x, double asSingle, double asDouble)
    {
        Assert.Equal((float)asSingle, Exp<Lane<float, float>, float>([(float)x])[0]);
        Assert.Equal(asDouble, Exp<Lane<double, double>, double>([x])[0], double.IsFinite(asDouble) ? asDouble * 2.3e-16 : 0);
    }

    [Fact]
    public void IsWithinALastDigitEverywhere()
    {
        Random random = new(3);
        double[] x = [.. Enumerable.Range(0, 400_000).Select(i => i % 4 == 0 ? random.NextDouble() - 0.5 : i % 4 == 1 ? -10 * random.NextDouble() : 1500 * random.NextDouble() - 760)];
        float[] singles = [.. x.Select(v => (float)(Math.Abs(v) > 10 ? v / 7 : v))], single = Exp<Lane<float, float>, float>(singles);
        double[] twice = Exp<Lane<double, double>, double>(x);
        for (int i = 0; i < x.Length; i++)
        {
            (double y, float rounded) = (Math.Exp(x[i]), (float)Math.Exp(singles[i]));
            Assert.True(single[i] >= float.BitDecrement(rounded) && single[i] <= float.BitIncrement(rounded), $"e^{singles[i]:R} is {rounded:R}, not {single[i]:R}");
            Assert.True(twice[i] >= double.BitDecrement(y) && twice[i] <= double.BitIncrement(y), $"e^{x[i]:R} is {y:R}, not {twice[i]:R}");
        }

        Assert.Equal(single, Exp<Lanes128<float>, float>(singles));
        Assert.Equal(single, Exp<Lanes256<float>, float>(singles));
        Assert.Equal(single, Exp<Lanes512<float>, float>(singles));
        Assert.Equal(twice, Exp<Lanes128<double>, double>(x));
        Assert.Equal(twice, Exp<Lanes256<double>, double>(x));
        Assert.Equal(twice, Exp<Lanes512<double>, double>(x));
    }

    private static T[] Exp<TLanes, T>(T[] x)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged, INumber<T>
    {
        T[] y = new T[x.Length];
        fixed (T* px = x, py = y)
        {
            for (int i = 0; i < x.Length; i += TLanes.Count)
                TLanes.Store(TLanes.Exp(TLanes.Load(px + i, 1)), py + i);
        }

        return y;
    }
}
