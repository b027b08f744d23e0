using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Tests.Oracles;
using CsCheck;

namespace Cenote.Tests.Windows;

/// <summary>One line for each window pooling: its name, its layer, its formula over the taps of one window, and the inputs it is tried on.</summary>
public sealed record WindowOperator(string Name, Func<WindowSettings, WindowPool> Layer, Func<double[], WindowSettings, double> Formula, double Empty, bool PositiveInput = false, bool Ties = true)
{
    public static IReadOnlyList<WindowOperator> All { get; } =
    [
        new("max", s => new MaxPool2d(s.Kernel, s.Stride, s.Padding, s.Dilation, s.Ceil, s.Layout), (w, _) => w.Max(), double.NegativeInfinity, Ties: false),
        new("min", s => new MinPool2d(s.Kernel, s.Stride, s.Padding, s.Dilation, s.Ceil, s.Layout), (w, _) => w.Min(), double.PositiveInfinity, Ties: false),
        new("average", s => new AvgPool2d(s.Kernel, s.Stride, s.Padding, s.Ceil, countIncludePad: false, layout: s.Layout, dilation: s.Dilation), (w, _) => w.Average(), 0),
        new("sum", s => new SumPool2d(s.Kernel, s.Stride, s.Padding, s.Dilation, s.Ceil, s.Layout), (w, _) => w.Sum(), 0),
        new("lp 2, ONNX", s => new LpPool2d(2, s.Kernel, s.Stride, s.Ceil, LpConvention.Onnx, s.Layout, s.Padding, s.Dilation), (w, _) => Math.Sqrt(w.Sum(x => x * x)), 0),
        new("lp 1, ONNX", s => new LpPool2d(1, s.Kernel, s.Stride, s.Ceil, LpConvention.Onnx, s.Layout, s.Padding, s.Dilation), (w, _) => w.Sum(Math.Abs), 0),
        new("lp 3.5, ONNX", s => new LpPool2d(3.5, s.Kernel, s.Stride, s.Ceil, LpConvention.Onnx, s.Layout, s.Padding, s.Dilation), (w, _) => Math.Pow(w.Sum(x => Math.Pow(Math.Abs(x), 3.5)), 1 / 3.5), 0),
        new("lp infinity", s => new LpPool2d(double.PositiveInfinity, s.Kernel, s.Stride, s.Ceil, LpConvention.Onnx, s.Layout, s.Padding, s.Dilation), (w, _) => w.Max(Math.Abs), 0, Ties: false),
        new("soft", s => new SoftPool2d(s.Kernel, s.Stride, s.Padding, s.Dilation, s.Ceil, s.Layout), (w, _) => w.Sum(x => x * Math.Exp(x)) / w.Sum(Math.Exp), 0),
        new("log-sum-exp", s => new LogSumExpPool2d(s.Kernel, s.Stride, s.Padding, s.Dilation, s.Ceil, layout: s.Layout), (w, _) => Math.Log(w.Sum(Math.Exp)), double.NegativeInfinity),
        new("log-sum-exp, sharp average", s => new LogSumExpPool2d(s.Kernel, s.Stride, s.Padding, s.Dilation, s.Ceil, sharpness: -2.5, average: true, s.Layout), (w, _) => Math.Log(w.Average(x => Math.Exp(-2.5 * x))) / -2.5, double.PositiveInfinity),
        new("GeM 3", s => new GeMPool2d(s.Kernel, s.Stride, s.Padding, s.Dilation, s.Ceil, layout: s.Layout), (w, _) => Math.Cbrt(w.Average(x => x * x * x)), double.NaN, PositiveInput: true),
        new("GeM -1.5", s => new GeMPool2d(s.Kernel, s.Stride, s.Padding, s.Dilation, s.Ceil, p: [-1.5], layout: s.Layout), (w, _) => Math.Pow(w.Average(x => Math.Pow(x, -1.5)), -1 / 1.5), double.NaN, PositiveInput: true),
        new("stochastic, weighted", s => new StochasticPool2d(s.Kernel, s.Stride, s.Padding, s.Dilation, s.Ceil, layout: s.Layout), (w, _) => w.Sum(x => x * x) / w.Sum(), 0, PositiveInput: true),
        new("stochastic, mean", s => new StochasticPool2d(s.Kernel, s.Stride, s.Padding, s.Dilation, s.Ceil, StochasticInference.Mean, layout: s.Layout), (w, _) => w.Average(), 0, PositiveInput: true),
    ];

