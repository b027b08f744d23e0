using System.Numerics.Tensors;

namespace Cenote.Tests.Windows;

/// <summary>Stochastic pooling draws as it says, and its expectation is the weighted mean, not the average.</summary>
public class StochasticPoolTests
{
    private const int Draws = 100_000;

    // Twenty windows of a 4x4 kernel: even, steep, sparse, with zeros and with negatives (which are never drawn).
    private static float[] Windows()
    {
        Random random = new(20);
        float[] x = new float[20 * 16];
        for (int w = 0; w < 20; w++)
            for (int i = 0; i < 16; i++)
                x[w * 16 + i] = (w % 5) switch
                {
                    0 => 1,
                    1 => i + 1,
                    2 => random.NextSingle() < 0.5f ? 0 : random.NextSingle(),
                    3 => MathF.Pow(random.NextSingle(), 3),
                    _ => random.NextSingle() - 0.3f,
                };

        return x;
    }

    [Fact]
    public void DrawsByValueAndExpectsTheWeightedMean()
    {
        float[] x = Windows();
        nint[] shape = [20, 1, 4, 4], pooled = [20, 1, 1, 1];
        StochasticPool2d layer = new(4);
        int[,] counts = new int[20, 16];
        double[] sums = new double[20];
        float[] y = new float[20], expectation = new float[20];
        long[] indices = new long[20];
        for (ulong seed = 0; seed < Draws; seed++)
        {
            layer.Sample(new ReadOnlyTensorSpan<float>(x, shape), seed, new TensorSpan<float>(y, pooled), new TensorSpan<long>(indices, pooled));
            for (int w = 0; w < 20; w++)
            {
                Assert.Equal(x[w * 16 + indices[w]], y[w]);
                counts[w, indices[w]]++;
                sums[w] += y[w];
            }
        }

        layer.Forward(x, shape, expectation);
        for (int w = 0; w < 20; w++)
        {
            float[] weights = [.. x[(w * 16)..((w + 1) * 16)].Select(v => Math.Max(v, 0))];
            double total = weights.Sum(v => (double)v), statistic = 0;
            int cells = 0;
            double rareExpected = 0, rareCounted = 0;
            for (int i = 0; i < 16; i++)
            {
                double expected = Draws * weights[i] / total;
                if (weights[i] == 0)
                    Assert.Equal(0, counts[w, i]);
                else if (expected < 20)
                    (rareExpected, rareCounted) = (rareExpected + expected, rareCounted + counts[w, i]);
                else
                    Count(counts[w, i], expected);
            }

            // Chi-squared is wrong for cells of a few counts only; they are taken together.
            if (rareExpected >= 5)
                Count(rareCounted, rareExpected);

            void Count(double counted, double expected)
            {
                statistic += (counted - expected) * (counted - expected) / expected;
                cells++;
            }

            Assert.True(statistic < Critical(cells - 1), $"window {w}: chi-squared {statistic} of {cells - 1} degrees of freedom, p below 0.001");
            double mean = weights.Sum(v => (double)v * v) / total, variance = weights.Sum(v => (double)v * v * v) / total - mean * mean;
            Assert.InRange(sums[w] / Draws, mean - 5 * Math.Sqrt(variance / Draws) - 1e-6, mean + 5 * Math.Sqrt(variance / Draws) + 1e-6);
            Assert.Equal(mean, expectation[w], 1e-5);
        }
    }

    // The value that chi-squared exceeds with probability 0.001 (Wilson and Hilferty's approximation, good to a percent from 3 degrees on).
    private static double Critical(int degrees)
    {
        double a = 2.0 / (9 * degrees), cube = 1 - a + 3.0902 * Math.Sqrt(a);
        return degrees * cube * cube * cube;
    }

    [Fact]
    public void IsNotThePlainAverage()
    {
        double[] x = [1, 3, 5, 2];
        nint[] shape = [1, 2, 2];
        double[] y = new double[1];
        new StochasticPool2d(2).Forward(x, shape, y);
        Assert.Equal(39.0 / 11, y[0], 1e-12);
        new StochasticPool2d(2, inference: StochasticInference.Mean).Forward(x, shape, y);
        Assert.Equal(2.75, y[0]);
    }

    [Fact]
    public void DrawsAlikeInBothLayoutsAndOnAnyNumberOfThreads()
    {
        Random random = new(3);
        float[] first = [.. Enumerable.Range(0, 2 * 3 * 8 * 9).Select(_ => random.NextSingle())];
        Tensor<float> nchw = Tensor.Create(first, [2, 3, 8, 9]), nhwc = Tensor.Create(Oracles.Layouts.From(first, 2, 3, TensorLayout.Nhwc), [2, 8, 9, 3]);
        (Tensor<float> y, Tensor<long> indices) = new StochasticPool2d(2).Sample(nchw, seed: 11);
        (Tensor<float> other, Tensor<long> otherIndices) = new StochasticPool2d(2, layout: TensorLayout.Nhwc) { MaxDegreeOfParallelism = 7 }.Sample(nhwc, seed: 11);
        for (nint n = 0; n < 2; n++)
            for (nint c = 0; c < 3; c++)
                for (nint h = 0; h < 4; h++)
                    for (nint w = 0; w < 4; w++)
                    {
                        Assert.Equal(y[n, c, h, w], other[n, h, w, c]);
                        Assert.Equal(indices[n, c, h, w], otherIndices[n, h, w, c]);
                    }

        Assert.NotEqual(indices.ToArray(), new StochasticPool2d(2).Sample(nchw, seed: 12).Indices.ToArray());
    }

