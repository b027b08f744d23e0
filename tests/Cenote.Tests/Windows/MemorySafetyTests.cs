using System.Numerics.Tensors;
using Cenote.Tests.Oracles;
using CsCheck;

namespace Cenote.Tests.Windows;

/// <summary>Nothing outside the tensors is read or written, at any register width and geometry.</summary>
public class MemorySafetyTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void StaysBetweenTheGuards(bool atEnd)
    {
        Assert.SkipUnless(GuardedMemory<float>.IsSupported, "Guard pages are laid with Linux's calls, for pages of 4096 bytes.");
        WindowCase.Any.Sample(
            c =>
            {
                Guarded<float>(c, atEnd);
                Guarded<double>(c, atEnd);
                GuardedSmall<byte>(c, atEnd);
                GuardedSmall<Half>(c, atEnd);
            },
            iter: 400,
            threads: 1);
    }

    [Fact]
    public void AHugeStrideOverflowsNothing()
    {
        double[] sum = new double[1];
        new SumPool2d((1, 5), stride: (1, int.MaxValue), padding: (0, 2)).Forward([1, 2, 3, 4, 5], [1, 1, 5], sum);
        Assert.Equal([6.0], sum);

        float[] max = new float[1];
        new MaxPool2d((1, 9), stride: (1, int.MaxValue - 1), padding: (0, 4)).Forward([1, 2, 3, 4, 5], [1, 1, 5], max);
        Assert.Equal([5f], max);
        Assert.True(new MaxPool2d(1, dilation: int.MaxValue).Windows(1, 4)[1].Reads(1));
    }

    [Fact]
    public void RefusesAnOutputThatIsItsInput()
    {
        double[] both = new double[5];
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new SumPool1d(3, 1, 1).Forward<double>(both, [1, 5], both));
        Assert.Equal("output shares memory with the input it is made from; it needs memory of its own. (Parameter 'output')", refused.Message);
        Assert.Throws<ArgumentException>(() => new SumPool1d(3, 1, 1).Backward(new ReadOnlyTensorSpan<double>(both, [1, 5]), new TensorSpan<double>(both, [1, 5])));
    }

    [Fact]
    public void EveryMethodTakesStridedTensors()
    {
        // Every second element of rows of eleven: [1, 4, 5] within [1, 4, 11].
        nint[] shape = [1, 4, 5], pooledShape = [1, 2, 2], strides = [0, 11, 2], pooledStrides = [0, 7, 3];
        float[] x = [.. Enumerable.Range(0, 44).Select(i => (float)(i * 7 % 23))];
        float[] denseX = [.. from r in Enumerable.Range(0, 4) from c in Enumerable.Range(0, 5) select x[r * 11 + c * 2]];
        float[] dy = [.. Enumerable.Range(1, 11).Select(i => (float)i)];
        float[] denseDy = [dy[0], dy[3], dy[7], dy[10]];
        ReadOnlyTensorSpan<float> input = new(x, shape, strides), gradOutput = new(dy, pooledShape, pooledStrides);

        MaxPool2d max = new(2);
        (Tensor<float> y, Tensor<long> indices) = max.ForwardWithIndices(Tensor.Create(denseX, shape));
        Tensor<float> dx = max.Backward(Tensor.Create(denseDy, pooledShape), indices, shape);
        float[] stridedY = new float[11], stridedDx = new float[44];
        long[] stridedIndices = new long[11];

        max.Forward(input, new TensorSpan<float>(stridedY, pooledShape, pooledStrides));
        Same(y, stridedY, 7, 3);
        max.ForwardWithIndices(input, new TensorSpan<float>(stridedY, pooledShape, pooledStrides), new TensorSpan<long>(stridedIndices, pooledShape, pooledStrides));
        Same(y, stridedY, 7, 3);
        Same(indices, stridedIndices, 7, 3);
        max.Backward(gradOutput, new ReadOnlyTensorSpan<long>(stridedIndices, pooledShape, pooledStrides), new TensorSpan<float>(stridedDx, shape, strides));
        Same(dx, stridedDx, 11, 2);
        stridedDx.AsSpan().Clear();
        max.Backward(input, gradOutput, new TensorSpan<float>(stridedDx, shape, strides));
        Same(dx, stridedDx, 11, 2);

        AvgPool2d average = new(2);
        average.Backward(gradOutput, new TensorSpan<float>(stridedDx, shape, strides));
        Same(average.Backward(Tensor.Create(denseDy, pooledShape), shape), stridedDx, 11, 2);
    }

    private static void Same<T>(Tensor<T> expected, T[] strided, int rowStride, int columnStride)
    {
        for (nint r = 0; r < expected.Lengths[1]; r++)
            for (nint c = 0; c < expected.Lengths[2]; c++)
                Assert.Equal(expected[0, r, c], strided[r * rowStride + c * columnStride]);
    }

    private static void Guarded<T>(WindowCase c, bool atEnd)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        T[] stored = Layouts.From<T>([.. c.Input(special: true).Select(T.CreateTruncating)], c.Batch, c.Channels, c.Layout);
        int outputs = c.Planes * c.Reference.Windows.Count;
        using GuardedMemory<T> x = new(stored, atEnd), y = new(new T[outputs], atEnd), dx = new(stored, atEnd);
        using GuardedMemory<long> indices = new(new long[outputs], atEnd);
        using GuardedMemory<byte> taps = new(new byte[outputs], atEnd);
        MaxPool2d max = new(c.KernelSize, c.Stride, c.Padding, c.Dilation, c.CeilMode, c.Layout);
        SoftPool2d soft = new(c.KernelSize, c.Stride, c.Padding, c.Dilation, c.CeilMode, c.Layout);
        max.Forward<T>(x.Span, c.InputShape, y.Span);
        soft.Forward<T>(x.Span, c.InputShape, y.Span);

        // A tensor span wants memory even for an empty batch.
        if (c.Batch == 0)
            return;

        max.ForwardWithIndices(new ReadOnlyTensorSpan<T>(x.Span, c.InputShape), new TensorSpan<T>(y.Span, c.OutputShape), new TensorSpan<long>(indices.Span, c.OutputShape));
        max.Backward(new ReadOnlyTensorSpan<T>(y.Span, c.OutputShape), new ReadOnlyTensorSpan<long>(indices.Span, c.OutputShape), new TensorSpan<T>(dx.Span, c.InputShape));
        max.ForwardWithTaps(new ReadOnlyTensorSpan<T>(x.Span, c.InputShape), new TensorSpan<T>(y.Span, c.OutputShape), new TensorSpan<byte>(taps.Span, c.OutputShape));
        max.Backward(new ReadOnlyTensorSpan<T>(y.Span, c.OutputShape), new ReadOnlyTensorSpan<byte>(taps.Span, c.OutputShape), new TensorSpan<T>(dx.Span, c.InputShape));
        new LpPool2d(3, c.KernelSize, c.Stride, c.CeilMode, layout: c.Layout, padding: c.Padding, dilation: c.Dilation)
            .Backward(new ReadOnlyTensorSpan<T>(x.Span, c.InputShape), new ReadOnlyTensorSpan<T>(y.Span, c.OutputShape), new TensorSpan<T>(dx.Span, c.InputShape));
        new AvgPool2d(c.KernelSize, c.Stride, c.Padding, c.CeilMode, layout: c.Layout, dilation: c.Dilation)
            .Backward(new ReadOnlyTensorSpan<T>(y.Span, c.OutputShape), new TensorSpan<T>(dx.Span, c.InputShape));
        soft.Backward(new ReadOnlyTensorSpan<T>(x.Span, c.InputShape), new ReadOnlyTensorSpan<T>(y.Span, c.OutputShape), new TensorSpan<T>(dx.Span, c.InputShape));
    }

    private static void GuardedSmall<T>(WindowCase c, bool atEnd)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        using GuardedMemory<T> x = new([.. c.Input(special: false).Select(T.CreateTruncating)], atEnd), y = new(new T[c.Planes * c.Reference.Windows.Count], atEnd);
        new MaxPool2d(c.KernelSize, c.Stride, c.Padding, c.Dilation, c.CeilMode, c.Layout).Forward<T>(x.Span, c.InputShape, y.Span);
        new SumPool2d(c.KernelSize, c.Stride, c.Padding, c.Dilation, c.CeilMode, c.Layout).Forward<T>(x.Span, c.InputShape, y.Span);
    }
}
