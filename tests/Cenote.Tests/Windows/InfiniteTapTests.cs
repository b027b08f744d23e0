using System.Numerics;
using System.Numerics.Tensors;

namespace Cenote.Tests.Windows;

/// <summary>A window at the edge of what numbers hold, its output and its gradient by reasoning: see the rule's limit in the name.</summary>
public sealed record EdgeWindow(string Name, Func<TensorLayout, WindowPool> Layer, double[] Taps, double Y, double[] Dx)
{
    private const double Inf = double.PositiveInfinity, NaN = double.NaN;

    public static IReadOnlyList<EdgeWindow> All { get; } =
    [
        new("soft: +infinity takes all", Soft(3), [1, Inf, 2], Inf, [0, 1, 0]),
        new("soft: equal infinities share", Soft(3), [Inf, 1, Inf], Inf, [0.5, 0, 0.5]),
        new("soft: -infinity weighs nothing", Soft(3), [-Inf, 1, 2], (Math.E + 2 * Math.E * Math.E) / (Math.E + Math.E * Math.E), [0, .. SoftSlopes(1, 2)]),
        new("soft: nothing but -infinity", Soft(3), [-Inf, -Inf, -Inf], -Inf, [0, 0, 0]),
        new("soft: both infinities", Soft(2), [Inf, -Inf], Inf, [1, 0]),
        new("soft: NaN stays", Soft(2), [NaN, Inf], NaN, [NaN, NaN]),
        new("soft: all of float's range", Soft(2), [3e38, -3e38], 3e38, [1, 0]),

        new("log-sum-exp: +infinity takes all", Lse(3, 1, false), [1, Inf, 2], Inf, [0, 1, 0]),
        new("log-sum-exp: equal infinities share", Lse(3, 1, false), [Inf, 1, Inf], Inf, [0.5, 0, 0.5]),
        new("log-mean-exp: +infinity takes all", Lse(3, 1, true), [1, Inf, 2], Inf, [0, 1, 0]),
        new("log-sum-exp: -infinity weighs nothing", Lse(3, 1, false), [-Inf, 1, 1], 1 + Math.Log(2), [0, 0.5, 0.5]),
        new("log-mean-exp: -infinity weighs nothing", Lse(3, 1, true), [-Inf, 1, 1], 1 + Math.Log(2.0 / 3), [0, 0.5, 0.5]),
        new("log-sum-exp: nothing but -infinity", Lse(2, 1, false), [-Inf, -Inf], -Inf, [0, 0]),
        new("log-mean-exp: nothing but -infinity", Lse(2, 1, true), [-Inf, -Inf], -Inf, [0, 0]),
        new("log-sum-exp, r < 0: +infinity weighs nothing", Lse(3, -1, false), [1, Inf, 1], 1 - Math.Log(2), [0.5, 0, 0.5]),
        new("log-sum-exp, r < 0: -infinity takes all", Lse(3, -1, false), [1, -Inf, 1], -Inf, [0, 1, 0]),
        new("log-sum-exp, r < 0: nothing but +infinity", Lse(2, -1, false), [Inf, Inf], Inf, [0, 0]),
        new("log-sum-exp: NaN stays", Lse(2, 1, false), [NaN, 1], NaN, [NaN, NaN]),
        new("log-sum-exp: r x beyond the range", Lse(2, 4, true), [3e38, 3e38], 3e38, [0.5, 0.5]),
        new("log-sum-exp: all of float's range", Lse(2, 1, false), [3e38, -3e38], 3e38, [1, 0]),

        new("GeM 3: +infinity takes all", GeM(3, 3), [1, Inf, 2], Inf, [0, 1, 0]),
        new("GeM 3: equal infinities share", GeM(3, 3), [Inf, 1, Inf], Inf, [0.5, 0, 0.5]),
        new("GeM 1: +infinity takes all", GeM(2, 1), [1, Inf], Inf, [0, 1]),
        new("GeM 2: -infinity is eps", GeM(3, 2), [-Inf, 3, 4], Math.Sqrt((25 + 1e-12) / 3), [0, 3 / Math.Sqrt(3 * (25 + 1e-12)), 4 / Math.Sqrt(3 * (25 + 1e-12))]),
        new("GeM -1: +infinity weighs nothing", GeM(3, -1), [1, Inf, 2], 2, [4.0 / 3, 0, 1.0 / 3]),
        new("GeM -1: nothing but +infinity", GeM(2, -1), [Inf, Inf], Inf, [0.5, 0.5]),
        new("GeM 3: NaN stays", GeM(2, 3), [NaN, Inf], NaN, [NaN, NaN]),
        new("GeM 3: the end of float's range", GeM(2, 3), [3e38, 3e38], 3e38, [0.5, 0.5]),
        new("GeM 30: powers beyond the range", GeM(2, 30), [1e20, 1e20], 1e20, [0.5, 0.5]),

        new("stochastic: the sum overflows", Stochastic(4), [2e38, 2e38, 2e38, 2e38], 2e38, [0.25, 0.25, 0.25, 0.25]),
        new("stochastic: the squares overflow", Stochastic(2), [1e20, 3e20], 2.5e20, [-0.125, 0.875]),
        new("stochastic: the squares underflow", Stochastic(2), [1e-25, 3e-25], 2.5e-25, [-0.125, 0.875]),
        new("stochastic: +infinity takes all", Stochastic(3), [1, Inf, 2], Inf, [-1, 1, -1]),
        new("stochastic: equal infinities share", Stochastic(3), [Inf, 1, Inf], Inf, [0.5, -0.5, 0.5]),
        new("stochastic: -infinity weighs nothing", Stochastic(3), [-Inf, 1, 3], 2.5, [0, -0.125, 0.875]),
        new("stochastic: zeros", Stochastic(3), [0, 0, -1], 0, [0, 0, 0]),
        new("stochastic: NaN stays", Stochastic(2), [NaN, 1], NaN, [NaN, NaN]),

        new("lp 0.5, ONNX: no slope at 0", Lp(3, 0.5), [0, 4, -1], 9, [0, 1.5, -3]),
        new("lp 3, ONNX: the powers overflow", Lp(2, 3), [1e20, -1e20], 1e20 * Math.Cbrt(2), [Math.Pow(2, -2.0 / 3), -Math.Pow(2, -2.0 / 3)]),
        new("lp 3, ONNX: the powers underflow", Lp(2, 3), [1e-20, -1e-20], 1e-20 * Math.Cbrt(2), [Math.Pow(2, -2.0 / 3), -Math.Pow(2, -2.0 / 3)]),
        new("lp 8, ONNX: the powers underflow", Lp(2, 8), [1e-6, 0], 1e-6, [1, 0]),
        new("lp 3, ONNX: infinities share", Lp(3, 3), [Inf, 1, -Inf], Inf, [0.5, 0, -0.5]),
        new("lp 3, ONNX: zeros", Lp(2, 3), [0, 0], 0, [0, 0]),
        new("lp 3, ONNX: NaN stays", Lp(2, 3), [NaN, 1], NaN, [NaN, NaN]),
        new("lp infinity: NaN has the gradient", Lp(3, Inf), [3, NaN, 4], NaN, [0, NaN, 0]),
        new("lp infinity: NaN, and what comes later is greater", Lp(3, Inf), [NaN, 4, Inf], NaN, [NaN, 0, 0]),
        new("lp infinity: infinities share", Lp(3, Inf), [Inf, 4, -Inf], Inf, [0.5, 0, -0.5]),
    ];

