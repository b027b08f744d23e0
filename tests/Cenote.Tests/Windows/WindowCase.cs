using CsCheck;
using Cenote.Tests.Oracles;

namespace Cenote.Tests.Windows;

/// <summary>A pooling of generated sizes, with inputs that hold ties, zeros of both signs and, now and then, what is not a number.</summary>
internal sealed record WindowCase(int Batch, int Channels, int Height, int Width, ReferenceAxis Rows, ReferenceAxis Columns, bool CeilMode, TensorLayout Layout, int Seed)
{
    private static readonly int[] s_channels = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 67];

    /// <summary>Channels and widths lie around every lane width; windows of every kind, those that fit no input aside.</summary>
    public static Gen<WindowCase> Any { get; } = Sized(Gen.Int[0, 2], Gen.Int[0, s_channels.Length - 1].Select(i => s_channels[i]), Gen.Int[1, 12], Gen.Int[1, 70]);

    /// <summary>Small ones whose every window has a tap, for what is costly to check.</summary>
    public static Gen<WindowCase> Small { get; } = Sized(Gen.Int[1, 2], Gen.Int[1, 3], Gen.Int[3, 9], Gen.Int[3, 20]).Where(c => c.Reference.Windows.All(w => w.Places.Length > 0));

    private static Gen<WindowCase> Sized(Gen<int> batch, Gen<int> channels, Gen<int> height, Gen<int> width) =>
        Gen.Select(batch, channels, height, width, Axis(), Axis(), Gen.Bool, Gen.Enum<TensorLayout>(), (n, c, h, w, r, k, ceil, layout) =>
            (n, c, h, w, r, k, ceil, layout))
            .Select(Gen.Int, (t, seed) => new WindowCase(t.n, t.c, t.h, t.w, t.r, t.k, t.ceil, t.layout, seed))
            .Where(c => c.Rows.Windows(c.Height, c.CeilMode) > 0 && c.Columns.Windows(c.Width, c.CeilMode) > 0);

    public SpatialSize KernelSize => (Rows.Kernel, Columns.Kernel);

    public SpatialSize Stride => (Rows.Stride, Columns.Stride);

    public SpatialSize Padding => (Rows.Padding, Columns.Padding);

    public SpatialSize Dilation => (Rows.Dilation, Columns.Dilation);

    public ReferencePool Reference { get; } = new([Height, Width], [Rows, Columns], CeilMode);

    public nint[] InputShape => Layouts.Shape(Batch, Channels, [Height, Width], Layout);

    public nint[] OutputShape => Layouts.Shape(Batch, Channels, Reference.OutputSize, Layout);

    public int Planes => Batch * Channels;

    /// <summary>Elements of the input in [n, c, places] order. Small whole numbers, so sums are exact and ties are many.</summary>
    public double[] Input(bool special)
    {
        Random random = new(Seed);
        double[] input = new double[Planes * Reference.Places];
        for (int i = 0; i < input.Length; i++)
        {
            input[i] = random.Next(40) switch
            {
                0 when special => double.NaN,
                1 when special => double.NegativeInfinity,
                2 when special => -0.0,
                _ => random.Next(-9, 10),
            };
        }

        return input;
    }

    /// <summary>A gradient toward the output in [n, c, windows] order.</summary>
    public double[] GradOutput()
    {
        Random random = new(Seed + 1);
        return [.. Enumerable.Range(0, Planes * Reference.Windows.Count).Select(_ => (double)random.Next(-9, 10))];
    }

    /// <summary>Runs an oracle on every plane and joins the results.</summary>
    public static TResult[] EachPlane<TResult>(int planes, double[] input, Func<double[], int, TResult[]> oracle)
    {
        int places = planes == 0 ? 0 : input.Length / planes;
        return [.. Enumerable.Range(0, planes).SelectMany(p => oracle(input[(p * places)..((p + 1) * places)], p))];
    }

    private static Gen<ReferenceAxis> Axis() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[0, 8], (kernel, stride, dilation, padding) =>
            new ReferenceAxis(kernel, stride, Math.Min(padding, ((kernel - 1) * dilation + 1) / 2), dilation));
}
