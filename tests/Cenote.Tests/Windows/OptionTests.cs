using System.Numerics.Tensors;

namespace Cenote.Tests.Windows;

/// <summary>What each pooling says of its options: that they are wrong, or what they are.</summary>
public class OptionTests
{
    private static readonly Tensor<float> s_map = Tensor.CreateFromShape<float>([2, 3, 4, 4]);

    public static TheoryData<string, Action, string> Refusals() => new()
    {
        // Sizes.
        { "two numbers for one axis", () => _ = new MaxPool1d((2, 3)), "kernelSize is (2, 3), 2 numbers; there is 1 spatial axis. (Parameter 'kernelSize')" },
        { "two numbers for three axes", () => _ = new MaxPool3d(2, stride: (2, 3)), "stride is (2, 3), 2 numbers; there are 3 spatial axes. (Parameter 'stride')" },
        { "three numbers for two axes", () => _ = new MaxPool2d((2, 3, 4)), "kernelSize is (2, 3, 4), 3 numbers; there are 2 spatial axes. (Parameter 'kernelSize')" },
        { "no number", () => _ = new MaxPool2d(default), "kernelSize is (), 0 numbers; there are 2 spatial axes. (Parameter 'kernelSize')" },
        { "padding of three axes", () => _ = new MaxPool2d(2, padding: (1, 1, 1)), "padding is (1, 1, 1), 3 numbers; there are 2 spatial axes. (Parameter 'padding')" },
        { "edges of two axes for one", () => _ = new MaxPool1d(2, padding: Padding.Edges((1, 0), (0, 1))), "padding has edges of 2 axes; there is 1 spatial axis. (Parameter 'padding')" },
        { "edges of one axis for two", () => _ = new MaxPool2d(2, padding: Padding.Edges((1, 0))), "padding has edges of 1 axes; there are 2 spatial axes. (Parameter 'padding')" },
        { "an edge below 0", () => _ = new MaxPool2d(2, padding: Padding.Edges((0, 1), (3, -2))), "padding is (0, -2); every number of it is at least 0. (Parameter 'padding')" },
        { "output of two axes for one", () => _ = new AdaptiveMaxPool1d((2, 3)), "outputSize has 2 numbers; there is 1 spatial axis. (Parameter 'outputSize')" },
        { "output of no axis", () => _ = new AdaptiveAvgPool3d(default), "outputSize has 0 numbers; there are 3 spatial axes. (Parameter 'outputSize')" },
        { "output below 0", () => _ = new AdaptiveAvgPool2d((null, -1)), "outputSize is (null, -1); every number of it is at least 0. (Parameter 'outputSize')" },
        {
            "too many windows along an axis", () => new MaxPool1d(1, padding: Padding.Edges((int.MaxValue, 0))).OutputShape([1, 1, 10]),
            "an axis of 10 places has 2147483657 windows; there may be 2147483647. (Parameter 'input')"
        },
        {
            "too many windows of a map", () => new AdaptiveMaxPool2d((65536, 65536)).OutputShape([1, 1, 2, 2]),
            "inputShape of shape [1, 1, 2, 2] is pooled to 4294967296 elements in a channel; there may be 2147483647. (Parameter 'inputShape')"
        },
        {
            "too many windows of a batch", () => new AdaptiveMaxPool2d((40000, 40000)).OutputShape([(nint)1 << 33, 1, 2, 2]),
            $"inputShape of shape [{1L << 33}, 1, 2, 2] is pooled to more than {nint.MaxValue} elements. (Parameter 'inputShape')"
        },
        {
            "a copy too large", () => new MaxPool1d(1 << 30).Forward(Repeated(0, [3, 1, 1 << 30])),
            $"a tensor of shape [3, 1, {1 << 30}] is not dense, and its {3L << 30} elements do not fit an array of {Array.MaxLength}; make it dense first. (Parameter 'shape')"
        },
        { "kernel larger than a volume", () => new AvgPool3d(4, padding: 2).OutputShape([1, 1, 3, 4, 4]), "kernelSize (4, 4, 4) is larger than the input (3, 4, 4) without its padding. (Parameter 'inputShape')" },
        { "threads", () => _ = new MaxPool2d(2) { MaxDegreeOfParallelism = 0 }, "MaxDegreeOfParallelism is 0; it is at least 1. (Parameter 'value')" },
        {
            "gradient of nothing", () => new AdaptiveAvgPool2d(0).Backward(Tensor.CreateFromShape<float>([2, 3, 0, 0]), [2, 3, 4, 4]),
            "gradOutput has shape [2, 3, 0, 0]; a gradient comes from at least one output of each channel. (Parameter 'gradOutput')"
        },

        // Lp, log-sum-exp, GeM, stochastic.
        { "normType 0", () => _ = new LpPool2d(0, 2), "normType is 0; it is above 0. (Parameter 'normType')" },
        { "normType NaN", () => _ = new GlobalLpPool2d(double.NaN), "normType is NaN; it is above 0. (Parameter 'normType')" },
        { "convention", () => _ = new LpPool2d(2, 2, convention: (LpConvention)2), "convention is 2; it is PyTorch or Onnx. (Parameter 'convention')" },
        { "sharpness 0", () => _ = new LogSumExpPool2d(2, sharpness: 0), "sharpness is 0; it is any finite number but 0. (Parameter 'sharpness')" },
        { "sharpness infinite", () => _ = new GlobalLogSumExpPool2d(double.PositiveInfinity), "sharpness is Infinity; it is any finite number but 0. (Parameter 'sharpness')" },
        { "no p", () => _ = new GeMPool2d(2, p: []), "p is []; it is one finite number other than 0, or one for each channel. (Parameter 'p')" },
        { "p 0", () => _ = new GeMPool2d(2, p: [3, 0]), "p is [3, 0]; it is one finite number other than 0, or one for each channel. (Parameter 'p')" },
        { "p infinite", () => _ = new GlobalGeMPool2d([double.PositiveInfinity]), "p is [Infinity]; it is one finite number other than 0, or one for each channel. (Parameter 'p')" },
        { "eps 0", () => _ = new GeMPool2d(2, eps: 0), "eps is 0; it is a finite number above 0. (Parameter 'eps')" },
        { "eps infinite", () => _ = new GeMPool2d(2, eps: double.PositiveInfinity), "eps is Infinity; it is a finite number above 0. (Parameter 'eps')" },
        {
            "sharpness beyond float", () => new LogSumExpPool2d(2, sharpness: 1e39).Forward(s_map),
            "sharpness is 1E+39, as a float Infinity; for float elements it is other than 0 and finite as a float too. (Parameter 'sharpness')"
        },
        {
            "sharpness below float", () => new GlobalLogSumExpPool2d(-1e-50).Forward(s_map),
            "sharpness is -1E-50, as a float -0; for float elements it is other than 0 and finite as a float too. (Parameter 'sharpness')"
        },
        {
            "p beyond float", () => new GeMPool2d(2, p: [1, -1e39, 2]).Forward(s_map),
            "p is -1E+39, as a float -Infinity; for float elements it is other than 0 and finite as a float too. (Parameter 'p')"
        },
        {
            "eps below float", () => new GeMPool2d(2, eps: 1e-50).Forward(s_map),
            "eps is 1E-50, as a float 0; for float elements it is other than 0 and finite as a float too. (Parameter 'eps')"
        },
        {
            "normType beyond float", () => new LpPool2d(1e39, 2).Forward(s_map),
            "normType is 1E+39, as a float Infinity; for float elements it is other than 0 and finite as a float too. (Parameter 'normType')"
        },
        { "p of two channels", () => new GeMPool2d(2, p: [3, 4]).Forward(s_map), "input has 3 channels, and p has 2 numbers; it has one, or one for each channel. (Parameter 'input')" },
        { "inference", () => _ = new StochasticPool2d(2, inference: (StochasticInference)2), "inference is 2; it is Weighted or Mean. (Parameter 'inference')" },

        // Unpooling.
        { "unpool rank 2", () => new MaxUnpool2d(2).OutputShape([4, 4]), "inputShape has rank 2, shape [4, 4]; this layer takes rank 4, or 3 unbatched. (Parameter 'inputShape')" },
        { "unpool no channel", () => new MaxUnpool2d(2).OutputShape([2, 0, 4, 4]), "inputShape has shape [2, 0, 4, 4]; every axis but N holds at least one element. (Parameter 'inputShape')" },
        {
            "unpool to a map too large", () => new MaxUnpool1d(1 << 30).OutputShape([1, 1, 3]),
            "inputShape of shape [1, 1, 3] is unpooled to a spatial size of (3221225472), more than 2147483647 elements in one channel. (Parameter 'inputShape')"
        },

        // Mixed and gated.
        { "mix nothing", () => _ = new MixedPool(), "poolings is empty; there is at least one to mix. (Parameter 'poolings')" },
        {
            "mix axes", () => _ = new MixedPool(new MaxPool2d(2), new GlobalAvgPool1d()),
            "poolings holds MaxPool2d(kernelSize: (2, 2), stride: (2, 2), padding: (0, 0), dilation: (1, 1), ceilMode: false, layout: Nchw) and GlobalAvgPool1d(outputSize: (1), layout: Nchw); all have the same spatial axes and layout. (Parameter 'poolings')"
        },
        {
            "mix layouts", () => _ = new MixedPool(new GlobalMaxPool2d(), new GlobalAvgPool2d(TensorLayout.Nhwc)),
            "poolings holds GlobalMaxPool2d(outputSize: (1, 1), layout: Nchw) and GlobalAvgPool2d(outputSize: (1, 1), layout: Nhwc); all have the same spatial axes and layout. (Parameter 'poolings')"
        },
        {
            "mix sizes", () => new MixedPool(new GlobalMaxPool2d(), new AdaptiveAvgPool2d(2)).OutputShape([1, 4, 4]),
            "inputShape [1, 4, 4] is pooled to [1, 1, 1] by GlobalMaxPool2d(outputSize: (1, 1), layout: Nchw) and to [1, 2, 2] by AdaptiveAvgPool2d(outputSize: (2, 2), layout: Nchw); all give one shape. (Parameter 'inputShape')"
        },
        { "no weight", () => Mix([]), "weights holds 0 numbers; for each of 2 poolings there is 1, or one for each of 3 channels, or one for each of 12 places. (Parameter 'weights')" },
        { "an odd weight", () => Mix(new float[7]), "weights holds 7 numbers; for each of 2 poolings there is 1, or one for each of 3 channels, or one for each of 12 places. (Parameter 'weights')" },
        { "two weights each", () => Mix(new float[4]), "weights holds 4 numbers; for each of 2 poolings there is 1, or one for each of 3 channels, or one for each of 12 places. (Parameter 'weights')" },
        {
            "gradient of other weights",
            () => Mixed().Backward(s_map.AsReadOnlyTensorSpan(), [1, 1], Tensor.CreateFromShape<float>([2, 3, 2, 2]).AsReadOnlyTensorSpan(), Tensor.CreateFromShape<float>([2, 3, 4, 4]).AsTensorSpan(), new float[3]),
            "gradWeights holds 3 numbers; there are 2 weights. (Parameter 'gradWeights')"
        },
        { "draw for nothing", () => Mixed().DrawWeights<float>(1, []), "weights holds 0 numbers; it is a multiple of the 2 poolings. (Parameter 'weights')" },
        { "draw for three", () => Mixed().DrawWeights(1, new float[3]), "weights holds 3 numbers; it is a multiple of the 2 poolings. (Parameter 'weights')" },
        { "omega", () => new GatedPool2d(2).Forward(s_map, new float[5]), "omega holds 5 numbers; it has one for each of 4 taps, or as many for each of 3 channels. (Parameter 'omega')" },
        {
            "gradient of another omega",
            () => new GatedPool2d(2).Backward(s_map.AsReadOnlyTensorSpan(), new float[4], Tensor.CreateFromShape<float>([2, 3, 2, 2]).AsReadOnlyTensorSpan(), Tensor.CreateFromShape<float>([2, 3, 4, 4]).AsTensorSpan(), new float[12]),
            "gradOmega holds 12 numbers; omega has 4. (Parameter 'gradOmega')"
        },
    };