    private static Func<TensorLayout, WindowPool> Soft(int taps) => layout => new SoftPool1d(taps, layout: layout);

    private static Func<TensorLayout, WindowPool> Lse(int taps, double r, bool average) => layout => new LogSumExpPool1d(taps, sharpness: r, average: average, layout: layout);

    private static Func<TensorLayout, WindowPool> GeM(int taps, double p) => layout => new GeMPool1d(taps, p: [p], layout: layout);

    private static Func<TensorLayout, WindowPool> Stochastic(int taps) => layout => new StochasticPool1d(taps, layout: layout);

    private static Func<TensorLayout, WindowPool> Lp(int taps, double p) => layout => new LpPool1d(p, taps, convention: LpConvention.Onnx, layout: layout);

    // w (1 + x - y), the paper's.
    private static double[] SoftSlopes(params double[] x)
    {
        double sum = x.Sum(Math.Exp), y = x.Sum(v => v * Math.Exp(v)) / sum;
        return [.. x.Select(v => Math.Exp(v) / sum * (1 + v - y))];
    }
}

/// <summary>What poolings give where a tap is infinite or NaN, or where powers and sums leave the range of numbers that their result keeps to.</summary>
public class InfiniteTapTests
{
    // One window alone, and side by side as many as fill every register and leave some over.
    private static readonly int[] s_channels = [1, 37];

