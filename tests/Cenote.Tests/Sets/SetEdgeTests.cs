using System.Numerics.Tensors;

namespace Cenote.Tests.Sets;

/// <summary>What a caller of the sets meets: refusals in words, empty items, tensors of every kind, no allocation where none is promised.</summary>
public class SetEdgeTests
{
    private static readonly Tensor<bool> s_secondEmpty = Tensor.Create([true, false, true, false, false, false], [2, 3]);

    public static TheoryData<string, Action, string> BadCalls() => new()
    {
        // Sequences.
        { "rank 1", () => new SequenceMeanPool().OutputShape([4]), "inputShape has rank 1, shape [4]; this layer takes [N, T, D] or [T, D]. (Parameter 'inputShape')" },
        { "no token", () => new SequenceSumPool().Forward(Zeros(2, 0, 4)), "input has shape [2, 0, 4]; every axis but the first holds at least one element. (Parameter 'input')" },
        { "no element", () => new SequenceSumPool().OutputShape([3, 0]), "inputShape has shape [3, 0]; every axis holds at least one element. (Parameter 'inputShape')" },
        { "too many", () => new SequenceSumPool().OutputShape([1, 65536, 65536]), "inputShape has shape [1, 65536, 65536]; one item may hold at most 2147483647 elements. (Parameter 'inputShape')" },
        { "mask", () => new SequenceMeanPool().Forward(Zeros(2, 3, 4), Tensor.Create([true, true], [2])), "mask has shape [2], but input of shape [2, 3, 4] wants [2, 3]. (Parameter 'mask')" },
        { "scalar mask", () => new SequenceMeanPool().Forward(Zeros(2, 3, 4), Tensor.Create<bool>([])), "mask has shape [0], but input of shape [2, 3, 4] wants [2, 3]. (Parameter 'mask')" },
        { "output", () => new SequenceMeanPool().Forward(Zeros(2, 3, 4), Zeros(2, 3).AsTensorSpan()), "output has shape [2, 3], but input of shape [2, 3, 4] wants [2, 4]. (Parameter 'output')" },
        { "gradOutput", () => new SequenceLastPool().Backward(Zeros(4), [2, 3, 4]), "gradOutput has shape [4], but gradInput of shape [2, 3, 4] wants [2, 4]. (Parameter 'gradOutput')" },
        { "empty", () => new SequenceMeanPool().Forward(Zeros(2, 3, 4), s_secondEmpty), "mask keeps nothing of item 1; name an emptyValue, or leave the item out. (Parameter 'mask')" },
        { "empty, gradient", () => new SequenceFirstPool().Backward(Zeros(2, 4), [2, 3, 4], s_secondEmpty), "mask keeps nothing of item 1; name an emptyValue, or leave the item out. (Parameter 'mask')" },
        { "empty, max", () => new SequenceMaxPool().ForwardWithIndices(Zeros(2, 3, 4), s_secondEmpty), "mask keeps nothing of item 1; name an emptyValue, or leave the item out. (Parameter 'mask')" },
        { "index outside", () => new SequenceMaxPool().Backward(Zeros(1), Tensor.Create([3L], [1]), [3, 1]), "indices holds 3; an index lies from 0 to 2, or is -1 for an empty item. (Parameter 'indices')" },
        { "index below", () => new SequenceMaxPool().Backward(Zeros(1), Tensor.Create([-2L], [1]), [3, 1]), "indices holds -2; an index lies from 0 to 2, or is -1 for an empty item. (Parameter 'indices')" },
        { "indices", () => new SequenceMaxPool().Backward(Zeros(2), Tensor.Create([0L], [1]), [3, 2]), "indices has shape [1], but gradInput of shape [3, 2] wants [2]. (Parameter 'indices')" },
        { "weights", () => new SequenceWeightedMeanPool().Forward(Zeros(2, 3, 4), Zeros(3)), "weights has shape [3], but input of shape [2, 3, 4] wants [2, 3]. (Parameter 'weights')" },
        { "empty, weighted", () => new SequenceWeightedMeanPool().Forward(Zeros(2, 3, 4), Zeros(2, 3), s_secondEmpty), "mask keeps nothing of item 1; name an emptyValue, or leave the item out. (Parameter 'mask')" },
        {
            "weights of 0", () => new SequenceWeightedMeanPool().Forward(Zeros(2, 2, 4), Tensor.Create([1f, 2, 1, -1], [2, 2])),
            "weights of item 1 sum to 0, and a mean is divided by their sum; name an emptyValue, or leave the item out. (Parameter 'weights')"
        },
        { "w of a sequence", () => new SequenceAttentionPool().Forward(Zeros(3, 4), Zeros(3)), "w has shape [3], but input of shape [3, 4] wants [4]. (Parameter 'w')" },
        {
            "gradAttention of a sequence", () => new SequenceAttentionPool().Backward(Zeros(4), Zeros(3, 4), Zeros(4), gradAttention: Zeros(4)),
            "gradAttention has shape [4], but input of shape [3, 4] wants [3]. (Parameter 'gradAttention')"
        },

        // Attention over instances.
        { "spatialAxes", () => _ = new AttentionPool(4), "spatialAxes is 4; it lies from 1 to 3. (Parameter 'spatialAxes')" },
        { "layout", () => _ = new AttentionPool(2, (TensorLayout)2), "layout is 2; it is Nchw or Nhwc. (Parameter 'layout')" },
        { "rank of a bag", () => Attend(new(), [5]), "input has rank 1, shape [5]; this layer takes [N, K, M] or [K, M]. (Parameter 'input')" },
        { "rank of a map", () => Attend(new(2, TensorLayout.Nchw), [3, 5]), "input has rank 2, shape [3, 5]; this layer takes [N, C, H, W] or [C, H, W]. (Parameter 'input')" },
        { "rank of a volume", () => Attend(new(3), [3, 5]), "input has rank 2, shape [3, 5]; this layer takes [N, D, H, W, C] or [D, H, W, C]. (Parameter 'input')" },
        { "rank of a sequence", () => Attend(new(1, TensorLayout.Nchw), [5]), "input has rank 1, shape [5]; this layer takes [N, C, L] or [C, L]. (Parameter 'input')" },
        { "no instance", () => Attend(new(), [0, 5]), "input has shape [0, 5]; every axis holds at least one element. (Parameter 'input')" },
        { "v", () => Attend(new(), [4, 6]), "v has shape [3, 5], but an instance of input, shape [4, 6], has 6 elements; v is [L, 6]. (Parameter 'v')" },
        { "w", () => new AttentionPool().Forward(Zeros(4, 5), Zeros(3, 5), Zeros(2)), "w has shape [2], but v of shape [3, 5] has 3 rows; w is [3], or [H, 3] for H heads. (Parameter 'w')" },
        { "v of no row", () => new AttentionPool().Forward(Zeros(4, 5), Zeros(0, 5), Zeros(0)), "v has shape [0, 5], but an instance of input, shape [4, 5], has 5 elements; v is [L, 5]. (Parameter 'v')" },
        { "v of one axis", () => new AttentionPool().Forward(Zeros(4, 5), Zeros(5), Zeros(1)), "v has shape [5], but an instance of input, shape [4, 5], has 5 elements; v is [L, 5]. (Parameter 'v')" },
        {
            "v too large", () => Attend(Repeated(1 << 30, 5), Zeros(3)),
            "v has shape [1073741824, 5], but an instance of input, shape [4, 5], has 5 elements; v is [L, 5]. (Parameter 'v')"
        },
        { "w of three axes", () => new AttentionPool().Forward(Zeros(4, 5), Zeros(3, 5), Zeros(1, 1, 3)), "w has shape [1, 1, 3], but v of shape [3, 5] has 3 rows; w is [3], or [H, 3] for H heads. (Parameter 'w')" },
        { "w of no head", () => new AttentionPool().Forward(Zeros(4, 5), Zeros(3, 5), Zeros(0, 3)), "w has shape [0, 3], but v of shape [3, 5] has 3 rows; w is [3], or [H, 3] for H heads. (Parameter 'w')" },
        {
            "too many heads", () => Attend(Zeros(3, 5), Repeated(1 << 29, 3)),
            "w has shape [536870912, 3]; attention and output of one item may hold at most 2147483647 elements. (Parameter 'w')"
        },
        { "u", () => new AttentionPool().Forward(Zeros(4, 5), Zeros(3, 5), Zeros(3), Zeros(2, 5)), "u has shape [2, 5], but v of shape [3, 5] wants [3, 5]. (Parameter 'u')" },
        { "mask of a map", () => Attend(new(2, TensorLayout.Nchw), [1, 5, 2, 3], Tensor.Create(new bool[6], [1, 6])), "mask has shape [1, 6], but input of shape [1, 5, 2, 3] wants [1, 2, 3]. (Parameter 'mask')" },
        { "empty bag", () => Attend(new(), [2, 3, 5], s_secondEmpty), "mask keeps nothing of item 1; name an emptyValue, or leave the item out. (Parameter 'mask')" },
        {
            "output with heads",
            () => new AttentionPool().Forward(Zeros(4, 5), new AttentionParameters<float>(Zeros(3, 5), Zeros(2, 3)), Zeros(5).AsTensorSpan(), Zeros(2, 4).AsTensorSpan()),
            "output has shape [5], but input of shape [4, 5] wants [2, 5]. (Parameter 'output')"
        },
        {
            "attention with heads",
            () => new AttentionPool().Forward(Zeros(4, 5), new AttentionParameters<float>(Zeros(3, 5), Zeros(2, 3)), Zeros(2, 5).AsTensorSpan(), Zeros(4, 2).AsTensorSpan()),
            "attention has shape [4, 2], but input of shape [4, 5] wants [2, 4]. (Parameter 'attention')"
        },
        {
            "a gradient of no gate",
            () => new AttentionPool().Backward(
                Zeros(5), Zeros(4, 5), new AttentionParameters<float>(Zeros(3, 5), Zeros(3)), Zeros(4, 5).AsTensorSpan(),
                new AttentionParameterGradients<float>(Zeros(3, 5).AsTensorSpan(), Zeros(3).AsTensorSpan(), Zeros(3, 5).AsTensorSpan())),
            "gradU has shape [3, 5], but u of shape [] wants []. (Parameter 'gradU')"
        },

        // Capsules.
        { "iterations", () => _ = new CapsuleRouting(0), "iterations is 0; it is at least 1. (Parameter 'iterations')" },
        { "rank of û", () => new CapsuleRouting().Forward(Zeros(2, 3)), "input has rank 2, shape [2, 3]; this layer takes [B, in, out, D] or [in, out, D]. (Parameter 'input')" },
        { "no capsule", () => new CapsuleRouting().Forward(Zeros(1, 2, 0, 3)), "input has shape [1, 2, 0, 3]; every axis but the first holds at least one element. (Parameter 'input')" },
        {
            "coupling", () => new CapsuleRouting().Forward(Zeros(2, 3, 4), Zeros(3, 4).AsTensorSpan(), Zeros(3, 2).AsTensorSpan()),
            "coupling has shape [3, 2], but input of shape [2, 3, 4] wants [2, 3]. (Parameter 'coupling')"
        },
        {
            "couplings", () => new CapsuleRouting(2).ForwardRounds(Zeros(2, 3, 4), Zeros(3, 4).AsTensorSpan(), Zeros(2, 3).AsTensorSpan()),
            "couplings has shape [2, 3], but input of shape [2, 3, 4] wants [2, 2, 3]. (Parameter 'couplings')"
        },
        { "gradOutput of capsules", () => new CapsuleRouting().Backward(Zeros(2, 4), Zeros(2, 3, 4)), "gradOutput has shape [2, 4], but input of shape [2, 3, 4] wants [3, 4]. (Parameter 'gradOutput')" },
    };

