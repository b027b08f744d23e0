using System.Numerics;
using System.Numerics.Tensors;
using CsCheck;

namespace Cenote.Tests.Sets;

/// <summary>Attention of generated sizes: a batch of bags, L, heads (0 for a w without that axis), and whether it is gated.</summary>
internal sealed record AttentionCase(SetCase Set, int Hidden, int Heads, bool Gated)
{
    public static Gen<AttentionCase> Any { get; } = Of(SetCase.Any);

    public static Gen<AttentionCase> Small { get; } = Of(SetCase.Small);

    public int HeadCount => Math.Max(1, Heads);

    public nint[] WShape => Heads == 0 ? [Hidden] : [Heads, Hidden];

    public nint[] VShape => [Hidden, Set.Width];

    public double[] X => Set.Numbers(Set.Items * Set.Members * Set.Width, salt: 1);

    public double[] V => Set.Numbers(Hidden * Set.Width, salt: 2);

    public double[] W => Set.Numbers(HeadCount * Hidden, salt: 3);

    public double[] U => Gated ? Set.Numbers(Hidden * Set.Width, salt: 4) : [];

    public double[] GradOutput => Set.Numbers(Set.Items * HeadCount * Set.Width, salt: 5);

    public double[] GradAttention => Set.Numbers(Set.Items * HeadCount * Set.Members, salt: 6);

    /// <summary>Runs the layer on plain arrays, in the shapes of this case; an item alone has no N.</summary>
    public (T[] Y, T[] Attention) Forward<T>(T[] x, nint[] shape, T[] v, T[] w, T[] u, bool[]? mask)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (Tensor<T> y, Tensor<T> attention) = new AttentionPool().Forward(
            Tensor.Create(x, shape), Tensor.Create(v, VShape), Tensor.Create(w, WShape), Gate(u), SequenceKind.Masked(mask, shape));
        Assert.Equal(Leading(shape, shape[^1]), y.Lengths);
        Assert.Equal(Leading(shape, shape[^2]), attention.Lengths);
        return (SequenceKind.Elements(y), SequenceKind.Elements(attention));
    }

    /// <summary>The gradients toward x, V, w and U (no elements where there is none).</summary>
    public T[][] Backward<T>(T[] dy, T[] da, T[] x, nint[] shape, T[] v, T[] w, T[] u, bool[]? mask)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        AttentionGradients<T> gradients = new AttentionPool().Backward(
            Tensor.Create(dy, Leading(shape, shape[^1])),
            Tensor.Create(x, shape),
            Tensor.Create(v, VShape),
            Tensor.Create(w, WShape),
            Gate(u),
            SequenceKind.Masked(mask, shape),
            Tensor.Create(da, Leading(shape, shape[^2])));
        return [SequenceKind.Elements(gradients.Input), SequenceKind.Elements(gradients.V), SequenceKind.Elements(gradients.W), gradients.U is { } gate ? SequenceKind.Elements(gate) : []];
    }

    private Tensor<T>? Gate<T>(T[] u) => Gated ? Tensor.Create(u, VShape) : null;

    private nint[] Leading(nint[] shape, nint last) => [.. shape[..^2], .. Heads == 0 ? Array.Empty<nint>() : [Heads], last];

    private static Gen<AttentionCase> Of(Gen<SetCase> sets) =>
        Gen.Select(sets, Gen.Int[1, 9], Gen.Int[0, 3], Gen.Bool, (set, hidden, heads, gated) => new AttentionCase(set, hidden, heads, gated));
}
