using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Tests.Oracles;

namespace Cenote.Tests.Sets;

/// <summary>One kind of sequence pooling as the tests see it: x and, where it has any, the numbers that it weighs tokens with.</summary>
internal abstract record SequenceKind(Func<double[][], double[], double[]> Reference)
{
    public static IReadOnlyDictionary<string, SequenceKind> All { get; } = new Dictionary<string, SequenceKind>
    {
        ["seq-mean"] = new Linear(new SequenceMeanPool(), (x, _) => ReferenceSequence.Mean(x)),
        ["seq-sum"] = new Linear(new SequenceSumPool(), (x, _) => ReferenceSequence.Sum(x)),
        ["seq-mean-sqrt"] = new Linear(new SequenceMeanSqrtPool(), (x, _) => ReferenceSequence.MeanSqrt(x)),
        ["seq-first"] = new Linear(new SequenceFirstPool(), (x, _) => ReferenceSequence.First(x)),
        ["seq-last"] = new Linear(new SequenceLastPool(), (x, _) => ReferenceSequence.Last(x)),
        ["seq-max"] = new Max(),
        ["seq-weighted-mean"] = new Weighted(),
        ["seq-attention"] = new Attention(),
    };

    /// <summary>Whether the weighing numbers belong to tokens, <c>[N, T]</c>; else there are as many as <see cref="SharedLength"/> says.</summary>
    public virtual bool WeighsTokens => false;

    public virtual int SharedLength(int width) => 0;

    /// <summary>The output.</summary>
    public abstract T[] Forward<T>(nint[] shape, T[] x, T[] weights, bool[]? mask)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The gradients toward x and the weighing numbers.</summary>
    public abstract (T[] X, T[] Weights) Backward<T>(nint[] shape, T[] dy, T[] x, T[] weights, bool[]? mask)
        where T : unmanaged, IFloatingPointIeee754<T>;

    public static Tensor<T> Shaped<T>(T[] elements, nint[] shape) => Tensor.Create(elements, shape);

    public static Tensor<bool>? Masked(bool[]? mask, nint[] shape) => mask is null ? null : Shaped(mask, shape[..^1]);

    public static T[] Elements<T>(Tensor<T> tensor)
    {
        T[] elements = new T[tensor.FlattenedLength];
        tensor.FlattenTo(elements);
        return elements;
    }

    private static nint[] Pooled(nint[] shape) => [.. shape[..^2], shape[^1]];

    private sealed record Linear(LinearSequencePool Pool, Func<double[][], double[], double[]> Reference) : SequenceKind(Reference)
    {
        public override T[] Forward<T>(nint[] shape, T[] x, T[] weights, bool[]? mask) => Elements(Pool.Forward(Shaped(x, shape), Masked(mask, shape)));

        public override (T[] X, T[] Weights) Backward<T>(nint[] shape, T[] dy, T[] x, T[] weights, bool[]? mask) =>
            (Elements(Pool.Backward(Shaped(dy, Pooled(shape)), shape, Masked(mask, shape))), []);
    }

    private sealed record Max() : SequenceKind((x, _) => ReferenceSequence.Max(x))
    {
        private readonly SequenceMaxPool _pool = new();

        public override T[] Forward<T>(nint[] shape, T[] x, T[] weights, bool[]? mask) =>
            Elements(_pool.ForwardWithIndices(Shaped(x, shape), Masked(mask, shape)).Output);

        public override (T[] X, T[] Weights) Backward<T>(nint[] shape, T[] dy, T[] x, T[] weights, bool[]? mask) =>
            (Elements(_pool.Backward(Shaped(dy, Pooled(shape)), _pool.ForwardWithIndices(Shaped(x, shape), Masked(mask, shape)).Indices, shape)), []);
    }

    private sealed record Weighted() : SequenceKind(ReferenceSequence.WeightedMean)
    {
        private readonly SequenceWeightedMeanPool _pool = new();

        public override bool WeighsTokens => true;

        public override T[] Forward<T>(nint[] shape, T[] x, T[] weights, bool[]? mask) =>
            Elements(_pool.Forward(Shaped(x, shape), Shaped(weights, shape[..^1]), Masked(mask, shape)));

        public override (T[] X, T[] Weights) Backward<T>(nint[] shape, T[] dy, T[] x, T[] weights, bool[]? mask)
        {
            (Tensor<T> dx, Tensor<T> dw) = _pool.Backward(Shaped(dy, Pooled(shape)), Shaped(x, shape), Shaped(weights, shape[..^1]), Masked(mask, shape));
            return (Elements(dx), Elements(dw));
        }
    }

    private sealed record Attention() : SequenceKind(ReferenceSequence.Attention)
    {
        private readonly SequenceAttentionPool _pool = new();

        public override int SharedLength(int width) => width;

        public override T[] Forward<T>(nint[] shape, T[] x, T[] weights, bool[]? mask) =>
            Elements(_pool.Forward(Shaped(x, shape), Shaped(weights, shape[^1..]), Masked(mask, shape)).Output);

        public override (T[] X, T[] Weights) Backward<T>(nint[] shape, T[] dy, T[] x, T[] weights, bool[]? mask)
        {
            (Tensor<T> dx, Tensor<T> dw) = _pool.Backward(Shaped(dy, Pooled(shape)), Shaped(x, shape), Shaped(weights, shape[^1..]), Masked(mask, shape));
            return (Elements(dx), Elements(dw));
        }
    }
}