    [Theory, MemberData(nameof(BadCalls), DisableDiscoveryEnumeration = true)]
    public void RefusesWithValueRuleAndName(string name, Action call, string message)
    {
        Assert.NotEmpty(name);
        Assert.Equal(message, Assert.Throws<ArgumentException>(call).Message);
    }

    [Fact]
    public void RefusesOtherElementTypes()
    {
        Tensor<Half> x = Tensor.CreateFromShape<Half>([2, 2]), w = Tensor.CreateFromShape<Half>([2]);
        const string Refusal = "elements of type Half are not pooled here; float and double are.";
        Assert.Equal(Refusal, Assert.Throws<NotSupportedException>(() => new SequenceMeanPool().Forward(x)).Message);
        Assert.Equal(Refusal, Assert.Throws<NotSupportedException>(() => new AttentionPool().Forward(x, x, w)).Message);
        Assert.Equal(Refusal, Assert.Throws<NotSupportedException>(() => new CapsuleRouting().Forward(Tensor.CreateFromShape<Half>([1, 1, 1]))).Message);
    }

    [Theory, InlineData(-7.5), InlineData(double.NaN), InlineData(0.0)]
    public void AnEmptyItemGivesTheValueThatIsNamed(double value)
    {
        float empty = (float)value;
        Tensor<float> x = Tensor.Create([1f, 2, 3, 4, 5, 6, float.NaN, 8, 9, 10, 11, 12], [2, 3, 2]), dy = Tensor.Create([1f, 2, 3, 4], [2, 2]), w = Tensor.Create([0f, 0], [2]);
        Assert.Equal([3, 4, empty, empty], SequenceKind.Elements(new SequenceMeanPool(value).Forward(x, s_secondEmpty)));
        Assert.Equal([0.5f, 1, 0, 0, 0.5f, 1, 0, 0, 0, 0, 0, 0], SequenceKind.Elements(new SequenceMeanPool(value).Backward(dy, [2, 3, 2], s_secondEmpty)));
        Assert.Equal([1, 2, empty, empty], SequenceKind.Elements(new SequenceFirstPool(value).Forward(x, s_secondEmpty)));

        (Tensor<float> max, Tensor<long> indices) = new SequenceMaxPool(value).ForwardWithIndices(x, s_secondEmpty);
        Assert.Equal([5, 6, empty, empty], SequenceKind.Elements(max));
        Assert.Equal([2, 2, -1, -1], SequenceKind.Elements(indices));
        Assert.Equal([0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0], SequenceKind.Elements(new SequenceMaxPool(value).Backward(dy, indices, [2, 3, 2])));

        Tensor<float> weights = Tensor.Create([1f, 9, 3, 1, 1, 1], [2, 3]);
        Assert.Equal([4, 5, empty, empty], SequenceKind.Elements(new SequenceWeightedMeanPool(value).Forward(x, weights, s_secondEmpty)));
        (Tensor<float> dxWeighted, Tensor<float> dw) = new SequenceWeightedMeanPool(value).Backward(dy, x, weights, s_secondEmpty);
        Assert.Equal([0.25f, 0.5f, 0, 0, 0.75f, 1.5f, 0, 0, 0, 0, 0, 0], SequenceKind.Elements(dxWeighted));
        Assert.Equal([-2.25f, 0, 0.75f, 0, 0, 0], SequenceKind.Elements(dw));

        // All tokens are there, but their weights cancel out.
        Assert.Equal([3, 4, empty, empty], SequenceKind.Elements(new SequenceWeightedMeanPool(value).Forward(x, Tensor.Create([1f, 1, 1, 1, -2, 1], [2, 3]))));

        (Tensor<float> y, Tensor<float> attention) = new SequenceAttentionPool(value).Forward(x, w, s_secondEmpty);
        Assert.Equal([3, 4, empty, empty], SequenceKind.Elements(y));
        Assert.Equal([0.5f, 0, 0.5f, 0, 0, 0], SequenceKind.Elements(attention));
        Assert.Equal([0, 0, 0, 0, 0, 0], SequenceKind.Elements(new SequenceAttentionPool(value).Backward(dy, x, w, s_secondEmpty).Input)[6..]);

        AttentionPool bags = new(emptyValue: value);
        Tensor<float> v = Tensor.Create([0f, 0, 0, 0], [2, 2]);
        (y, attention) = bags.Forward(x, v, w, mask: s_secondEmpty);
        Assert.Equal([3, 4, empty, empty], SequenceKind.Elements(y));
        Assert.Equal([0.5f, 0, 0.5f, 0, 0, 0], SequenceKind.Elements(attention));
        AttentionGradients<float> gradients = bags.Backward(dy, x, v, w, mask: s_secondEmpty);
        Assert.Equal([0.5f, 1, 0, 0, 0.5f, 1, 0, 0, 0, 0, 0, 0], SequenceKind.Elements(gradients.Input));
        Assert.All(SequenceKind.Elements(gradients.V), e => Assert.Equal(0, e));
    }