    public override string ToString() => Name;
}

/// <summary>What a window is made of.</summary>
public sealed record WindowSettings(SpatialSize Kernel, SpatialSize Stride, SpatialSize Padding, SpatialSize Dilation, bool Ceil, TensorLayout Layout);

/// <summary>Every window pooling against its formula and its gradient against central differences, at generated shapes.</summary>
public class OperatorTests
{
    public static TheoryData<string> Names() => [.. WindowOperator.All.Select(o => o.Name)];

    [Theory, MemberData(nameof(Names))]
    public void IsItsFormulaInDouble(string name) => IsItsFormula<double>(name, 1e-12);

    [Theory, MemberData(nameof(Names))]
    public void IsItsFormulaInFloat(string name) => IsItsFormula<float>(name, 2e-5);

    [Theory, MemberData(nameof(Names))]
    public void ItsGradientIsTheSlope(string name)
    {
        WindowOperator op = WindowOperator.All.Single(o => o.Name == name);
        WindowCase.Small.Sample(
            c =>
            {
                WindowPool layer = op.Layer(Settings(c));
                double[] x = Layouts.From(Input(c, op), c.Batch, c.Channels, c.Layout), dy = Layouts.From(c.GradOutput(), c.Batch, c.Channels, c.Layout), dx = new double[x.Length];
                layer.Backward(new ReadOnlyTensorSpan<double>(x, c.InputShape), new ReadOnlyTensorSpan<double>(dy, c.OutputShape), new TensorSpan<double>(dx, c.InputShape));

                // A few places of each case; together they are many.
                Random random = new(c.Seed);
                double[] y = new double[dy.Length];
                for (int probe = 0; probe < 6; probe++)
                {
                    int i = random.Next(x.Length);
                    const double Step = 1e-5;
                    double slope = (Value(x[i] + Step) - Value(x[i] - Step)) / (2 * Step);
                    Assert.True(Math.Abs(slope - dx[i]) <= 1e-6 * Math.Max(1, Math.Abs(slope)) * 20, $"{op}: dx[{i}] is {dx[i]}, the slope {slope}; {c}");

                    double Value(double at)
                    {
                        double kept = x[i];
                        x[i] = at;
                        layer.Forward(x, c.InputShape, y);
                        x[i] = kept;
                        return y.Zip(dy, (a, b) => a * b).Sum();
                    }
                }
            },
            iter: WindowCase.Few ? 4 : 30,
            threads: 1);
    }

    private static void IsItsFormula<T>(string name, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        WindowOperator op = WindowOperator.All.Single(o => o.Name == name);
        WindowCase.Any.Where(c => c.Planes > 0).Sample(
            c =>
            {
                double[] x = Input(c, op);
                double[] expected = WindowCase.EachPlane(c.Planes, x, (plane, _) => (double[])[.. c.Reference.Windows.Select(w =>
                    w.Places.Length == 0 ? op.Empty : op.Formula([.. w.Places.Select(p => plane[p])], Settings(c)))]);
                T[] input = Layouts.From<T>([.. x.Select(T.CreateTruncating)], c.Batch, c.Channels, c.Layout), y = new T[expected.Length];
                op.Layer(Settings(c)).Forward(input, c.InputShape, y);
                AssertClose.Within<double>(expected, [.. Layouts.To(y, c.Batch, c.Channels, c.Layout).Select(double.CreateTruncating)], tolerance, tolerance, op.Name);
            },
            iter: WindowCase.Few ? 6 : 60,
            threads: 1);
    }

    // No two elements alike, so that slopes are defined; well away from 0 where the formula wants it.
    private static double[] Input(WindowCase c, WindowOperator op)
    {
        Random random = new(c.Seed);
        int[] order = [.. Enumerable.Range(0, c.Planes * c.Reference.Places)];
        random.Shuffle(order);
        return [.. order.Select(i => op.PositiveInput ? 0.2 + 2.0 * i / order.Length : (i - order.Length / 2 + 0.3) * 3.0 / order.Length)];
    }

    private static WindowSettings Settings(WindowCase c) => new(c.KernelSize, c.Stride, c.Padding, c.Dilation, c.CeilMode, c.Layout);
}
