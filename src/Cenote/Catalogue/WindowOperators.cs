namespace Cenote;

/// <summary>The poolings whose windows are fixed, global or adaptive: a line each, from which its two or three forms are made.</summary>
internal static class WindowOperators
{
    /// <summary>The parameters that every pooling by a moving window has.</summary>
    public static PoolingParameter[] Window { get; } =
    [
        new("kernelSize", "1 and more", "Taps of a window along each axis."),
        new("stride", "1 and more; the kernel's size", "Steps from window to window."),
        new("padding", "0 to half a window; 0", "Added before and after each axis; also uneven edges, Same and SameLower."),
        new("dilation", "1 and more; 1", "Elements from one tap to the next."),
        new("ceilMode", "true or false; false", "Keeps a last window that hangs over the end."),
    ];

    private static readonly PoolingParameter[] s_adaptive = [new("outputSize", "0 and more, or null for the input's", "The size of the output along each axis.")];

    public static IEnumerable<PoolingOperator> All { get; } =
    [
        .. Forms(new("max", "max pooling", "Max")
        {
            Formula = "y = max(x)",
            Gradient = "dx of the greatest element is dy, of the others 0: a small change of any other element leaves y as it is. Of equal elements the first in scan order takes it.",
            Source = "Riesenhuber, Poggio, \"Hierarchical models of object recognition in cortex\", 1999; in trained networks Ranzato, Huang, Boureau, LeCun, \"Unsupervised learning of invariant feature hierarchies with applications to object recognition\", 2007",
            GoodAt = "Keeps the strongest response wherever in the window it is: edges, corners, any sparse feature. Tolerates small shifts.",
            BadAt = "Forgets all but one element; noise upward passes through; the gradient reaches one element of each window.",
            Cost = "Compares in place of additions; the same reads. With indices for training one number more for each output.",
            Choice = new("takes the greatest of the window", "keeps marked local features, such as edges", "image classification, detection"),
            Fixed = FixedLayers.Max,
            Adaptive = AdaptiveLayers.Max,
            Global = GlobalLayers.Max,
        }),
        .. Forms(new("min", "min pooling", "Min")
        {
            Formula = "y = min(x)",
            Gradient = "dx of the least element is dy, of the others 0; as max pooling of -x.",
            Source = "Serra, \"Image analysis and mathematical morphology\", 1982 (erosion by a flat window)",
            GoodAt = "Keeps dark or absent features: what is missing, lower envelopes.",
            BadAt = "Behind a ReLU most windows hold a 0, and 0 is what is left.",
            Cost = "That of max pooling.",
            Fixed = FixedLayers.Min,
            Adaptive = AdaptiveLayers.Min,
            Global = GlobalLayers.Min,
        }),
        .. Forms(new("avg", "average pooling", "Avg")
        {
            Formula = "y = sum(x) / n, n the taps of the window (with countIncludePad those in the padding too)",
            Gradient = "dy/dx = 1/n for every element, so dx = dy / n; where windows overlap the parts add.",
            Source = "LeCun et al., \"Gradient-based learning applied to document recognition\", 1998",
            GoodAt = "Keeps the level of a region and evens out noise; the gradient reaches every element alike.",
            BadAt = "Dims what is strong but small.",
            Cost = "One addition for each tap: the measure for the others.",
            Parameters = [new("countIncludePad", "true or false; true, with Same padding false", "Whether padding counts in n."), new("divisorOverride", "any but 0, or null; null", "Takes the place of n.")],
            Choice = new("takes the mean of the window", "keeps the whole of a region, withstands noise", "segmentation, smoothing of feature maps"),
            Fixed = FixedLayers.Avg,
            Adaptive = AdaptiveLayers.Avg,
            Global = GlobalLayers.Avg,
        }),
        .. Forms(new("sum", "sum pooling", "Sum")
        {
            Formula = "y = sum(x)",
            Gradient = "dy/dx = 1, so dx = dy; where windows overlap the parts add.",
            Source = "An average whose divisor is 1",
            GoodAt = "How much there is counts, not only how strong: counting, densities, bags of words.",
            BadAt = "Grows with the window, so what follows must be scaled to it.",
            Cost = "That of average pooling, less a division.",
            GrowsWithTaps = "",
            GoesBeyondOne = true,
            Fixed = FixedLayers.Sum,
            Adaptive = AdaptiveLayers.Sum,
            Global = GlobalLayers.Sum,
        }),
        .. Forms(new("lp", "Lp pooling", "Lp")
        {
            Formula = "y = (K / n * sum(x^p))^(1/p), K the taps of the kernel, n those that do not hang over the edge; by ONNX's convention sum(|x|^p)^(1/p); for p = infinity max(|x|) by both",
            Gradient = "With m = K / n * sum(x^p) and y = m^(1/p): dy/dx = 1/p * m^(1/p - 1) * K / n * p * x^(p - 1) = K / n * y / m * x^(p - 1). By ONNX's convention, m being sum(|x|^p): y / m * |x|^(p - 1) * sign(x). Both 0 where m is 0. For p = infinity sign(x) / k for each of the k elements of the greatest magnitude, 0 for the others.",
            Source = "Sermanet, Chintala, LeCun, \"Convolutional neural networks applied to house numbers digit classification\", 2012; p learned: Gulcehre et al., \"Learned-norm pooling for deep feedforward and recurrent neural networks\", 2014",
            GoodAt = "A dial from sum (p = 1) over energy (p = 2) to the greatest magnitude.",
            BadAt = "By PyTorch's convention elements keep their signs: an odd p above 1 gives NaN where the sum is negative, a fractional p where any element is (p = 1 is the plain sum, an even p is safe). Great powers leave the range of numbers.",
            Cost = "A power for each tap: cheap for p = 1, 2, 3, dear for others.",
            GrowsWithTaps = " for a finite p",
            GoesBeyondOne = true,
            Parameters = [new("normType", "above 0, or infinity", "p."), new("convention", "PyTorch or Onnx; PyTorch", "Whether elements keep their signs and windows that hang over the edge (ceilMode) are scaled up.")],
            Fixed = FixedLayers.Lp,
            Adaptive = AdaptiveLayers.Lp,
            Global = GlobalLayers.Lp,
        }),
        .. Forms(new("soft", "soft pooling", "Soft")
        {
            Formula = "w = softmax(x), y = sum(w * x)",
            Gradient = "dw_j/dx_i = w_j (1[i = j] - w_i), so dy/dx_i = w_i + sum_j x_j w_j (1[i = j] - w_i) = w_i (1 + x_i - y).",
            Source = "Stergiou, Poppe, Kalliatakis, \"Refining activation downsampling with SoftPool\", 2021",
            GoodAt = "Favours the strong without dropping the rest; every element has a gradient.",
            BadAt = "How sharp it is depends on the scale of x.",
            Cost = "An exponential for each tap, and the taps are read twice.",
            Fixed = FixedLayers.Soft,
            Adaptive = AdaptiveLayers.Soft,
            Global = GlobalLayers.Soft,
        }),
        .. Forms(new("lse", "log-sum-exp pooling", "Lse")
        {
            Formula = "y = log(sum(e^(r x))) / r, with average the mean in place of the sum",
            Gradient = "dy/dx_i = e^(r x_i) / sum_j e^(r x_j): the softmax of r x.",
            Source = "Pinheiro, Collobert, \"From image-level to pixel-level labeling with convolutional networks\", 2015",
            GoodAt = "A smooth maximum whose gradient reaches all, the strong most; r sets how sharp.",
            BadAt = "Without average it is above the maximum, by up to log(n) / r.",
            Cost = "An exponential for each tap, a logarithm for each window, and the taps are read twice.",
            GoesBeyondOne = true,
            Parameters = [new("sharpness", "any but 0; 1", "r."), new("average", "true or false; false", "The mean in place of the sum.")],
            Fixed = FixedLayers.LogSumExp,
            Global = GlobalLayers.LogSumExp,
        }),
        .. Forms(new("gem", "generalised-mean pooling", "GeM")
        {
            Formula = "c = max(x, eps), y = (sum(c^p) / n)^(1/p)",
            Gradient = "dy/dx = y * c^(p - 1) / sum(c^p) where x is at least eps, else 0; dy/dp = y / p * (sum(c^p log c) / sum(c^p) - log y).",
            Source = "Radenovic, Tolias, Chum, \"Fine-tuning CNN image retrieval with no human annotation\", 2018",
            GoodAt = "From average (p = 1) toward max, with p learned, also for each channel: retrieval, re-identification.",
            BadAt = "Wants positive x; what is below eps has no gradient.",
            Cost = "A logarithm and an exponential for each tap, and the taps are read twice.",
            Parameters = [new("p", "any but 0, one or one for each channel; 3", "The power; can be learned."), new("eps", "above 0; 1e-6", "The least a tap counts as.")],
            Fixed = FixedLayers.GeM,
            Adaptive = AdaptiveLayers.GeM,
            Global = GlobalLayers.GeM,
        }),
    ];

