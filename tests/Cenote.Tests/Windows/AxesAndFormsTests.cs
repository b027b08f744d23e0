using System.Numerics.Tensors;
using Cenote.Tests.Oracles;

namespace Cenote.Tests.Windows;

/// <summary>A pooling's formula, and its layers of one, two and three axes in each of its forms; null where it has no such form.</summary>
public sealed record PoolingFamily(
    string Name,
    Func<double[], double> Formula,
    Func<int, SpatialSize, TensorLayout, WindowPool> Fixed,
    Func<int, OutputSize, TensorLayout, WindowPool>? Adaptive,
    Func<int, TensorLayout, WindowPool>? Global)
{
    public static IReadOnlyList<PoolingFamily> All { get; } =
    [
        new("max", w => w.Max(),
            (axes, k, l) => axes == 1 ? new MaxPool1d(k, layout: l) : axes == 2 ? new MaxPool2d(k, layout: l) : new MaxPool3d(k, layout: l),
            (axes, o, l) => axes == 1 ? new AdaptiveMaxPool1d(o, l) : axes == 2 ? new AdaptiveMaxPool2d(o, l) : new AdaptiveMaxPool3d(o, l),
            (axes, l) => axes == 1 ? new GlobalMaxPool1d(l) : axes == 2 ? new GlobalMaxPool2d(l) : new GlobalMaxPool3d(l)),
        new("min", w => w.Min(),
            (axes, k, l) => axes == 1 ? new MinPool1d(k, layout: l) : axes == 2 ? new MinPool2d(k, layout: l) : new MinPool3d(k, layout: l),
            (axes, o, l) => axes == 1 ? new AdaptiveMinPool1d(o, l) : axes == 2 ? new AdaptiveMinPool2d(o, l) : new AdaptiveMinPool3d(o, l),
            (axes, l) => axes == 1 ? new GlobalMinPool1d(l) : axes == 2 ? new GlobalMinPool2d(l) : new GlobalMinPool3d(l)),
        new("average", w => w.Average(),
            (axes, k, l) => axes == 1 ? new AvgPool1d(k, layout: l) : axes == 2 ? new AvgPool2d(k, layout: l) : new AvgPool3d(k, layout: l),
            (axes, o, l) => axes == 1 ? new AdaptiveAvgPool1d(o, l) : axes == 2 ? new AdaptiveAvgPool2d(o, l) : new AdaptiveAvgPool3d(o, l),
            (axes, l) => axes == 1 ? new GlobalAvgPool1d(l) : axes == 2 ? new GlobalAvgPool2d(l) : new GlobalAvgPool3d(l)),
        new("sum", w => w.Sum(),
            (axes, k, l) => axes == 1 ? new SumPool1d(k, layout: l) : axes == 2 ? new SumPool2d(k, layout: l) : new SumPool3d(k, layout: l),
            (axes, o, l) => axes == 1 ? new AdaptiveSumPool1d(o, l) : axes == 2 ? new AdaptiveSumPool2d(o, l) : new AdaptiveSumPool3d(o, l),
            (axes, l) => axes == 1 ? new GlobalSumPool1d(l) : axes == 2 ? new GlobalSumPool2d(l) : new GlobalSumPool3d(l)),
        .. new[] { LpConvention.PyTorch, LpConvention.Onnx }.Select(by => new PoolingFamily($"lp 3, {by}", w => Math.Cbrt(w.Sum(x => x * x * x)),
            (axes, k, l) => axes == 1 ? new LpPool1d(3, k, convention: by, layout: l) : axes == 2 ? new LpPool2d(3, k, convention: by, layout: l) : new LpPool3d(3, k, convention: by, layout: l),
            (axes, o, l) => axes == 1 ? new AdaptiveLpPool1d(3, o, by, l) : axes == 2 ? new AdaptiveLpPool2d(3, o, by, l) : new AdaptiveLpPool3d(3, o, by, l),
            (axes, l) => axes == 1 ? new GlobalLpPool1d(3, by, l) : axes == 2 ? new GlobalLpPool2d(3, by, l) : new GlobalLpPool3d(3, by, l))),
        new("soft", w => w.Sum(x => x * Math.Exp(x)) / w.Sum(Math.Exp),
            (axes, k, l) => axes == 1 ? new SoftPool1d(k, layout: l) : axes == 2 ? new SoftPool2d(k, layout: l) : new SoftPool3d(k, layout: l),
            (axes, o, l) => axes == 1 ? new AdaptiveSoftPool1d(o, l) : axes == 2 ? new AdaptiveSoftPool2d(o, l) : new AdaptiveSoftPool3d(o, l),
            (axes, l) => axes == 1 ? new GlobalSoftPool1d(l) : axes == 2 ? new GlobalSoftPool2d(l) : new GlobalSoftPool3d(l)),
        new("log-sum-exp", w => Math.Log(w.Average(x => Math.Exp(2 * x))) / 2,
            (axes, k, l) => axes == 1 ? new LogSumExpPool1d(k, sharpness: 2, average: true, layout: l)
                : axes == 2 ? new LogSumExpPool2d(k, sharpness: 2, average: true, layout: l) : new LogSumExpPool3d(k, sharpness: 2, average: true, layout: l),
            null,
            (axes, l) => axes == 1 ? new GlobalLogSumExpPool1d(2, true, l) : axes == 2 ? new GlobalLogSumExpPool2d(2, true, l) : new GlobalLogSumExpPool3d(2, true, l)),
        new("GeM", w => Math.Cbrt(w.Average(x => x * x * x)),
            (axes, k, l) => axes == 1 ? new GeMPool1d(k, layout: l) : axes == 2 ? new GeMPool2d(k, layout: l) : new GeMPool3d(k, layout: l),
            (axes, o, l) => axes == 1 ? new AdaptiveGeMPool1d(o, layout: l) : axes == 2 ? new AdaptiveGeMPool2d(o, layout: l) : new AdaptiveGeMPool3d(o, layout: l),
            (axes, l) => axes == 1 ? new GlobalGeMPool1d(layout: l) : axes == 2 ? new GlobalGeMPool2d(layout: l) : new GlobalGeMPool3d(layout: l)),
        new("stochastic", w => w.Sum(x => x * x) / w.Sum(),
            (axes, k, l) => axes == 1 ? new StochasticPool1d(k, layout: l) : axes == 2 ? new StochasticPool2d(k, layout: l) : new StochasticPool3d(k, layout: l),
            null,
            null),
    ];
}

