using System.Numerics.Tensors;

namespace Cenote.Tests.Windows;

/// <summary>What a caller meets: refusals in words, tensors of every kind, no allocation where none is promised.</summary>
public class PublicEdgeTests
{
    private static readonly nint[] s_images = [2, 3, 8, 8];

    public static TheoryData<string, Action, string> BadCalls() => new()
    {
        { "kernelSize 0", () => _ = new MaxPool2d(0), "kernelSize is (0, 0); every number of it is at least 1. (Parameter 'kernelSize')" },
        { "kernelSize -1", () => _ = new SumPool2d((3, -1)), "kernelSize is (3, -1); every number of it is at least 1. (Parameter 'kernelSize')" },
        { "stride 0", () => _ = new AvgPool2d(2, stride: (1, 0)), "stride is (1, 0); every number of it is at least 1. (Parameter 'stride')" },
        { "padding -1", () => _ = new MaxPool2d(2, padding: -1), "padding is (-1, -1); every number of it is at least 0. (Parameter 'padding')" },
        { "dilation 0", () => _ = new MaxPool2d(2, dilation: 0), "dilation is (0, 0); every number of it is at least 1. (Parameter 'dilation')" },
        {
            "padding over half", () => _ = new MaxPool2d(3, padding: 2),
            "padding (2, 2) is more than half of kernelSize (3, 3); a window could then hold padding only. (Parameter 'padding')"
        },
        {
            "padding over half, dilated", () => _ = new MaxPool2d(2, padding: 2, dilation: 2),
            "padding (2, 2) is more than half of kernelSize (2, 2) with dilation (2, 2); a window could then hold padding only. (Parameter 'padding')"
        },
        { "divisor 0", () => _ = new AvgPool2d(2, divisorOverride: 0), "divisorOverride is 0; a sum can not be divided by it. (Parameter 'divisorOverride')" },
        { "layout 7", () => _ = new SumPool2d(2, layout: (TensorLayout)7), "layout is 7; it is Nchw or Nhwc. (Parameter 'layout')" },
        {
            "rank 2", () => new MaxPool2d(2).OutputShape([8, 8]),
            "inputShape has rank 2, shape [8, 8]; this layer takes [N, C, H, W] or [C, H, W]. (Parameter 'inputShape')"
        },
        {
            "rank 5, NHWC", () => new MaxPool2d(2, layout: TensorLayout.Nhwc).OutputShape([1, 1, 8, 8, 1]),
            "inputShape has rank 5, shape [1, 1, 8, 8, 1]; this layer takes [N, H, W, C] or [H, W, C]. (Parameter 'inputShape')"
        },
        { "no channel", () => new MaxPool2d(2).OutputShape([1, 0, 8, 8]), "inputShape has shape [1, 0, 8, 8]; every axis but N holds at least one element. (Parameter 'inputShape')" },
        { "negative", () => new MaxPool2d(2).OutputShape([-1, 1, 8, 8]), "inputShape has shape [-1, 1, 8, 8]; a length is at least 0. (Parameter 'inputShape')" },
        { "kernel too large", () => new MaxPool2d(9).OutputShape(s_images), "kernelSize (9, 9) is larger than the input (8, 8); no window fits. (Parameter 'inputShape')" },
        {
            "padded kernel too large", () => new MaxPool2d((12, 3), padding: 1).OutputShape(s_images),
            "kernelSize (12, 3) is larger than the input (8, 8) with padding (1, 1); no window fits. (Parameter 'inputShape')"
        },
        {
            "dilated kernel too large", () => new MaxPool2d(3, dilation: 4).OutputShape(s_images),
            "kernelSize (3, 3) with dilation (4, 4) reaches over (9, 9) elements, which is larger than the input (8, 8); no window fits. (Parameter 'inputShape')"
        },
        {
            "too many elements", () => new MaxPool2d(2).OutputShape([nint.MaxValue, 2, 2, 2]),
            $"inputShape has shape [{nint.MaxValue}, 2, 2, 2], whose product is larger than {nint.MaxValue}. (Parameter 'inputShape')"
        },
        {
            "a channel too large", () => new MaxPool2d(2).OutputShape([1, 1, 65536, 65536]),
            "inputShape has shape [1, 1, 65536, 65536]; one channel of one image may hold at most 2147483647 elements. (Parameter 'inputShape')"
        },
        {
            "short input", () => new MaxPool2d(2).Forward(new float[12], [1, 4, 4, 1], new float[4]),
            "kernelSize (2, 2) is larger than the input (4, 1); no window fits. (Parameter 'input')"
        },
        { "input too short", () => new MaxPool2d(2).Forward(new float[12], [1, 4, 4, 2], new float[8]), "input holds 12 floats, but shape [1, 4, 4, 2] needs 32. (Parameter 'input')" },
        { "output too long", () => new MaxPool2d(2).Forward(new double[32], [1, 4, 4, 2], new double[9]), "output holds 9 doubles, but shape [1, 4, 2, 1] needs 8. (Parameter 'output')" },
        {
            "output of another shape", () => new SumPool2d(2).Forward(Zeros(s_images).AsReadOnlyTensorSpan(), Zeros([2, 3, 4, 3]).AsTensorSpan()),
            "output has shape [2, 3, 4, 3], but input of shape [2, 3, 8, 8] is pooled to [2, 3, 4, 4]. (Parameter 'output')"
        },
        {
            "gradOutput of another shape", () => new SumPool2d(2).Backward(Zeros([3, 4, 4]), s_images),
            "gradOutput has shape [3, 4, 4], but inputShape of shape [2, 3, 8, 8] is pooled to [2, 3, 4, 4]. (Parameter 'gradOutput')"
        },
        {
            "index outside", () => new MaxPool2d(2).Backward(Zeros([1, 1, 1]), Tensor.Create([4L], [1, 1, 1]), [1, 2, 2]),
            "indices holds 4; an index lies from 0 to 3, or is -1 for an empty window. (Parameter 'indices')"
        },
        {
            "index below", () => new MaxPool2d(2).Backward(Zeros([1, 1, 1]), Tensor.Create([-2L], [1, 1, 1]), [1, 2, 2]),
            "indices holds -2; an index lies from 0 to 3, or is -1 for an empty window. (Parameter 'indices')"
        },
    };

