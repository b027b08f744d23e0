using System.Numerics;

namespace Cenote.Tests.Windows;

/// <summary>The smooth means keep their digits: of equal taps at any magnitude, and where their parameter makes them nearly an average.</summary>
public class MagnitudeTests
{
    private static readonly int[] s_channels = [1, 37];

    // The layers of 9 taps whose result of equal taps is those, and from which magnitude to which. Squares leave float's range first.
    private static readonly (string Name, Func<WindowPool> Layer, double Times, double Least, double Greatest)[] s_means =
    [
        ("average", () => new AvgPool1d(9, layout: TensorLayout.Nhwc), 1, 1e-30, 1e30),
        ("soft", () => new SoftPool1d(9, layout: TensorLayout.Nhwc), 1, 1e-30, 1e30),
        ("log-mean-exp", () => new LogSumExpPool1d(9, average: true, layout: TensorLayout.Nhwc), 1, 1e-30, 1e30),
        ("log-mean-exp, r = 1e-30", () => new LogSumExpPool1d(9, sharpness: 1e-30, average: true, layout: TensorLayout.Nhwc), 1, 1e-30, 1e30),
        ("log-mean-exp, r = -1e30", () => new LogSumExpPool1d(9, sharpness: -1e30, average: true, layout: TensorLayout.Nhwc), 1, 1e-30, 1e30),
        ("GeM 3", () => new GeMPool1d(9, eps: 1e-37, layout: TensorLayout.Nhwc), 1, 1e-30, 1e30),
        ("GeM 1e-30", () => new GeMPool1d(9, p: [1e-30], eps: 1e-37, layout: TensorLayout.Nhwc), 1, 1e-30, 1e30),
        ("GeM -100", () => new GeMPool1d(9, p: [-100], eps: 1e-37, layout: TensorLayout.Nhwc), 1, 1e-30, 1e30),
        ("lp 1, divided", () => new LpPool1d(1, 9, layout: TensorLayout.Nhwc), 9, 1e-30, 1e30),
        ("lp 2, divided", () => new LpPool1d(2, 9, layout: TensorLayout.Nhwc), 3, 1e-10, 1e10),
        ("lp 3, ONNX, divided", () => new LpPool1d(3, 9, convention: LpConvention.Onnx, layout: TensorLayout.Nhwc), 2.080083823051904, 1e-30, 1e30),
        ("lp infinity", () => new LpPool1d(double.PositiveInfinity, 9, layout: TensorLayout.Nhwc), 1, 1e-30, 1e30),
        ("stochastic", () => new StochasticPool1d(9, layout: TensorLayout.Nhwc), 1, 1e-30, 1e30),
        ("stochastic, mean", () => new StochasticPool1d(9, inference: StochasticInference.Mean, layout: TensorLayout.Nhwc), 1, 1e-30, 1e30),
    ];

    public static TheoryData<string, double> Means()
    {
        TheoryData<string, double> cases = [];
        foreach ((string name, _, _, double least, double greatest) in s_means)
            foreach (double magnitude in (double[])[1e-30, 1e-10, 1.1, 1e10, 1e30])
                if (magnitude >= least && magnitude <= greatest)
                    cases.Add(name, magnitude);

        return cases;
    }

    [Theory, MemberData(nameof(Means))]
    public void TheMeanOfEqualsIsThem(string name, double magnitude)
    {
        (_, Func<WindowPool> layer, double times, _, _) = s_means.Single(m => m.Name == name);
        float x = (float)magnitude;
        foreach (int channels in s_channels)
            foreach (float y in OneWindow.Run<float>(layer(), [.. Enumerable.Repeat((double)x, 9)], channels).Y)
                Assert.True(Math.Abs(y / times - x) <= 4 * ((double)MathF.BitIncrement(x) - x), $"{name} of {x} is {y / times:R}");
    }

    public static TheoryData<double> SmallParameters() => [1e-40, 1e-30, 1e-10, 1e-6, 1e-4, 1e-3, 0.01, 0.03, 0.1, 0.12, 0.13, 0.3, 1, 3, 30];