    public static TheoryData<string> Names() => [.. EdgeWindow.All.Select(w => w.Name)];

    [Theory, MemberData(nameof(Names))]
    public void GivesTheLimitInFloat(string name) => GivesTheLimit<float>(name, 2e-6);

    [Theory, MemberData(nameof(Names))]
    public void GivesTheLimitInDouble(string name) => GivesTheLimit<double>(name, 4e-15);

    private static void GivesTheLimit<T>(string name, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        EdgeWindow window = EdgeWindow.All.Single(w => w.Name == name);
        foreach (int channels in s_channels)
        {
            (T[] y, T[] dx) = OneWindow.Run<T>(window.Layer(TensorLayout.Nhwc), window.Taps, channels);
            AssertClose.Within<double>([.. Enumerable.Repeat(window.Y, channels)], Doubles(y), tolerance, 0, "y");
            AssertClose.Within<double>([.. window.Dx.SelectMany(d => Enumerable.Repeat(d, channels))], Doubles(dx), tolerance, tolerance, "dx");
        }
    }

    public static TheoryData<string, double, double[], double> Exponents() => new()
    {
        { "of an infinite result as of max: none", 3, [1, double.PositiveInfinity], 0 },
        { "+infinity weighs nothing", -1, [1, double.PositiveInfinity, 2], 2 * (Math.Log(2) - Math.Log(2) / 3) },
        { "equals", 3, [5, 5], 0 },
        { "far apart", 3, [1, 1e38], 1e38 / Math.Cbrt(2) / 3 * Math.Log(2) / 3 },
    };

    [Theory, MemberData(nameof(Exponents))]
    public void GeMsExponentHasAGradient(string name, double p, double[] taps, double expected)
    {
        Assert.NotEmpty(name);
        foreach (int channels in s_channels)
        {
            float[] x = [.. taps.SelectMany(t => Enumerable.Repeat((float)t, channels))];
            GeMPool1d layer = new(taps.Length, p: [.. Enumerable.Repeat(p, channels)], layout: TensorLayout.Nhwc);
            double[] gradient = layer.ParameterGradient(new ReadOnlyTensorSpan<float>(x, [taps.Length, channels]), new ReadOnlyTensorSpan<float>([.. Enumerable.Repeat(1f, channels)], [1, channels]));
            AssertClose.Within<double>([.. Enumerable.Repeat(expected, channels)], gradient, 1e-4, 1e-6, "dp");
        }
    }

    public static TheoryData<string, double[], double, long> Numbers() => new()
    {
        { "the sum overflows", [2e38, 2e38, 2e38, 2e38], 0.6, 2 },
        { "the first of two infinities", [1, double.PositiveInfinity, 2, double.PositiveInfinity], 0.25, 1 },
        { "the second of two infinities", [1, double.PositiveInfinity, 2, double.PositiveInfinity], 0.75, 3 },
        { "nothing before an infinity", [1, double.PositiveInfinity], 0, 1 },
        { "-infinity is never drawn", [double.NegativeInfinity, 1], 0, 1 },
        { "the least numbers", [1.4e-45, 1.4e-45], 0.6, 1 },
        { "no digit is lost", [3, 1], 0.75, 1 },
    };

    [Theory, MemberData(nameof(Numbers))]
    public void Draws(string name, double[] taps, double uniform, long index)
    {
        Assert.NotEmpty(name);
        foreach (int channels in s_channels)
        {
            float[] x = [.. taps.SelectMany(t => Enumerable.Repeat((float)t, channels))], y = new float[channels];
            long[] indices = new long[channels];
            new StochasticPool1d(taps.Length, layout: TensorLayout.Nhwc).Sample(
                new ReadOnlyTensorSpan<float>(x, [taps.Length, channels]), new ReadOnlyTensorSpan<float>([.. Enumerable.Repeat((float)uniform, channels)], [1, channels]),
                new TensorSpan<float>(y, [1, channels]), new TensorSpan<long>(indices, [1, channels]));
            Assert.All(indices, i => Assert.Equal(index, i));
            Assert.All(y, v => Assert.Equal((float)taps[index], v));
        }
    }

    private static double[] Doubles<T>(T[] numbers)
        where T : unmanaged, IFloatingPointIeee754<T> => [.. numbers.Select(double.CreateTruncating)];
}