    // In NCHW rows are drawn in tiles, in NHWC pixel by pixel: two loops that must agree, also at borders, at the ends of rows and with what
    // can not be drawn.
    public static TheoryData<int, int, int, int, int, bool, int> Maps => new()
    {
        { 2, 2, 0, 1, 32, false, 5 }, { 2, 2, 0, 1, 33, true, 7 }, { 3, 2, 1, 1, 37, false, 6 }, { 3, 1, 1, 1, 64, false, 9 }, { 2, 1, 1, 3, 40, false, 9 },
        { 3, 3, 1, 1, 100, true, 8 }, { 5, 3, 2, 1, 19, true, 11 }, { 4, 2, 2, 1, 16, false, 10 }, { 2, 2, 0, 1, 5, true, 4 }, { 1, 1, 0, 1, 70, false, 3 },
    };

    [Theory, MemberData(nameof(Maps))]
    public void DrawsAlikeInTilesAndPixelByPixel(int kernel, int stride, int padding, int dilation, int width, bool ceil, int height)
    {
        Random random = new(width);
        double[] special = [double.NaN, double.PositiveInfinity, -3, 1e300, double.NegativeInfinity];
        double[] x = [.. Enumerable.Range(0, 6 * height * width).Select(_ => random.Next(60) is int i && i < 5 ? special[i] : Math.Max(0, random.NextDouble() - 0.5))];
        Alike([.. x]);
        Alike([.. x.Select(v => (float)v)]);

        void Alike<T>(T[] first)
            where T : unmanaged, System.Numerics.INumber<T>
        {
            StochasticPool2d tiles = new(kernel, stride, padding, dilation, ceil), pixels = new(kernel, stride, padding, dilation, ceil, layout: TensorLayout.Nhwc);
            (Tensor<T> y, Tensor<long> indices) = tiles.Sample(Tensor.Create(first, [2, 3, height, width]), seed: 5);
            (Tensor<T> other, Tensor<long> otherIndices) = pixels.Sample(Tensor.Create(Oracles.Layouts.From(first, 2, 3, TensorLayout.Nhwc), [2, height, width, 3]), seed: 5);
            T[] expected = Oracles.Layouts.To(other.ToArray(), 2, 3, TensorLayout.Nhwc);
            Assert.Equal(expected.Select(v => v.ToString()), y.Select(v => v.ToString()));
            Assert.Equal(Oracles.Layouts.To(otherIndices.ToArray(), 2, 3, TensorLayout.Nhwc), indices.ToArray());

            // The same numbers, given.
            T[] uniforms = [.. Enumerable.Range(0, (int)y.FlattenedLength).Select(k => CounterRandom.Uniform<T>(5, (ulong)k))];
            Tensor<T> again = Tensor.CreateFromShape<T>(y.Lengths);
            Tensor<long> places = Tensor.CreateFromShape<long>(y.Lengths);
            tiles.Sample<T>(Tensor.Create(first, [2, 3, height, width]), Tensor.Create(uniforms, y.Lengths), again, places);
            Assert.Equal(y.Select(v => v.ToString()), again.Select(v => v.ToString()));
            Assert.Equal(indices.ToArray(), places.ToArray());
        }
    }

    [Fact]
    public void ANegativeInputIsRefusedWhereAsked()
    {
        Tensor<double> x = Tensor.Create([1.0, -0.5, 0, 2], [1, 2, 2]);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new StochasticPool2d(2, checkInput: true).Sample(x, 0));
        Assert.Equal("input holds -0.5; stochastic pooling draws by value, so every element is at least 0. (Parameter 'input')", refused.Message);
        Assert.Equal(5.0 / 3, new StochasticPool2d(2).Forward(x)[0, 0, 0], 1e-12);
    }

    [Theory, InlineData(double.NaN), InlineData(-1), InlineData(1), InlineData(2)]
    public void ANumberToDrawByLiesBelowOne(double wrong)
    {
        double[] y = [7, 7];
        long[] places = [7, 7];
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new StochasticPool1d(2).Sample(
            new ReadOnlyTensorSpan<double>([1, 2, 3, 4], [1, 4]), new ReadOnlyTensorSpan<double>([0, wrong], [1, 2]), new TensorSpan<double>(y, [1, 2]), new TensorSpan<long>(places, [1, 2])));
        Assert.Equal($"uniforms holds {wrong}; an element is drawn by a number in [0, 1). (Parameter 'uniforms')", refused.Message);
        Assert.Equal([7, 7], y);
        Assert.Equal([7, 7], places);
    }

    [Fact]
    public void AWindowOfZerosGivesZeroAndNoIndex()
    {
        (Tensor<double> y, Tensor<long> indices) = new StochasticPool2d(2).Sample(Tensor.Create(new double[4], [1, 2, 2]), 5);
        Assert.Equal((0.0, -1L), (y[0, 0, 0], indices[0, 0, 0]));
    }
}
