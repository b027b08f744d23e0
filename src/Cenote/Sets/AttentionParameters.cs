using System.Numerics.Tensors;
using Cenote.Sets;

namespace Cenote;

/// <summary>What attention learns: V and w, and U where it is gated. A view, nothing is copied.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="v">Of shape <c>[L, M]</c>: what an instance of M elements is seen through.</param>
/// <param name="w">Of shape <c>[L]</c>, or <c>[H, L]</c> for H heads: what L is scored by.</param>
/// <param name="u">Of shape <c>[L, M]</c>: the gate; left out, there is none.</param>
public readonly ref struct AttentionParameters<T>(ReadOnlyTensorSpan<T> v, ReadOnlyTensorSpan<T> w, ReadOnlyTensorSpan<T> u = default)
{
    /// <summary>V, <c>[L, M]</c>.</summary>
    public ReadOnlyTensorSpan<T> V { get; } = v;

    /// <summary>w, <c>[L]</c> or <c>[H, L]</c>.</summary>
    public ReadOnlyTensorSpan<T> W { get; } = w;

    /// <summary>U, <c>[L, M]</c>, or <c>default</c> where attention has no gate.</summary>
    public ReadOnlyTensorSpan<T> U { get; } = u;

    internal static AttentionParameters<T> Of(Tensor<T> input, Tensor<T> v, Tensor<T> w, Tensor<T>? u)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(v);
        ArgumentNullException.ThrowIfNull(w);
        return new AttentionParameters<T>(v.AsReadOnlyTensorSpan(), w.AsReadOnlyTensorSpan(), u.Span());
    }
}

/// <summary>Where the gradients toward V, w and U are to be written; they are overwritten. Shapes are those of the parameters.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="v">Toward V.</param>
/// <param name="w">Toward w.</param>
/// <param name="u">Toward U; left out where attention has no gate.</param>
public readonly ref struct AttentionParameterGradients<T>(TensorSpan<T> v, TensorSpan<T> w, TensorSpan<T> u = default)
{
    /// <summary>Toward V, <c>[L, M]</c>.</summary>
    public TensorSpan<T> V { get; } = v;

    /// <summary>Toward w, <c>[L]</c> or <c>[H, L]</c>.</summary>
    public TensorSpan<T> W { get; } = w;

    /// <summary>Toward U, <c>[L, M]</c>, or <c>default</c> where attention has no gate.</summary>
    public TensorSpan<T> U { get; } = u;

    /// <exception cref="ArgumentException">A gradient has another shape than its parameter.</exception>
    internal void Check(scoped in AttentionParameters<T> parameters)
    {
        SetShapes.Expect(V.Lengths, "gradV", parameters.V.Lengths, parameters.V.Lengths, "v");
        SetShapes.Expect(W.Lengths, "gradW", parameters.W.Lengths, parameters.W.Lengths, "w");
        SetShapes.Expect(U.Lengths, "gradU", parameters.U.Lengths, parameters.U.Lengths, "u");
    }
}

/// <summary>The gradients toward everything that attention reads.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="Input">Toward the input.</param>
/// <param name="V">Toward V.</param>
/// <param name="W">Toward w.</param>
/// <param name="U">Toward U; null where attention has no gate.</param>
public sealed record AttentionGradients<T>(Tensor<T> Input, Tensor<T> V, Tensor<T> W, Tensor<T>? U)
{
    internal AttentionParameterGradients<T> Parameters => new(V.AsTensorSpan(), W.AsTensorSpan(), U is null ? default : U.AsTensorSpan());

    internal static AttentionGradients<T> Like(Tensor<T> input, Tensor<T> v, Tensor<T> w, Tensor<T>? u) => new(
        Shapes.Create<T>(input.Lengths),
        Shapes.Create<T>(v.Lengths),
        Shapes.Create<T>(w.Lengths),
        u is null ? null : Shapes.Create<T>(u.Lengths));
}
