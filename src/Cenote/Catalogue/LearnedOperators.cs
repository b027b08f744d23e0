using System.Numerics.Tensors;

namespace Cenote;

/// <summary>The poolings that draw, mix or learn, and max unpooling: a line each.</summary>
/// <remarks>On images the learned ones work with weights that nobody trained; each says which.</remarks>
internal static class LearnedOperators
{
    public static IEnumerable<PoolingOperator> All { get; } =
    [
        new()
        {
            Name = "max-unpool",
            Title = "max unpooling",
            Tag = "MaxUn",
            Kind = PoolingKind.Unpooling,
            Types = "MaxUnpool1d, MaxUnpool2d, MaxUnpool3d",
            Formula = "y[index] = x, 0 elsewhere",
            Gradient = "dx = dy[index]: each value takes the gradient of its place.",
            Source = "Zeiler, Fergus, \"Visualizing and understanding convolutional networks\", 2014",
            GoodAt = "Puts maxima back where they were: sharp outlines in decoders.",
            BadAt = "All that was not a maximum is lost and becomes 0.",
            Cost = "One write for each value, and the zeros.",
            Parameters = [new("kernelSize, stride, padding", "as in max pooling", "Those of the pooling that it undoes."), new("outputSize", "less than a stride from the default; (in - 1) * stride - 2 * padding + kernelSize", "The size of the map, where several are pooled to the same size.")],
            ForImages = ForMaxUnpool,
        },
        new()
        {
            Name = "stochastic",
            Title = "stochastic pooling",
            Tag = "Stochastic",
            Kind = PoolingKind.Window,
            Types = "StochasticPool1d, StochasticPool2d, StochasticPool3d",
            Formula = "training: y = x_l, l drawn with probability x_l / sum(x); inference: y = sum(x^2) / sum(x)",
            Gradient = "Of a draw: dy to the drawn element. Of inference: d/dx_i of sum(x^2) / sum(x) = (2 x_i - y) / sum(x).",
            Source = "Zeiler, Fergus, \"Stochastic pooling for regularization of deep convolutional neural networks\", 2013",
            GoodAt = "Regularises as dropout does, with nothing to tune; strong elements are drawn most.",
            BadAt = "Wants x of at least 0; training is noisier. Its inference is not the plain average, which is less.",
            Cost = "The taps are read twice, and a number is drawn for each window.",
            Parameters = [.. WindowOperators.Window, new("inference", "Weighted or Mean; Weighted", "What is given where nothing is drawn."), new("checkInput", "true or false; false", "Refuses a negative element, which otherwise is never drawn, and NaN, which otherwise makes its window NaN.")],
            Choice = new("draws an element by its value", "regularises, generalises better", "where a network overfits"),
            ForImages = ForStochastic,
        },
        new()
        {
            Name = "mixed",
            Title = "mixed pooling",
            Tag = "Mixed",
            Kind = PoolingKind.Window,
            Types = "MixedPool",
            Formula = "y = sum_k a_k * pooling_k(x); of max and average a * max(x) + (1 - a) * mean(x)",
            Gradient = "dx = sum_k a_k * dx_k, da_k = sum(dy * pooling_k(x)) over what shares the weight.",
            Source = "Lee, Gallagher, Tu, \"Generalizing pooling functions in convolutional neural networks\", 2016",
            GoodAt = "Learns how much of each, for the layer, a channel or a place.",
            BadAt = "Runs every pooling it mixes.",
            Cost = "The sum of the poolings that are mixed.",
            Parameters = [new("poolings", "one and more", "What is mixed."), new("weights", "one, one for each channel or for each place, of each pooling", "a; taken as they are. On images here: half max, half average.")],
            Choice = new("a learned mixture of several poolings", "joins their advantages", "tasks of many kinds of detail"),
            ForImages = s => ForMixed(s, (_, _, weights) => weights.Fill(0.5f)),
        },
        new()
        {
            Name = "mixed-random",
            Title = "randomly mixed pooling",
            Tag = "MixedRandom",
            Kind = PoolingKind.Window,
            Types = "MixedPool with DrawWeights",
            Formula = "training: y = pooling_k(x), k drawn with equal probability; inference, with equal weights: y = mean_k pooling_k(x); inference in the paper: the pooling that was drawn more often in training",
            Gradient = "That of the pooling drawn.",
            Source = "Yu, Wang, Chen, Wei, \"Mixed pooling for convolutional neural networks\", 2014",
            GoodAt = "Regularises; nothing to learn.",
            BadAt = "Training is noisier. Inference by the mean is not the paper's: that counts the draws of training and takes the more frequent pooling, for which the caller counts and gives weights of 1 and 0.",
            Cost = "That of mixed pooling.",
            Parameters = [new("poolings", "one and more", "What is mixed."), new("weights", "drawn for the layer, each channel or each place", "Which pooling is taken. On images here: drawn for each channel.")],
            ForImages = s => ForMixed(s, (mixed, seed, weights) => mixed.DrawWeights(seed, weights)),
        },
        new()
        {
            Name = "gated",
            Title = "gated max-average pooling",
            Tag = "Gated",
            Kind = PoolingKind.Window,
            Types = "GatedPool1d, GatedPool2d, GatedPool3d",
            Formula = "a = sigmoid(omega . x), y = a * max(x) + (1 - a) * mean(x)",
            Gradient = "With m = max(x), v = mean(x): dx as mixed with a, plus dy (m - v) a (1 - a) omega; domega = sum(dy (m - v) a (1 - a) x).",
            Source = "Lee, Gallagher, Tu, \"Generalizing pooling functions in convolutional neural networks\", 2016",
            GoodAt = "Decides for each window, by what is in it, how much of max and of average.",
            BadAt = "A mask to learn for the layer or each channel.",
            Cost = "Max, average and a weighted sum of the window.",
            Parameters = [.. WindowOperators.Window, new("omega", "a number for each tap, or as many for each channel", "The mask. On images here: 4 / taps and -4 / taps in turn.")],
            ForImages = ForGated,
        },
        new()
        {
            Name = "attention",
            Title = "attention pooling",
            Tag = "Attention",
            Kind = PoolingKind.Set,
            Types = "AttentionPool, AttentionPool1d, AttentionPool2d, AttentionPool3d",
            Formula = "a_k = softmax_k(w . (tanh(V x_k) [* sigmoid(U x_k)])), y = sum_k a_k x_k",
            Gradient = "With s_k the score and g_k = dy . x_k: ds_k = a_k (g_k - sum_j a_j g_j); dx_k = a_k dy plus what flows through s_k to w, V, U and x_k.",
            Source = "Ilse, Tomczak, Welling, \"Attention-based deep multiple instance learning\", 2018",
            GoodAt = "Over instances, the places of a map (AttentionPool) or of a window (1d, 2d, 3d): learns which matters and says so: the weights can be shown.",
            BadAt = "Parameters to learn; needs more data than a mean.",
            Cost = "A small matrix product for each instance.",
            Parameters = [new("V, U, w", "[L, M], [L, M] or none, [L] or [H, L]", "What is learned; U gates, H heads. On images here: V the identity and w 8 / channels, so bright places weigh most."), new("mask", "a truth for each instance; all", "What takes part."), new("spatialAxes", "1 to 3; 1", "Of AttentionPool: how many axes the instances lie along."), new("emptyValue", "a number, or null; null", "Of AttentionPool: what an item without instances gives; null refuses it."), .. WindowOperators.Window.Select(p => p with { Meaning = $"Of AttentionPool1d, 2d and 3d: {char.ToLowerInvariant(p.Meaning[0])}{p.Meaning[1..]}" })],
            Choice = new("weights places by what is learned", "adapts to the task", "complex and custom networks, bags of instances"),
            ForImages = ForAttention,
        },
        new()
        {
            Name = "capsule",
            Title = "dynamic routing between capsules",
            Tag = "Capsule",
            Kind = PoolingKind.Set,
            Types = "CapsuleRouting",
            Formula = "b = 0; each round: c = softmax over outputs of b, s_j = sum_i c_ij u_ij, v_j = |s_j|^2 / (1 + |s_j|^2) * s_j / |s_j|, b_ij += u_ij . v_j",
            Gradient = "Back through all rounds, or with the last couplings held constant.",
            Source = "Sabour, Frosst, Hinton, \"Dynamic routing between capsules\", 2017",
            GoodAt = "Parts agree on wholes: keeps pose, where max pooling throws it away.",
            BadAt = "Dear, and hard to scale; more rounds overfit.",
            Cost = "For each round a pass over all predictions.",
            Parameters = [new("iterations", "1 and more; 3", "Rounds of routing."), new("constantCoupling", "true or false; false", "Whether the gradient takes the couplings as constants.")],
        },
    ];