    [Theory, MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public void RefusesWithValueRuleAndName(string name, Action call, string message)
    {
        Assert.NotEmpty(name);
        Assert.Equal(message, Assert.ThrowsAny<ArgumentException>(call).Message);
    }

    // One option that goes with double and not with float, or not with the channels.
    public static TheoryData<WindowPool> Unfit() => [new LogSumExpPool2d(2, sharpness: 1e39), new GeMPool2d(2, p: [1e-50]), new GeMPool2d(2, eps: 1e-50), new LpPool2d(1e-50, 2), new GeMPool2d(2, p: [1, 2])];

    [Theory, MemberData(nameof(Unfit), DisableDiscoveryEnumeration = true)]
    public void AnUnfitOptionIsRefusedBeforeAnythingIsWritten(WindowPool layer)
    {
        float[] x = new float[48], dy = new float[12], dx = [.. Enumerable.Repeat(5f, 48)], y = [.. Enumerable.Repeat(5f, 12)], dw = [5, 5];
        nint[] shape = [1, 3, 4, 4], pooled = [1, 3, 2, 2];
        MixedPool mixed = new(new MaxPool2d(2), layer);
        Assert.Throws<ArgumentException>(() => layer.Forward(x, shape, y));
        Assert.Throws<ArgumentException>(() => layer.Forward(new ReadOnlyTensorSpan<float>(x, shape), new TensorSpan<float>(y, pooled)));
        Assert.Throws<ArgumentException>(() => layer.Backward(new ReadOnlyTensorSpan<float>(x, shape), new ReadOnlyTensorSpan<float>(dy, pooled), new TensorSpan<float>(dx, shape)));
        Assert.Throws<ArgumentException>(() => mixed.Forward(new ReadOnlyTensorSpan<float>(x, shape), [1, 1], new TensorSpan<float>(y, pooled)));
        Assert.Throws<ArgumentException>(() => mixed.Backward(new ReadOnlyTensorSpan<float>(x, shape), [1, 1], new ReadOnlyTensorSpan<float>(dy, pooled), new TensorSpan<float>(dx, shape), dw));
        if (layer is GeMPool gem)
            Assert.Throws<ArgumentException>(() => gem.ParameterGradient(new ReadOnlyTensorSpan<float>(x, shape), new ReadOnlyTensorSpan<float>(dy, pooled)));

        Assert.All([.. y, .. dx, .. dw], e => Assert.Equal(5, e));
    }

    [Fact]
    public void WhatFloatCanNotHoldDoubleCan()
    {
        Tensor<double> x = Tensor.Create([1.0, 3], [1, 2]);
        Assert.Equal(2, new LogSumExpPool1d(2, sharpness: 1e-50, average: true).Forward(x)[0, 0], 1e-15);
        Assert.Equal(3, new LogSumExpPool1d(2, sharpness: 1e39).Forward(x)[0, 0]);
        Assert.Equal(Math.Sqrt(3), new GeMPool1d(2, p: [1e-50], eps: 1e-50).Forward(x)[0, 0], 1e-15);
        Assert.Equal(3, new LpPool1d(1e39, 2, convention: LpConvention.Onnx).Forward(x)[0, 0]);
    }

    public static TheoryData<object, string> Texts() => new()
    {
        { new MaxPool1d(3, padding: Padding.Same), "MaxPool1d(kernelSize: (3), stride: (3), padding: Same, dilation: (1), ceilMode: false, layout: Nchw)" },
        { new SumPool2d(3, 1, Padding.SameLower), "SumPool2d(kernelSize: (3, 3), stride: (1, 1), padding: SameLower, dilation: (1, 1), ceilMode: false, layout: Nchw)" },
        {
            new MinPool3d((2, 3, 4), padding: (1, 1, 2), dilation: (1, 2, 3)),
            "MinPool3d(kernelSize: (2, 3, 4), stride: (2, 3, 4), padding: (1, 1, 2), dilation: (1, 2, 3), ceilMode: false, layout: Nchw)"
        },
        {
            new MaxPool2d(2, padding: Padding.Edges((0, 1), (2, 0))),
            "MaxPool2d(kernelSize: (2, 2), stride: (2, 2), padding: Edges((0, 1), (2, 0)), dilation: (1, 1), ceilMode: false, layout: Nchw)"
        },
        {
            new AvgPool2d(2, padding: Padding.Same, divisorOverride: 5),
            "AvgPool2d(kernelSize: (2, 2), stride: (2, 2), padding: Same, dilation: (1, 1), ceilMode: false, countIncludePad: false, divisorOverride: 5, layout: Nchw)"
        },
        { new AdaptiveAvgPool3d((null, 2, null)), "AdaptiveAvgPool3d(outputSize: (null, 2, null), layout: Nchw)" },
        { new GlobalLpPool1d(2.5, LpConvention.Onnx), "GlobalLpPool1d(outputSize: (1), normType: 2.5, convention: Onnx, layout: Nchw)" },
        { new GlobalLogSumExpPool2d(0.5, average: true, TensorLayout.Nhwc), "GlobalLogSumExpPool2d(outputSize: (1, 1), sharpness: 0.5, average: true, layout: Nhwc)" },
        { new AdaptiveGeMPool1d(4, [1.5, 2], eps: 0.25), "AdaptiveGeMPool1d(outputSize: (4), p: [1.5, 2], eps: 0.25, layout: Nchw)" },
        {
            new StochasticPool1d(2, inference: StochasticInference.Mean, checkInput: true),
            "StochasticPool1d(kernelSize: (2), stride: (2), padding: (0), dilation: (1), ceilMode: false, inference: Mean, checkInput: true, layout: Nchw)"
        },
        { new MixedPool(new GlobalMaxPool1d(), new GlobalAvgPool1d()), "MixedPool(GlobalMaxPool1d(outputSize: (1), layout: Nchw), GlobalAvgPool1d(outputSize: (1), layout: Nchw))" },
        { new AttentionPool3d(2, padding: 1, ceilMode: true), "AttentionPool3d(kernelSize: (2, 2, 2), stride: (2, 2, 2), padding: (1, 1, 1), dilation: (1, 1, 1), ceilMode: true, layout: Nchw)" },
        { new AttentionPool3d((1, 2, 3)), "AttentionPool3d(kernelSize: (1, 2, 3), stride: (1, 2, 3), padding: (0, 0, 0), dilation: (1, 1, 1), ceilMode: false, layout: Nchw)" },
        { new AttentionPool1d(3, 2, layout: TensorLayout.Nhwc), "AttentionPool1d(kernelSize: (3), stride: (2), padding: (0), dilation: (1), ceilMode: false, layout: Nhwc)" },
        { new AttentionPool(), "AttentionPool(spatialAxes: 1, layout: Nhwc, emptyValue: null)" },
        { new AttentionPool(2, TensorLayout.Nchw, 0.5), "AttentionPool(spatialAxes: 2, layout: Nchw, emptyValue: 0.5)" },
        { new CapsuleRouting(2, constantCoupling: true), "CapsuleRouting(iterations: 2, constantCoupling: true)" },
        { new CapsuleRouting(), "CapsuleRouting(iterations: 3, constantCoupling: false)" },
        { new SequenceMeanPool(-1), "SequenceMeanPool(emptyValue: -1)" },
        { new SequenceMaxPool(), "SequenceMaxPool(emptyValue: null)" },
        { OperatorCatalogue.Find("lse")!, "lse" },
    };

    [Theory, MemberData(nameof(Texts), DisableDiscoveryEnumeration = true)]
    public void SaysWhatItIs(object layer, string text) => Assert.Equal(text, layer.ToString());

    public static TheoryData<WindowPool, int[], int[], int[], int[], int?[]> Properties() => new()
    {
        { new MaxPool2d((2, 3), (4, 5), padding: (1, 0), dilation: (6, 7)), [2, 3], [4, 5], [1, 0], [6, 7], [] },
        { new MaxPool1d(2), [2], [2], [0], [1], [] },
        { new MaxPool2d(3, padding: Padding.Edges((1, 2), (3, 4))), [3, 3], [3, 3], [1, 3], [1, 1], [] },
        { new MaxPool1d(3, padding: Padding.Same), [3], [3], [], [1], [] },
        { new AdaptiveMaxPool2d((3, null)), [], [], [], [], [3, null] },
        { new GlobalAvgPool3d(), [], [], [], [], [1, 1, 1] },
    };

    [Theory, MemberData(nameof(Properties), DisableDiscoveryEnumeration = true)]
    public void KeepsWhatItWasGiven(WindowPool layer, int[] kernel, int[] stride, int[] padding, int[] dilation, int?[] outputSize)
    {
        Assert.Equal(kernel, layer.KernelSize);
        Assert.Equal(stride, layer.Stride);
        Assert.Equal(padding, layer.Padding);
        Assert.Equal(dilation, layer.Dilation);
        Assert.Equal(outputSize, layer.OutputSize);
    }

    [Fact]
    public void GeMKeepsItsOwnCopyOfP()
    {
        double[] p = [2, 4];
        GeMPool2d layer = new(2, p: p);
        p[0] = 0;
        Assert.Equal([2, 4], layer.P);
        Assert.Equal([3], new GlobalGeMPool1d().P);
    }

    public static TheoryData<SpatialSize, SpatialSize, bool> Sizes() => new()
    {
        { 2, 2, true },
        { 2, 3, false },
        { 2, (2, 2), false },
        { (2, 3), (2, 3), true },
        { (2, 3), (3, 2), false },
        { (2, 3), (2, 3, 0), false },
        { (1, 2, 3), (1, 2, 3), true },
        { (1, 2, 3), (1, 2, 4), false },
        { default, default, true },
        { default, 0, false },
    };

    [Theory, MemberData(nameof(Sizes), DisableDiscoveryEnumeration = true)]
    public void SizesAreEqualWhereTheirNumbersAre(SpatialSize a, SpatialSize b, bool equal)
    {
        Assert.Equal(equal, a == b);
        Assert.Equal(!equal, a != b);
        Assert.Equal(equal, a.Equals((object)b));
        Assert.Equal(equal, new HashSet<SpatialSize> { a }.Contains(b));
        Assert.Equal(equal, a.ToString() == b.ToString());
        Assert.False(a.Equals("2"));
    }

    public static TheoryData<WindowTaps, int[]> Taps() => new()
    {
        { new WindowTaps(First: 2, Count: 3, Step: 1, PaddedCount: 3), [2, 3, 4] },
        { new WindowTaps(First: 1, Count: 3, Step: 2, PaddedCount: 4), [1, 3, 5] },
        { new WindowTaps(First: 0, Count: 1, Step: 4, PaddedCount: 2), [0] },
        { new WindowTaps(First: 0, Count: 0, Step: 1, PaddedCount: 2), [] },
    };

    [Theory, MemberData(nameof(Taps), DisableDiscoveryEnumeration = true)]
    public void AWindowReadsItsPlacesAlone(WindowTaps taps, int[] places) => Assert.Equal(places, Enumerable.Range(-1, 9).Where(taps.Reads));

    private static MixedPool Mixed() => new(new MaxPool2d(2), new AvgPool2d(2));

    private static void Mix(float[] weights) => Mixed().Forward(s_map, weights);

    // One element, seen as often as the shape says.
    private static ReadOnlyTensorSpan<float> Repeated(float element, ReadOnlySpan<nint> shape) => new(new[] { element }, shape, new nint[shape.Length]);
}