    [Fact]
    public void AnEmptyItemWritesNothingWhenItIsAnError()
    {
        float[] y = [5, 5, 5, 5];
        Assert.Throws<ArgumentException>(() => new SequenceMeanPool().Forward(Zeros(2, 3, 2), new TensorSpan<float>(y, [2, 2]), s_secondEmpty));
        Assert.Throws<ArgumentException>(() => new SequenceMaxPool().Backward(Zeros(2), new ReadOnlyTensorSpan<long>([0, 9], [2]), new TensorSpan<float>(y, [2, 2])));
        Assert.Equal([5, 5, 5, 5], y);
    }

    [Fact]
    public void ReadsAndWritesStridedTensors()
    {
        // x is every second token of its storage, the output every third place.
        float[] storage = [1, 2, 99, 99, 3, 4, 99, 99, 5, 6], room = new float[4];
        ReadOnlyTensorSpan<float> x = new(storage, [3, 2], [4, 1]);
        new SequenceMeanPool().Forward(x, new TensorSpan<float>(room, [2], [3]));
        Assert.Equal([3, 0, 0, 4], room);

        Tensor<float> dense = Tensor.Create([1f, 2, 3, 4, 5, 6], [3, 2]), v = Tensor.Create([0.3f, -0.2f, 0.1f, 0.4f], [2, 2]), w = Tensor.Create([0.5f, -0.7f], [2]);
        (Tensor<float> y, Tensor<float> attention) = new AttentionPool().Forward(dense, v, w);
        float[] strided = new float[4], weights = new float[3];
        AttentionParameters<float> parameters = new(new ReadOnlyTensorSpan<float>([0.3f, -0.2f, 9, 0.1f, 0.4f], [2, 2], [3, 1]), w.AsReadOnlyTensorSpan());
        new AttentionPool().Forward(x, parameters, new TensorSpan<float>(strided, [2], [3]), new TensorSpan<float>(weights, [3]));
        float[] pooled = SequenceKind.Elements(y);
        Assert.Equal([pooled[0], 0, 0, pooled[1]], strided);
        Assert.Equal(SequenceKind.Elements(attention), weights);
    }