    // The forms of one pooling: a window that moves, the whole map, a given size.
    private static IEnumerable<PoolingOperator> Forms(Line line)
    {
        string type = line.Fixed(new PoolingSettings()).GetType().Name[..^2];
        yield return Form(line, "", "", "", PoolingKind.Window, type, Window, line.Fixed);
        yield return Form(line, "global-", "global ", "Global", PoolingKind.Global, "Global" + type, [], line.Global);
        if (line.Adaptive is not null)
            yield return Form(line, "adaptive-", "adaptive ", "Adaptive", PoolingKind.Adaptive, "Adaptive" + type, s_adaptive, line.Adaptive);
    }

    private static PoolingOperator Form(Line line, string prefix, string title, string tag, PoolingKind kind, string type, PoolingParameter[] parameters, Func<PoolingSettings, WindowPool> make) => new()
    {
        Name = prefix + line.Name,
        Title = title + line.Title,
        Tag = tag + line.Tag,
        Kind = kind,
        Types = $"{type}1d, {type}2d, {type}3d",
        Formula = line.Formula,
        Gradient = line.Gradient,
        Source = kind == PoolingKind.Global && line.Name == "avg" ? "Lin, Chen, Yan, \"Network in network\", 2014" : line.Source,
        GoodAt = kind switch
        {
            PoolingKind.Global when line.Name == "avg" => "One number for each channel from a map of any size: takes the place of fully connected layers and their parameters. " + line.GoodAt,
            PoolingKind.Global => "One number for each channel from a map of any size. " + line.GoodAt,
            PoolingKind.Adaptive => "The same size from a map of any size. " + line.GoodAt,
            _ => line.GoodAt,
        },
        BadAt = kind switch
        {
            PoolingKind.Global => "Forgets where. " + line.BadAt,
            PoolingKind.Adaptive when line.GrowsWithTaps is { } grows => $"Where the output's length does not divide the input's, windows hold unequal numbers of taps, and outputs of the larger ones are larger{grows}. {line.BadAt}",
            _ => line.BadAt,
        },
        Cost = line.Cost,
        GoesBeyondOne = line.GoesBeyondOne,
        Parameters = [.. parameters, .. line.Parameters.Where(p => kind == PoolingKind.Window || p.Name is not ("countIncludePad" or "divisorOverride"))],
        Choice = kind switch
        {
            PoolingKind.Window => line.Choice,
            PoolingKind.Global when line.Name == "avg" => new("pools the whole map to one number a channel", "fewer parameters, less overfitting", "in place of the fully connected layers (Network in Network), or before the only one (ResNet)"),
            _ => null,
        },
        ForImages = s => new WindowPooling(make(s)),
    };

    /// <summary>One pooling, before its forms are made.</summary>
    private sealed record Line(string Name, string Title, string Tag)
    {
        public required string Formula { get; init; }

        public required string Gradient { get; init; }

        public required string Source { get; init; }

        public required string GoodAt { get; init; }

        public required string BadAt { get; init; }

        public required string Cost { get; init; }

        public PoolingParameter[] Parameters { get; init; } = [];

        public bool GoesBeyondOne { get; init; }

        /// <summary>Where a window of more taps gives more: when, in words; null where it does not.</summary>
        public string? GrowsWithTaps { get; init; }

        public PoolingChoice? Choice { get; init; }

        public required Func<PoolingSettings, WindowPool> Fixed { get; init; }

        public required Func<PoolingSettings, WindowPool> Global { get; init; }

        public Func<PoolingSettings, WindowPool>? Adaptive { get; init; }
    }
}
