using System.Numerics.Tensors;

namespace Cenote.Tests.Windows;

/// <summary>The same bits from 1, 2 and 7 threads, forward and backward.</summary>
public class ThreadTests
{
    public static TheoryData<string> Operators() => ["max", "avg", "sum", "lp", "soft", "lse", "gem", "stochastic", "min", "global", "adaptive"];

    [Theory, MemberData(nameof(Operators))]
    public void AnyNumberGivesTheSameBits(string name)
    {
        foreach (TensorLayout layout in Enum.GetValues<TensorLayout>())
        {
            nint[] shape = layout == TensorLayout.Nchw ? [4, 12, 71, 73] : [12, 71, 73, 4];
            Random random = new(7);
            float[] x = [.. Enumerable.Range(0, 4 * 12 * 71 * 73).Select(_ => random.NextSingle())];
            float[]? y = null, dx = null;
            foreach (int threads in (int[])[1, 2, 7])
            {
                WindowPool layer = Layer(name, layout, threads);
                nint[] pooled = layer.OutputShape(shape);
                float[] output = new float[(int)TensorPrimitives.Product<nint>(pooled)], gradInput = new float[x.Length];
                float[] gradOutput = [.. output.Select((_, i) => (i * 37 % 101) / 101f)];
                layer.Forward(x, shape, output);
                layer.Backward(new ReadOnlyTensorSpan<float>(x, shape), new ReadOnlyTensorSpan<float>(gradOutput, pooled), new TensorSpan<float>(gradInput, shape));
                y ??= output;
                dx ??= gradInput;
                Assert.Equal(y, output);
                Assert.Equal(dx, gradInput);
            }
        }
    }

    [Fact]
    public async Task EightCallersAtOnceEachGetTheirOwn()
    {
        nint[] shape = [4, 12, 71, 73];
        MaxPool2d layer = new(3, 2, 1) { MaxDegreeOfParallelism = 4 };
        float[] x = [.. Enumerable.Range(0, 4 * 12 * 71 * 73).Select(i => i * 7919 % 1000003 / 1e6f)];
        float[] alone = Pooled(layer, x, shape);
        float[][] together = await Task.WhenAll(Enumerable.Range(1, 8).Select(caller => Task.Factory.StartNew(
            () =>
            {
                float[] scaled = [.. x.Select(value => value * caller)], y = [];
                for (int round = 0; round < 50; round++)
                    y = Pooled(layer, scaled, shape);

                return y;
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        for (int caller = 1; caller <= 8; caller++)
            Assert.Equal(alone.Select(value => value * caller), together[caller - 1]);
    }

    [Fact]
    public void SeveralThreadsAllocateNothing()
    {
        nint[] shape = [4, 12, 71, 73], pooled = [4, 12, 36, 37];
        MaxPool2d layer = new(3, 2, 1) { MaxDegreeOfParallelism = 4 };
        AvgPool2d average = new(3, 2, 1) { MaxDegreeOfParallelism = 4 };
        float[] x = new float[4 * 12 * 71 * 73], y = new float[4 * 12 * 36 * 37];
        for (int round = 0; round < 20; round++)
            Work();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 20; round++)
            Work();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Work()
        {
            layer.Forward<float>(x, shape, y);
            average.Forward<float>(x, shape, y);
            average.Backward(new ReadOnlyTensorSpan<float>(y, pooled), new TensorSpan<float>(x, shape));
        }
    }

    [Fact]
    public void RefusesFewerThanOne() =>
        Assert.Equal("MaxDegreeOfParallelism is 0; it is at least 1. (Parameter 'value')", Assert.Throws<ArgumentException>(() => new MaxPool2d(2) { MaxDegreeOfParallelism = 0 }).Message);

    private static float[] Pooled(WindowPool layer, float[] x, nint[] shape)
    {
        float[] y = new float[(int)TensorPrimitives.Product<nint>(layer.OutputShape(shape))];
        layer.Forward<float>(x, shape, y);
        return y;
    }

    private static WindowPool Layer(string name, TensorLayout layout, int threads) => name switch
    {
        "max" => new MaxPool2d(3, 2, 1, layout: layout) { MaxDegreeOfParallelism = threads },
        "min" => new MinPool2d(3, 2, 1, layout: layout) { MaxDegreeOfParallelism = threads },
        "avg" => new AvgPool2d(3, 1, 1, layout: layout) { MaxDegreeOfParallelism = threads },
        "sum" => new SumPool2d(4, 3, layout: layout) { MaxDegreeOfParallelism = threads },
        "lp" => new LpPool2d(2, 3, 2, layout: layout) { MaxDegreeOfParallelism = threads },
        "soft" => new SoftPool2d(3, 2, 1, layout: layout) { MaxDegreeOfParallelism = threads },
        "lse" => new LogSumExpPool2d(3, 1, layout: layout) { MaxDegreeOfParallelism = threads },
        "gem" => new GeMPool2d(2, layout: layout) { MaxDegreeOfParallelism = threads },
        "stochastic" => new StochasticPool2d(3, layout: layout) { MaxDegreeOfParallelism = threads },
        "global" => new GlobalAvgPool2d(layout) { MaxDegreeOfParallelism = threads },
        _ => new AdaptiveMaxPool2d((7, 5), layout) { MaxDegreeOfParallelism = threads },
    };
}
