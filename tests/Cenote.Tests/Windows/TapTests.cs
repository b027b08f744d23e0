using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Tests.Oracles;
using CsCheck;

namespace Cenote.Tests.Windows;

/// <summary>The number of the picked tap, counted by the oracle's own windows, and the gradient that comes of it: that of the indices.</summary>
public class TapTests
{
    private static readonly TensorLayout s_last = TensorLayout.Nhwc;

    public static TheoryData<string, SelectionPool, nint[]> Layers() => new()
    {
        { "one axis", new MaxPool1d(3, 2, 1), [2, 3, 70] },
        { "kernel 2", new MaxPool2d(2), [2, 3, 8, 64] },
        { "kernel 3, stride 2, padded", new MaxPool2d(3, 2, 1), [2, 3, 9, 65] },
        { "kernel 3, stride 1", new MaxPool2d(3, 1, 1), [1, 2, 7, 35] },
        { "kernel 5, ceil mode", new MinPool2d(5, 3, 2, ceilMode: true), [1, 2, 11, 50] },
        { "stride beyond the kernel", new MaxPool2d(2, 3), [1, 2, 9, 61] },
        { "uneven", new MinPool2d((2, 3), (1, 2), (1, 1)), [1, 2, 5, 40] },
        { "dilated", new MaxPool2d(3, 1, 2, 2), [1, 2, 9, 40] },
        { "15 x 17, the most there may be", new MaxPool2d((15, 17), 1, (7, 8)), [1, 1, 20, 40] },
        { "three axes", new MaxPool3d(2), [1, 2, 4, 6, 36] },
        { "three axes, overlapping", new MinPool3d(3, 2, 1), [1, 2, 5, 7, 37] },
        { "channels last", new MaxPool2d(3, 2, 1, layout: s_last), [2, 9, 11, 17] },
        { "narrow", new MaxPool2d(2), [2, 3, 6, 3] },
    };

    [Theory, MemberData(nameof(Layers))]
    public void NumbersAndGradientsAreThoseOfTheIndices(string name, SelectionPool layer, nint[] shape)
    {
        Assert.NotEmpty(name);
        foreach (bool special in new[] { false, true })
        {
            Agree(layer, shape, Values<float>(shape, special));
            Agree(layer, shape, Values<double>(shape, special));
        }
    }

    [Fact]
    public void GeneratedOnesToo() => WindowCase.Any.Sample(
        c =>
        {
            MaxPool2d layer = new(c.KernelSize, c.Stride, c.Padding, c.Dilation, c.CeilMode, c.Layout);
            Agree<double>(layer, c.InputShape, Layouts.From(c.Input(special: true), c.Batch, c.Channels, c.Layout));
        },
        iter: 300);

    [Fact]
    public void UnequalWindowsCountFromTheirFirst()
    {
        // 5 places in 2 windows: 0 to 2 and 2 to 4.
        byte[] taps = new byte[2];
        new AdaptiveMaxPool1d(2).ForwardWithTaps(new ReadOnlyTensorSpan<float>([1, 5, 2, 3, 9], [1, 1, 5]), new TensorSpan<float>(new float[2], [1, 1, 2]), new TensorSpan<byte>(taps, [1, 1, 2]));
        Assert.Equal([1, 2], taps);
    }

    [Fact]
    public void EmptyWindowsAre255AndHandNothingOn()
    {
        // Adaptive windows always have a tap; of these, dilated into the padding at both ends, the middle one has none.
        MaxPool1d layer = new(2, 1, 1, 2);
        byte[] taps = new byte[1];
        float[] dx = [7];
        layer.ForwardWithTaps(new ReadOnlyTensorSpan<float>([3], [1, 1, 1]), new TensorSpan<float>(new float[1], [1, 1, 1]), new TensorSpan<byte>(taps, [1, 1, 1]));
        Assert.Equal([255], taps);
        layer.Backward(new ReadOnlyTensorSpan<float>([2], [1, 1, 1]), new ReadOnlyTensorSpan<byte>(taps, [1, 1, 1]), new TensorSpan<float>(dx, [1, 1, 1]));
        Assert.Equal([0], dx);
    }

    [Fact]
    public void NumbersThatAreNoTapsHandNothingOn()
    {
        byte[] taps = [.. Enumerable.Range(0, 20).Select(i => (byte)(i % 2 == 0 ? 3 : 4 + (12 * i)))];
        float[] dx = new float[80];
        new MaxPool2d(2).Backward(new ReadOnlyTensorSpan<float>([.. Enumerable.Repeat(1f, 20)], [1, 1, 1, 20]), new ReadOnlyTensorSpan<byte>(taps, [1, 1, 1, 20]), new TensorSpan<float>(dx, [1, 1, 2, 40]));
        Assert.Equal(10, dx.Sum());
        Assert.All(Enumerable.Range(0, 10), i => Assert.Equal(1, dx[41 + (4 * i)]));
    }