    private static ImagePooling ForMaxUnpool(PoolingSettings s)
    {
        // Where dilated windows end is not what an unpooling without dilation expects.
        if (s.Dilation.ForAxes(2, "dilation") is not [1, 1])
            throw new ArgumentException($"dilation is {s.Dilation}; max unpooling has none, so it is 1.", "dilation");

        MaxPool2d pool = new(s.KernelSize, s.Stride, s.Padding, ceilMode: s.CeilMode, layout: s.Layout);
        MaxUnpool2d unpool = new(s.KernelSize, s.Stride, s.Padding, s.Layout);
        return new ImagePooling(unpool, pool, Shape, (x, _) =>
        {
            (Tensor<float> values, Tensor<long> places) = pool.ForwardWithIndices(x);
            return unpool.Forward(values, places, Size(x.Lengths.ToArray()));
        });

        nint[] Shape(nint[] shape) => unpool.OutputShape(pool.OutputShape(shape), Size(shape));

        SpatialSize Size(nint[] shape) => s.Layout == TensorLayout.Nhwc ? ((int)shape[^3], (int)shape[^2]) : ((int)shape[^2], (int)shape[^1]);
    }

    private static ImagePooling ForStochastic(PoolingSettings s)
    {
        StochasticPool2d layer = new(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, layout: s.Layout);
        return new ImagePooling(layer, layer, x => layer.OutputShape(x), (x, step) => layer.Sample(x, s.Seed + step).Output);
    }