    [Theory, MemberData(nameof(BadCalls), DisableDiscoveryEnumeration = true)]
    public void RefusesWithValueRuleAndName(string name, Action call, string message)
    {
        Assert.NotEmpty(name);
        Assert.Equal(message, Assert.ThrowsAny<ArgumentException>(call).Message);
    }

    [Fact]
    public void RefusesOtherElementTypes()
    {
        NotSupportedException refused = Assert.Throws<NotSupportedException>(() => new MaxPool2d(2).Forward(Tensor.Create([1, 2, 3, 4], [1, 2, 2])));
        Assert.Equal("elements of type Int32 are not pooled here; float, double, Half, byte and sbyte are.", refused.Message);

        Half[] halves = [(Half)1];
        const string Learned = "elements of type Half are not pooled here; float and double are.";
        Assert.Equal(Learned, Assert.Throws<NotSupportedException>(() => new GeMPool1d(1).ParameterGradient<Half>(new(halves, [1, 1, 1]), new(halves, [1, 1, 1]))).Message);
        Assert.Equal(Learned, Assert.Throws<NotSupportedException>(() => new MaxPool1d(1).Backward<Half>(new ReadOnlyTensorSpan<Half>(halves, [1, 1, 1]), new ReadOnlyTensorSpan<byte>(new byte[1], [1, 1, 1]), new TensorSpan<Half>(new Half[1], [1, 1, 1]))).Message);
    }

    [Fact]
    public void AnIndexOutsideWritesNothing()
    {
        float[] gradInput = [5, 5, 5, 5];
        Assert.Throws<ArgumentException>(() => new MaxPool2d(2).Backward(
            new ReadOnlyTensorSpan<float>([1], [1, 1, 1]), new ReadOnlyTensorSpan<long>([9], [1, 1, 1]), new TensorSpan<float>(gradInput, [1, 2, 2])));
        Assert.Equal([5, 5, 5, 5], gradInput);
    }

    [Fact]
    public void WritesIntoAStridedOutput()
    {
        float[] input = [1, 3, 2, 4, 5, 2, 7, 1, 3, 8, 4, 2, 6, 1, 5, 9];
        float[] room = new float[16];
        long[] indices = new long[16];
        new MaxPool2d(2).ForwardWithIndices(
            new ReadOnlyTensorSpan<float>(input, [1, 4, 4]), new TensorSpan<float>(room, [1, 2, 2], [0, 8, 3]), new TensorSpan<long>(indices, [1, 2, 2], [0, 8, 3]));
        Assert.Equal([5, 0, 0, 7, 0, 0, 0, 0, 8, 0, 0, 9, 0, 0, 0, 0], room);
        Assert.Equal([4, 0, 0, 6, 0, 0, 0, 0, 9, 0, 0, 15, 0, 0, 0, 0], indices);
    }

    [Fact]
    public void AllocatesNothingWhenGivenAnOutput()
    {
        float[] x = new float[2 * 3 * 8 * 8], y = new float[2 * 3 * 4 * 4];
        long[] indices = new long[y.Length];
        nint[] pooled = [2, 3, 4, 4];
        MaxPool2d max = new(2);
        AvgPool2d average = new(2);

        // The first rounds load types and compile; the last is measured.
        long allocated = -1;
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            average.Forward(x, s_images, y);
            average.Forward(new ReadOnlyTensorSpan<float>(x, s_images), new TensorSpan<float>(y, pooled));
            average.Backward(new ReadOnlyTensorSpan<float>(y, pooled), new TensorSpan<float>(x, s_images));
            max.ForwardWithIndices(new ReadOnlyTensorSpan<float>(x, s_images), new TensorSpan<float>(y, pooled), new TensorSpan<long>(indices, pooled));
            max.Backward(new ReadOnlyTensorSpan<float>(y, pooled), new ReadOnlyTensorSpan<long>(indices, pooled), new TensorSpan<float>(x, s_images));
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void PoolsAnEmptyBatch()
    {
        Tensor<float> empty = Zeros([0, 3, 8, 8]);
        Assert.Equal([0, 3, 4, 4], new MaxPool2d(2).Forward(empty).Lengths);
    }

    [Fact]
    public void SaysWhatItIs()
    {
        Assert.Equal(
            "MaxPool2d(kernelSize: (3, 3), stride: (2, 1), padding: (1, 1), dilation: (1, 1), ceilMode: true, layout: Nhwc)",
            new MaxPool2d(3, (2, 1), 1, ceilMode: true, layout: TensorLayout.Nhwc).ToString());
        Assert.Equal(
            "AvgPool2d(kernelSize: (2, 2), stride: (2, 2), padding: (0, 0), dilation: (1, 1), ceilMode: false, countIncludePad: false, divisorOverride: null, layout: Nchw)",
            new AvgPool2d(2, countIncludePad: false).ToString());
    }

    private static Tensor<float> Zeros(nint[] shape) => Tensor.CreateFromShape<float>(shape);
}