/// <summary>Every layer there is of one, two and three axes, with fixed, adaptive and global windows: its formula, and its slope.</summary>
public class AxesAndFormsTests
{
    private static readonly int[] s_size = [4, 5, 7], s_kernel = [2, 3, 2], s_output = [3, 2, 4];

    public static TheoryData<string, string, int, TensorLayout> Layers()
    {
        TheoryData<string, string, int, TensorLayout> layers = [];
        foreach (PoolingFamily family in PoolingFamily.All)
            foreach (string form in (string[])["fixed", "adaptive", "global"])
                for (int axes = 1; axes <= 3; axes++)
                    foreach (TensorLayout layout in Enum.GetValues<TensorLayout>())
                        if (form == "fixed" || (form == "adaptive" ? family.Adaptive is not null : family.Global is not null))
                            layers.Add(family.Name, form, axes, layout);

        return layers;
    }

    [Theory, MemberData(nameof(Layers))]
    public void IsItsFormulaAndItsGradientIsTheSlope(string name, string form, int axes, TensorLayout layout)
    {
        PoolingFamily family = PoolingFamily.All.Single(f => f.Name == name);
        int[] size = s_size[^axes..];
        (WindowPool layer, int[][][] windows) = form switch
        {
            "fixed" => (family.Fixed(axes, Size(s_kernel[^axes..]), layout), [.. size.Select((n, i) => Fixed(n, s_kernel[^axes..][i]))]),
            "adaptive" => (family.Adaptive!(axes, Outputs(s_output[^axes..]), layout), [.. size.Select((n, i) => Adaptive(n, s_output[^axes..][i]))]),
            _ => (family.Global!(axes, layout), (int[][][])[.. size.Select(n => Adaptive(n, 1))]),
        };
        int[][] places = Places(size, windows);
        int count = size.Aggregate(1, (a, b) => a * b);

        // Different numbers in no order, and a direction to walk in.
        Random random = new(axes);
        double[] x = [.. Enumerable.Range(0, 2 * 3 * count).Select(i => 0.2 + 1.7 * (i * 389 % 997) / 997)], way = [.. x.Select(_ => random.NextDouble() - 0.5)];
        double[] dy = [.. Enumerable.Range(0, 2 * 3 * places.Length).Select(_ => random.NextDouble() - 0.5)];
        Tensor<double> y = layer.Forward(Stored(x, size)), dx = layer.Backward(Stored(x, size), Stored(dy, [.. windows.Select(w => w.Length)]));
        Assert.Equal(Layouts.Shape(2, 3, [.. windows.Select(w => w.Length)], layout), y.Lengths);
        AssertClose.Within<double>(Formula(x), Layouts.To(y.ToArray(), 2, 3, layout), 1e-12, 1e-12, $"{name}, {form}");

        const double Step = 1e-6;
        double slope = (Dot(Formula([.. x.Zip(way, (a, b) => a + Step * b)]), dy) - Dot(Formula([.. x.Zip(way, (a, b) => a - Step * b)]), dy)) / (2 * Step);
        Assert.Equal(slope, Dot(Layouts.To(dx.ToArray(), 2, 3, layout), way), 1e-7);

        Tensor<double> Stored(double[] first, ReadOnlySpan<int> spatial) => Tensor.Create(Layouts.From(first, 2, 3, layout), Layouts.Shape(2, 3, spatial, layout));

        double[] Formula(double[] input) => WindowCase.EachPlane(6, input, (plane, _) => (double[])[.. places.Select(w => family.Formula([.. w.Select(p => plane[p])]))]);
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (p, q) => p * q).Sum();

    private static SpatialSize Size(int[] numbers) => numbers.Length == 1 ? numbers[0] : numbers.Length == 2 ? (numbers[0], numbers[1]) : (numbers[0], numbers[1], numbers[2]);

    private static OutputSize Outputs(int[] numbers) => numbers.Length == 1 ? numbers[0] : numbers.Length == 2 ? (numbers[0], numbers[1]) : (numbers[0], numbers[1], numbers[2]);

    // The places of each window along an axis: those that fit, a kernel apart.
    private static int[][] Fixed(int length, int kernel) => [.. Enumerable.Range(0, length / kernel).Select(o => Enumerable.Range(o * kernel, kernel).ToArray())];

    // Window o is every place that its part of the axis, [o * length / outputs, (o + 1) * length / outputs), touches.
    private static int[][] Adaptive(int length, int outputs) =>
        [.. Enumerable.Range(0, outputs).Select(o => Enumerable.Range(0, length).Where(i => (i + 1) * outputs > o * length && i * outputs < (o + 1) * length).ToArray())];

    private static int[][] Places(int[] size, int[][][] windows)
    {
        int[][] places = [[0]];
        for (int axis = 0; axis < size.Length; axis++)
            places = [.. places.SelectMany(outer => windows[axis].Select(inner => (int[])[.. outer.SelectMany(o => inner.Select(i => o * size[axis] + i))]))];

        return places;
    }
}
