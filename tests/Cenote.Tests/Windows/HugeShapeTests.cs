using System.Numerics.Tensors;

namespace Cenote.Tests.Windows;

/// <summary>Sizes beyond what memory or an array can hold are refused in words, never by an overflow.</summary>
public unsafe class HugeShapeTests
{
    // 46340 x 46340 is the largest square map; of two channels the elements are too many for an array.
    private const int Side = 46340;

    private static readonly nint[] s_two = [2, 1, 1];
    private static readonly nint[] s_pooled = [2, Side, Side];

    public static TheoryData<string, Action, string> BadCalls() => new()
    {
        {
            "unpooled by a huge stride", () => new MaxUnpool2d(2, stride: int.MaxValue).OutputShape([1, 3, 4]),
            "inputShape of shape [1, 3, 4] is unpooled to a spatial size of (4294967296, 6442450943), more than 2147483647 elements in one channel. (Parameter 'inputShape')"
        },
        {
            "unpooled beyond 64 bits", () => new MaxUnpool1d(2, stride: int.MaxValue).OutputShape([1, nint.MaxValue]),
            "inputShape has shape [1, 9223372036854775807]; one channel of one image may hold at most 2147483647 elements. (Parameter 'inputShape')"
        },
        {
            "unpooled by a huge kernel", () => new MaxUnpool2d(int.MaxValue).OutputShape([1, 2, 2]),
            "inputShape of shape [1, 2, 2] is unpooled to a spatial size of (4294967294, 4294967294), more than 2147483647 elements in one channel. (Parameter 'inputShape')"
        },
        {
            "unpooled to nothing", () => new MaxUnpool2d(2, stride: 1, padding: 1).OutputShape([1, 1, 1]),
            "inputShape of shape [1, 1, 1] is unpooled to a spatial size of (0, 0); each number of it is at least 1. (Parameter 'inputShape')"
        },
        {
            "a map too large", () => new MaxUnpool2d(2, stride: 1, padding: 1).OutputShape([1, 65536, 65536]),
            "inputShape has shape [1, 65536, 65536]; one channel of one image may hold at most 2147483647 elements. (Parameter 'inputShape')"
        },
        {
            "many maps", () => new MaxUnpool2d(2, stride: 32768).OutputShape([nint.MaxValue / 4, 1, 2, 2]),
            $"inputShape of shape [{nint.MaxValue / 4}, 1, 2, 2] is unpooled to more than {nint.MaxValue} elements. (Parameter 'inputShape')"
        },
        {
            "a size wanted", () => new MaxUnpool2d(2).OutputShape([1, 2, 2], int.MaxValue),
            "outputSize is of shape [1, 2147483647, 2147483647]; an input of shape [1, 2, 2] is unpooled to a spatial size less than one stride (2, 2) away from (4, 4). (Parameter 'outputSize')"
        },
        {
            "a new tensor", () => new AdaptiveMaxPool2d(Side).Forward(Zeros(s_two)),
            "a tensor of shape [2, 46340, 46340] has 4294791200 elements; an array holds at most 2147483591. (Parameter 'input')"
        },
        {
            "a mixture", () => new MixedPool(new AdaptiveMaxPool2d(Side)).Forward(Zeros(s_two), [1f]),
            "a tensor of shape [2, 46340, 46340] has 4294791200 elements; an array holds at most 2147483591. (Parameter 'input')"
        },
        {
            "a mixture, backward", () => new MixedPool(new AdaptiveMaxPool2d(Side)).Backward(Zeros(s_two), [1f], Repeated(s_pooled), Zeros(s_two).AsTensorSpan(), new float[1]),
            "gradOutput takes 4294791200 elements of scratch; an array holds at most 2147483591. (Parameter 'gradOutput')"
        },
        {
            "a mixture of an empty batch", () => new MixedPool(new MaxPool2d(1)).Forward<float>(new ReadOnlyTensorSpan<float>(new float[1], [0, 65536, 1024, 1024]), new float[3], new TensorSpan<float>(new float[1], [0, 65536, 1024, 1024])),
            "weights holds 3 numbers; for each of 1 poolings there is 1, or one for each of 65536 channels, or one for each of 68719476736 places. (Parameter 'weights')"
        },
        {
            "a gate", () => new GatedPool2d(1, padding: 0).Forward(Repeated([2, Side, Side]), new float[1], Repeated(s_pooled, new float[1])),
            "input takes 4294791200 elements of scratch; an array holds at most 2147483591. (Parameter 'input')"
        },
        {
            "a gate's two weights", () => new GatedPool2d(1).Backward(Repeated([1, Side, Side]), new float[1], Repeated([1, Side, Side]), Repeated([1, Side, Side], new float[1]), new float[1]),
            "gradOutput takes 4294791200 elements of scratch; an array holds at most 2147483591. (Parameter 'gradOutput')"
        },
        {
            "draws", () => new StochasticPool2d(1).Sample(Repeated(s_pooled), 1, Repeated(s_pooled, new float[1]), Repeated(s_pooled, new long[1])),
            "a tensor of shape [2, 46340, 46340] is not dense, and its 4294791200 elements do not fit an array of 2147483591; make it dense first. (Parameter 'shape')"
        },
        {
            "powers", () => new AdaptiveGeMPool2d(Side).ParameterGradient(Zeros(s_two), Nowhere(s_pooled)),
            "gradOutput takes 4294791200 elements of scratch; an array holds at most 2147483591. (Parameter 'gradOutput')"
        },
        {
            "maxima", () => new AdaptiveMaxPool2d(Side).Backward(Zeros(s_two), Nowhere(s_pooled), Zeros(s_two).AsTensorSpan()),
            "gradOutput takes 4294791200 elements of scratch; an array holds at most 2147483591. (Parameter 'gradOutput')"
        },
        {
            "routing", () => new CapsuleRouting(int.MaxValue).Backward(Zeros([5, 4]), Zeros([3, 5, 4])),
            "input takes 118111600655 elements of scratch; an array holds at most 2147483591. (Parameter 'input')"
        },
    };

    [Theory, MemberData(nameof(BadCalls), DisableDiscoveryEnumeration = true)]
    public void AreRefusedWithValueRuleAndName(string name, Action call, string message)
    {
        Assert.NotEmpty(name);
        Assert.Equal(message, Assert.Throws<ArgumentException>(call).Message);
    }

    private static Tensor<float> Zeros(nint[] shape) => Tensor.CreateFromShape<float>(shape);

    // One element, seen as often as the shape says.
    private static ReadOnlyTensorSpan<float> Repeated(nint[] shape) => new(new float[1], shape, new nint[shape.Length]);

    // Dense, and so long that no memory is given it: it is refused before it is read.
    private static ReadOnlyTensorSpan<float> Nowhere(nint[] shape) => new((float*)4096, TensorPrimitives.Product<nint>(shape), shape);

    private static TensorSpan<T> Repeated<T>(nint[] shape, T[] one) => new(one, shape, new nint[shape.Length]);
}
