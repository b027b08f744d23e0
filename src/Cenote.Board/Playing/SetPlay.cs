using System.Numerics.Tensors;

namespace Cenote.Board.Playing;

/// <summary>A pooling of a sequence [T, D] under a mask, or of capsules' predictions [in, out, D], played.</summary>
internal static class SetPlay
{
    // Attention over tokens has no trained vector here: w is this in every place, so a token scores by its sum.
    private const double Score = 0.5;

    public static PlayAnswer Answer(PlayRequest request) => request.Operator switch
    {
        { Kind: PoolingKind.Sequence } pooling => Sequence(request, pooling),
        { ForSets: { } make } => Set(request, make()),
        var other => throw PlayRequest.Bad($"{other.Title} is not in the playground yet."),
    };

    private static PlayAnswer Set(PlayRequest request, ArrayPooling pool)
    {
        Tensor<double> x = Input(request, "in, out, D");
        PlayArray? couplings = null;
        if (pool.Layer is CapsuleRouting)
        {
            CapsuleRouting routing = new(request.Settings.RoundsOfRouting());
            (Tensor<double> v, Tensor<double> c) = routing.ForwardRounds(x);
            couplings = Array(c);
            return new PlayAnswer { Layer = routing.ToString(), Output = Array(v), Couplings = couplings, Gradient = request.Backward ? routing.Backward(Ones(v), x).ToArray() : null };
        }

        Tensor<double> y = pool.Pool(x);
        return new PlayAnswer { Layer = pool.Layer.ToString(), Output = Array(y), Gradient = request.Backward ? pool.Backward(x, 0, Ones(y)).ToArray() : null };
    }

    private static PlayAnswer Sequence(PlayRequest request, PoolingOperator pooling)
    {
        Tensor<double> x = Input(request, "tokens, numbers");
        int tokens = request.Shape[0], width = request.Shape[1];
        Tensor<bool> mask = Tensor.Create(Each(request.Mask, "mask", tokens) ?? [.. Enumerable.Repeat(true, tokens)], [1, tokens]);
        switch (pooling.ForSets?.Invoke().Layer ?? (object)pooling.Name)
        {
            case LinearSequencePool linear:
                Tensor<double> y = linear.Forward(x, mask);
                return new PlayAnswer { Layer = linear.ToString(), Output = Array(y), Gradient = request.Backward ? linear.Backward(Ones(y), x.Lengths, mask).ToArray() : null };
            case SequenceMaxPool max:
                (Tensor<double> greatest, Tensor<long> indices) = max.ForwardWithIndices(x, mask);
                return new PlayAnswer { Layer = max.ToString(), Output = Array(greatest), Tokens = indices.ToArray(), Gradient = request.Backward ? max.Backward(Ones(greatest), indices, x.Lengths).ToArray() : null };
            case "seq-weighted-mean":
                SequenceWeightedMeanPool weighted = new();
                double[] weights = Each(request.Weights, "weights", tokens) ?? [.. Enumerable.Range(1, tokens).Select(t => (double)t)];
                Tensor<double> w = Tensor.Create(weights, [1, tokens]), mean = weighted.Forward(x, w, mask);
                return new PlayAnswer { Layer = weighted.ToString(), Output = Array(mean), TokenWeights = weights, Gradient = request.Backward ? weighted.Backward(Ones(mean), x, w, mask).Input.ToArray() : null };
            case "seq-attention":
                SequenceAttentionPool attentive = new();
                Tensor<double> score = Tensor.Create([.. Enumerable.Repeat(request.Settings.Weight ?? Score, width)], [width]);
                (Tensor<double> pooled, Tensor<double> attention) = attentive.Forward(x, score, mask);
                return new PlayAnswer { Layer = attentive.ToString(), Output = Array(pooled), TokenWeights = attention.ToArray(), Gradient = request.Backward ? attentive.Backward(Ones(pooled), x, score, mask).Input.ToArray() : null };
            default:
                throw PlayRequest.Bad($"{pooling.Title} needs parameters that the playground does not have.");
        }
    }

    private static Tensor<double> Input(PlayRequest request, string axes) => Tensor.Create(request.Elements(axes), [1, .. request.Shape.Select(n => (nint)n)]);

    private static T[]? Each<T>(T[]? given, string name, int tokens) => given is null || given.Length == tokens
        ? given
        : throw PlayRequest.Bad($"{name} has {given.Length} entries; there are {tokens} tokens.");

    private static Tensor<double> Ones(Tensor<double> like) => Tensor.Create([.. Enumerable.Repeat(1.0, (int)like.FlattenedLength)], like.Lengths);

    private static PlayArray Array(Tensor<double> array) => new([.. array.Lengths[1..].ToArray().Select(n => (int)n)], array.ToArray());
}
