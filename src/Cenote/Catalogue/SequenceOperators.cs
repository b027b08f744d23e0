namespace Cenote;

/// <summary>The poolings of sequences under a mask: a line each.</summary>
internal static class SequenceOperators
{
    private static readonly PoolingParameter[] s_parameters =
    [
        new("mask", "[N, T] truths; all", "Which tokens take part. An item's result depends on nothing else."),
        new("emptyValue", "a number, or null; null", "What an item without tokens gives; null refuses it."),
    ];

    public static IEnumerable<PoolingOperator> All { get; } =
    [
        Line("seq-mean", "mean of a sequence", "SequenceMeanPool", () => new SequenceMeanPool(), "y = sum(x_t) / n", "dx_t = dy / n.",
            "Reimers, Gurevych, \"Sentence-BERT\", 2019", "The usual way from tokens to a sentence.", "Long texts wash out."),
        Line("seq-max", "maximum of a sequence", "SequenceMaxPool", () => new SequenceMaxPool(), "y_d = max_t(x_td)", "dy_d to the token that was greatest in d; the first of equals.",
            "Collobert et al., \"Natural language processing (almost) from scratch\", 2011", "Finds the strongest evidence for each feature.", "One odd token decides."),
        Line("seq-sum", "sum of a sequence", "SequenceSumPool", () => new SequenceSumPool(), "y = sum(x_t)", "dx_t = dy.",
            "The bag of words", "Length counts.", "Length counts."),
        Line("seq-weighted-mean", "weighted mean of a sequence", "SequenceWeightedMeanPool", null, "y = sum(w_t x_t) / sum(w_t)", "dx_t = dy w_t / sum(w); dw_t = dy . (x_t - y) / sum(w).",
            "Muennighoff, \"SGPT: GPT sentence embeddings for semantic search\", 2022 (weights by position, divided by their sum); weights by frequency: Arora, Liang, Ma, \"A simple but tough-to-beat baseline for sentence embeddings\", 2017 (SIF), which divides by the number of tokens",
            "Tokens weigh as told: by position, by frequency.", "Weights to choose. Divided by the weights' sum, not as SIF by the count: only their ratios matter.", new PoolingParameter("weights", "[N, T], with a sum other than 0", "What each token weighs.")),
        Line("seq-mean-sqrt", "sum over the root of the length", "SequenceMeanSqrtPool", () => new SequenceMeanSqrtPool(), "y = sum(x_t) / sqrt(n)", "dx_t = dy / sqrt(n).",
            "Cer et al., \"Universal sentence encoder\", 2018", "Between sum and mean: length counts a little.", "Neither."),
        Line("seq-first", "first token", "SequenceFirstPool", () => new SequenceFirstPool(), "y = x_t, t the first in the mask", "dy to that token.",
            "Devlin et al., \"BERT\", 2019 (the [CLS] token)", "Where the model was trained to gather meaning there.", "Meaningless elsewhere."),
        Line("seq-last", "last token", "SequenceLastPool", () => new SequenceLastPool(), "y = x_t, t the last in the mask", "dy to that token.",
            "Neelakantan et al., \"Text and code embeddings by contrastive pre-training\", 2022", "For models that read from left to right: the last token has seen all.", "Depends on what the last token is."),
        Line("seq-attention", "attention over a sequence", "SequenceAttentionPool", null, "a_t = softmax_t(w . x_t), y = sum(a_t x_t)", "ds_t = a_t (dy . x_t - sum_j a_j dy . x_j); dx_t = a_t dy + ds_t w; dw = sum(ds_t x_t).",
            "Yang et al., \"Hierarchical attention networks for document classification\", 2016", "Learns which tokens matter, and says so.", "A vector to learn.", new PoolingParameter("w", "[D]", "What scores a token.")),
    ];

    private static PoolingOperator Line(string name, string title, string type, Func<SequencePool>? layer, string formula, string gradient, string source, string goodAt, string badAt, params PoolingParameter[] more) => new()
    {
        Name = name,
        Title = title,
        Tag = type[..^4],
        Kind = PoolingKind.Sequence,
        Types = type,
        Formula = formula,
        Gradient = gradient,
        Source = source,
        GoodAt = goodAt,
        BadAt = badAt,
        Cost = "One pass over the tokens in the mask.",
        Parameters = [.. s_parameters, .. more],
        ForSets = layer is null ? null : () => new SequencePooling(layer()),
    };
}