    [Fact]
    public void AllocatesNothingWhenGivenAnOutput()
    {
        float[] x = new float[2 * 3 * 8], y = new float[2 * 8], v = new float[4 * 8], w = new float[8], a = new float[6];
        long[] indices = new long[16];
        bool[] mask = [true, true, false, true, true, true];
        nint[] shape = [2, 3, 8], pooled = [2, 8], tokens = [2, 3], map = [2, 8, 3], rows = [4, 8], four = [4], eight = [8], predictions = [1, 2, 3, 8], coupling = [1, 2, 3], capsules = [1, 3, 8];
        float[] routed = new float[24];
        float[] dx = new float[48], dm = new float[6], dv = new float[32], dw = new float[8], du = new float[32];
        SequenceMeanPool mean = new();
        SequenceMaxPool max = new();
        SequenceWeightedMeanPool weighted = new(emptyValue: 0);
        SequenceAttentionPool sequence = new();
        AttentionPool bags = new(), maps = new(1, TensorLayout.Nchw);
        CapsuleRouting routing = new();

        // The first rounds load types, compile, and fill the pool of rented arrays; the last is measured.
        long allocated = -1;
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            ReadOnlyTensorSpan<float> input = new(x, shape), dy = new(y, pooled);
            ReadOnlyTensorSpan<bool> kept = new(mask, tokens);
            TensorSpan<float> output = new(y, pooled), gradInput = new(dx, shape), attention = new(a, tokens);
            AttentionParameters<float> parameters = new(new(v, rows), new(w.AsSpan(0, 4), four), new(v, rows));
            AttentionParameterGradients<float> gradients = new(new(dv, rows), new(dw.AsSpan(0, 4), four), new(du, rows));
            mean.Forward(input, output, kept);
            mean.Backward(dy, gradInput, kept);
            max.ForwardWithIndices(input, output, new TensorSpan<long>(indices, pooled), kept);
            max.Backward(dy, new ReadOnlyTensorSpan<long>(indices, pooled), gradInput);
            weighted.Forward(input, new ReadOnlyTensorSpan<float>(a, tokens), output, kept);
            weighted.Backward(dy, input, new ReadOnlyTensorSpan<float>(a, tokens), gradInput, new TensorSpan<float>(dm, tokens), kept);
            sequence.Forward(input, new ReadOnlyTensorSpan<float>(w, eight), output, attention, kept);
            sequence.Backward(dy, input, new ReadOnlyTensorSpan<float>(w, eight), gradInput, new TensorSpan<float>(dw, eight), kept);
            bags.Forward(input, parameters, output, attention, kept);
            bags.Backward(dy, input, parameters, gradInput, gradients, kept);
            maps.Forward(new ReadOnlyTensorSpan<float>(x, map), parameters, output, attention);
            maps.Backward(dy, new ReadOnlyTensorSpan<float>(x, map), parameters, new TensorSpan<float>(dx, map), gradients);
            routing.Forward(new ReadOnlyTensorSpan<float>(x, predictions), new TensorSpan<float>(routed, capsules), new TensorSpan<float>(a, coupling));
            routing.Backward(new ReadOnlyTensorSpan<float>(routed, capsules), new ReadOnlyTensorSpan<float>(x, predictions), new TensorSpan<float>(dx, predictions));
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void SaysWhatItIs()
    {
        Assert.Equal("SequenceMeanPool(emptyValue: null)", new SequenceMeanPool().ToString());
        Assert.Equal("SequenceMaxPool(emptyValue: -1.5)", new SequenceMaxPool(-1.5).ToString());
        Assert.Equal("AttentionPool(spatialAxes: 2, layout: Nchw, emptyValue: 0)", new AttentionPool(2, TensorLayout.Nchw, 0).ToString());
        Assert.Equal("CapsuleRouting(iterations: 3, constantCoupling: false)", new CapsuleRouting().ToString());
    }

    // A layer asked to attend with 5 elements to an instance, L = 3.
    private static void Attend(AttentionPool layer, nint[] shape, Tensor<bool>? mask = null) => layer.Forward(Zeros(shape), Zeros(3, 5), Zeros(3), mask: mask);

    private static void Attend(ReadOnlyTensorSpan<float> v, ReadOnlyTensorSpan<float> w) =>
        new AttentionPool().Forward(Zeros(4, 5), new AttentionParameters<float>(v, w), Zeros(5).AsTensorSpan(), Zeros(4).AsTensorSpan());

    // One element, seen as often as the shape says.
    private static ReadOnlyTensorSpan<float> Repeated(params nint[] shape) => new(new float[1], shape, new nint[shape.Length]);

    private static Tensor<float> Zeros(params nint[] shape) => Tensor.CreateFromShape<float>(shape);
}