    [Fact]
    public void MoreThan255TapsAreRefused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new MaxPool2d(16).ForwardWithTaps(
            new ReadOnlyTensorSpan<float>(new float[256], [1, 1, 16, 16]), new TensorSpan<float>(new float[1], [1, 1, 1, 1]), new TensorSpan<byte>(new byte[1], [1, 1, 1, 1])));
        Assert.Equal("the largest window has 256 taps; taps are numbered in a byte, so there may be 255. (Parameter 'taps')", error.Message);
    }

    [Fact]
    public void AllocatesNothing()
    {
        float[] x = new float[2 * 32 * 64], y = new float[2 * 16 * 32];
        byte[] taps = new byte[y.Length];
        MaxPool2d layer = new(2) { MaxDegreeOfParallelism = 1 };
        Call();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Call();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Call()
        {
            layer.ForwardWithTaps(new ReadOnlyTensorSpan<float>(x, [1, 2, 32, 64]), new TensorSpan<float>(y, [1, 2, 16, 32]), new TensorSpan<byte>(taps, [1, 2, 16, 32]));
            layer.Backward(new ReadOnlyTensorSpan<float>(y, [1, 2, 16, 32]), new ReadOnlyTensorSpan<byte>(taps, [1, 2, 16, 32]), new TensorSpan<float>(x, [1, 2, 32, 64]));
        }
    }

    private static void Agree<T>(SelectionPool layer, nint[] shape, T[] x)
        where T : unmanaged, INumber<T>
    {
        nint[] pooled = layer.OutputShape(shape);
        int outputs = (int)pooled.Aggregate((a, b) => a * b);
        T[] y = new T[outputs], again = new T[outputs], dx = new T[x.Length], dxAgain = new T[x.Length];
        long[] indices = new long[outputs];
        byte[] taps = new byte[outputs];
        layer.ForwardWithIndices(new ReadOnlyTensorSpan<T>(x, shape), new TensorSpan<T>(y, pooled), new TensorSpan<long>(indices, pooled));
        layer.ForwardWithTaps(new ReadOnlyTensorSpan<T>(x, shape), new TensorSpan<T>(again, pooled), new TensorSpan<byte>(taps, pooled));
        Assert.Equal(y, again);
        Assert.Equal(Numbers(layer, shape, pooled, indices), taps);

        T[] dy = [.. Enumerable.Range(0, outputs).Select(i => T.CreateTruncating((i % 19) - 9))];
        layer.Backward(new ReadOnlyTensorSpan<T>(dy, pooled), new ReadOnlyTensorSpan<long>(indices, pooled), new TensorSpan<T>(dx, shape));
        layer.Backward(new ReadOnlyTensorSpan<T>(dy, pooled), new ReadOnlyTensorSpan<byte>(taps, pooled), new TensorSpan<T>(dxAgain, shape));
        Assert.Equal(dx, dxAgain);
    }

    // Every place of every window by the definition of windows, without a line of the library's.
    private static byte[] Numbers(SelectionPool layer, nint[] shape, nint[] pooled, long[] indices)
    {
        bool last = layer.Layout == TensorLayout.Nhwc;
        int axes = shape.Length - 2, channels = last ? (int)shape[^1] : 1;
        int[] input = [.. Enumerable.Repeat(1, 3 - axes), .. shape[(last ? 1 : 2)..^(last ? 1 : 0)].Select(s => (int)s)];
        int[] output = [.. Enumerable.Repeat(1, 3 - axes), .. pooled[(last ? 1 : 2)..^(last ? 1 : 0)].Select(s => (int)s)];
        int[] kernel = Three(layer.KernelSize, 1), stride = Three(layer.Stride, 1), dilation = Three(layer.Dilation, 1), padding = Three(layer.Padding, 0);
        return [.. indices.Select((index, i) =>
        {
            if (index < 0)
                return byte.MaxValue;

            int window = i / channels, number = 0;
            int[] o = [window / output[2] / output[1] % output[0], window / output[2] % output[1], window % output[2]];
            int[] place = [(int)(index / input[2] / input[1]), (int)(index / input[2] % input[1]), (int)(index % input[2])];
            for (int axis = 0; axis < 3; axis++)
                number = (number * kernel[axis]) + Enumerable.Range(0, kernel[axis]).Single(k => (o[axis] * stride[axis]) - padding[axis] + (k * dilation[axis]) == place[axis]);

            return (byte)number;
        })];

        static int[] Three(IReadOnlyList<int> numbers, int missing) => [.. Enumerable.Repeat(missing, 3 - numbers.Count), .. numbers];
    }

    private static T[] Values<T>(nint[] shape, bool special)
        where T : unmanaged, INumber<T>
    {
        Random random = new(5);
        return [.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => random.Next(60) switch
        {
            0 when special => T.CreateTruncating(double.NaN),
            1 when special => T.CreateTruncating(double.NegativeInfinity),
            2 when special => T.CreateTruncating(double.PositiveInfinity),
            3 => T.CreateTruncating(-0.0),
            _ => T.CreateTruncating(random.Next(-5, 6)),
        })];
    }
}