    // The bounds: for log-mean-exp 8 roundings of the greatest magnitude, for GeM 16 of its value.
    [Theory, MemberData(nameof(SmallParameters))]
    public void LogMeanExpKeepsItsDigits(double r)
    {
        foreach (double sign in (double[])[1, -1])
            foreach (double scale in (double[])[1, 1e-3, 1e-10, 100])
            {
                double[] x = [.. s_taps.Select(t => (double)(float)(t * scale))];
                Close<float>(new LogSumExpPool1d(x.Length, sharpness: sign * r, average: true, layout: TensorLayout.Nhwc), x, (double)MeanExponential.Log(x, sign * r), 8 * Math.Pow(2, -24) * x.Max(Math.Abs));
                if (r > 1e-10)
                    Close<double>(new LogSumExpPool1d(x.Length, sharpness: sign * r, average: true, layout: TensorLayout.Nhwc), x, (double)MeanExponential.Log(x, sign * r), 8 * Math.Pow(2, -53) * x.Max(Math.Abs));
            }
    }

    [Theory, MemberData(nameof(SmallParameters))]
    public void GeMKeepsItsDigits(double p)
    {
        foreach (double sign in (double[])[1, -1])
        {
            double[] x = [.. s_taps.Select(t => (double)(float)Math.Exp(t))];
            double y = Math.Exp((double)MeanExponential.Log([.. x.Select(v => Math.Log(v))], sign * p));
            Close<float>(new GeMPool1d(x.Length, p: [sign * p], layout: TensorLayout.Nhwc), x, y, 16 * Math.Pow(2, -24) * y);
            Close<double>(new GeMPool1d(x.Length, p: [sign * p], layout: TensorLayout.Nhwc), x, y, 16 * Math.Pow(2, -53) * y);
        }
    }

    [Theory, MemberData(nameof(SmallParameters))]
    public void GeMsGradientIsItsSlope(double p)
    {
        foreach (double signed in (double[])[p, -p])
        {
            // dy/dx = y x^(p - 1) / sum(x^p).
            double[] x = [.. s_taps.Select(t => (double)(float)Math.Exp(t))];
            double y = Math.Exp((double)MeanExponential.Log([.. x.Select(v => Math.Log(v))], signed));
            double[] slopes = [.. x.Select(v => y * Math.Pow(v, signed - 1) / x.Sum(w => Math.Pow(w, signed)))];
            Check<float>(100 * Math.Pow(2, -24));
            Check<double>(1e-12);

            void Check<T>(double bound)
                where T : unmanaged, IFloatingPointIeee754<T>
            {
                foreach (int channels in s_channels)
                {
                    T[] dx = OneWindow.Run<T>(new GeMPool1d(x.Length, p: [signed], layout: TensorLayout.Nhwc), x, channels).Dx;
                    for (int i = 0; i < dx.Length; i++)
                        Assert.True(Math.Abs(double.CreateTruncating(dx[i]) - slopes[i / channels]) <= bound * slopes[i / channels] + double.CreateTruncating(T.Epsilon), $"p {signed}, {typeof(T).Name}: dx[{i}] is {dx[i]}, the slope {slopes[i / channels]}");
                }
            }
        }
    }

    private static readonly double[] s_taps = [0.5, -1.25, 2, 0.75, 1.5, 1.875, -0.625];

    private static void Close<T>(WindowPool layer, double[] x, double expected, double bound)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (int channels in s_channels)
            foreach (T y in OneWindow.Run<T>(layer, x, channels).Y)
                Assert.True(Math.Abs(double.CreateTruncating(y) - expected) <= bound, $"{layer} of {typeof(T).Name} gives {y}, expected {expected:R} within {bound}; off by {(double.CreateTruncating(y) - expected) / bound} of it");
    }

    /// <summary>log(mean(e^(r x))) / r in decimal, whose 28 digits outlast the division by r.</summary>
    private static class MeanExponential
    {
        public static decimal Log(double[] x, double r)
        {
            double top = r > 0 ? x.Max() : x.Min();
            decimal mean = x.Average(v => (decimal)v), variance = x.Average(v => ((decimal)v - mean) * ((decimal)v - mean));
            if (Math.Abs(r) * x.Max(v => Math.Abs(v - top)) < 1e-9)
                return mean + (decimal)r / 2 * variance;

            return (decimal)top + Log(x.Average(v => Exp((decimal)r * ((decimal)v - (decimal)top)))) / (decimal)r;
        }

        private static decimal Exp(decimal t)
        {
            if (t < -60)
                return 0;

            if (t < -0.5m)
            {
                decimal half = Exp(t / 2);
                return half * half;
            }

            decimal sum = 1, term = 1;
            for (int k = 1; k < 30; k++)
                sum += term *= t / k;

            return sum;
        }

        // Newton on e^y = z, from double's.
        private static decimal Log(decimal z)
        {
            decimal y = (decimal)Math.Log((double)z);
            for (int step = 0; step < 3; step++)
                y += z / Exp(y) - 1;

            return y;
        }
    }
}