    private static ImagePooling ForMixed(PoolingSettings s, Action<MixedPool, ulong, Span<float>> fill)
    {
        MaxPool2d max = new(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout);
        AvgPool2d average = new(s.KernelSize, s.Stride, s.Padding, s.CeilMode, layout: s.Layout, dilation: s.Dilation);
        MixedPool layer = new(max, average);
        return new ImagePooling(layer, max, x => layer.OutputShape(x), (x, step) =>
        {
            float[] weights = new float[2 * (int)x.Lengths[s.Layout == TensorLayout.Nhwc ? ^1 : ^3]];
            fill(layer, s.Seed + step, weights);
            return layer.Forward(x, weights);
        });
    }

    private static ImagePooling ForGated(PoolingSettings s)
    {
        GatedPool2d layer = new(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout);
        int[] kernel = s.KernelSize.ForAxes(2, nameof(s.KernelSize));
        int taps = kernel[0] * kernel[1];
        float[] omega = [.. Enumerable.Range(0, taps).Select(tap => (tap % 2 == 0 ? 4f : -4f) / taps)];
        MaxPool2d windows = new(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout);
        return new ImagePooling(layer, windows, x => layer.OutputShape(x), (x, _) => layer.Forward(x, omega));
    }

    private static ImagePooling ForAttention(PoolingSettings s)
    {
        AttentionPool2d layer = new(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout);
        MaxPool2d windows = new(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout);
        return new ImagePooling(layer, windows, x => layer.OutputShape(x), (x, _) =>
        {
            int channels = (int)x.Lengths[s.Layout == TensorLayout.Nhwc ? ^1 : ^3];
            float[] v = new float[channels * channels];
            for (int c = 0; c < channels; c++)
                v[c * channels + c] = 1;

            float[] w = [.. Enumerable.Repeat(8f / channels, channels)];
            return layer.Forward(x, Tensor.Create(v, [channels, channels]), Tensor.Create(w, [channels])).Output;
        });
    }
}
