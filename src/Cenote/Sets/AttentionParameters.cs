using System.Numerics.Tensors;

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
}

/// <summary>The gradients toward everything that attention reads.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="Input">Toward the input.</param>
/// <param name="V">Toward V.</param>
/// <param name="W">Toward w.</param>
/// <param name="U">Toward U; null where attention has no gate.</param>
public sealed record AttentionGradients<T>(Tensor<T> Input, Tensor<T> V, Tensor<T> W, Tensor<T>? U);
