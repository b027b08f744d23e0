using System.Numerics;

namespace Cenote.Sets;

/// <summary>a_k = softmax_k(s(x_k)),  y = sum_k a_k x_k for every head: one bag of instances, of which a mask keeps at least one.</summary>
/// <param name="scorer">s.</param>
/// <param name="mask">Which instances are kept; null keeps all.</param>
/// <param name="instances">K.</param>
/// <param name="width">M.</param>
internal readonly unsafe struct AttentionBag<T>(in AttentionScorer<T> scorer, bool* mask, int instances, int width)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly AttentionScorer<T> _scorer = scorer;

    /// <summary>Writes the attention <c>[H, K]</c> of instances <c>[K, M]</c>.</summary>
    public void Attend(T* x, T* attention, T* scratch)
    {
        for (int k = 0; k < instances; k++)
        {
            if (Keeps(k))
                _scorer.Score(x + (nint)k * width, attention + k, instances, scratch);
        }

        for (int head = 0; head < _scorer.Heads; head++)
            Softmax.Forward(attention + (nint)head * instances, mask, instances);
    }

    /// <summary>Writes the attention <c>[H, K]</c> and the output <c>[H, M]</c>.</summary>
    public void Forward(T* x, T* attention, T* y, T* scratch)
    {
        Attend(x, attention, scratch);
        Rows.Fill(y, T.Zero, _scorer.Heads * width);
        for (int head = 0; head < _scorer.Heads; head++)
        {
            for (int k = 0; k < instances; k++)
            {
                if (Keeps(k))
                    Rows.AddScaled(y + (nint)head * width, attention[(nint)head * instances + k], x + (nint)k * width, width);
            }
        }
    }

    /// <summary>da_k = dy . x_k [+ da_k given],  ds_k = a_k (da_k - sum_j a_j da_j),  dx_k = a_k dy + (ds_k through s).</summary>
    /// <param name="x">Instances <c>[K, M]</c>.</param>
    /// <param name="dy">The gradient toward the output, <c>[H, M]</c>.</param>
    /// <param name="gradAttention">The gradient toward the attention, <c>[H, K]</c>; null stands for 0.</param>
    /// <param name="scratch">The scorer's scratch, and after it two rows for each head: 2 H K.</param>
    /// <param name="dx">Set to zero by the caller; the gradient toward the instances.</param>
    /// <param name="dv">Toward V; it is added to, as are the next two.</param>
    /// <param name="du">Toward U; null where there is no gate.</param>
    /// <param name="dw">Toward w.</param>
    public void Backward(T* x, T* dy, T* gradAttention, T* scratch, T* dx, T* dv, T* du, T* dw)
    {
        T* attention = scratch + AttentionScorer<T>.Scratch(_scorer.Hidden), ds = attention + (nint)_scorer.Heads * instances;
        Attend(x, attention, scratch);
        for (int head = 0; head < _scorer.Heads; head++)
        {
            nint row = (nint)head * instances;
            for (int k = 0; k < instances; k++)
            {
                if (Keeps(k))
                    ds[row + k] = Rows.Dot(dy + (nint)head * width, x + (nint)k * width, width) + (gradAttention == null ? T.Zero : gradAttention[row + k]);
            }

            Softmax.Backward(attention + row, ds + row, mask, instances);
        }

        for (int k = 0; k < instances; k++)
        {
            if (!Keeps(k))
                continue;

            nint instance = (nint)k * width;
            for (int head = 0; head < _scorer.Heads; head++)
                Rows.AddScaled(dx + instance, attention[(nint)head * instances + k], dy + (nint)head * width, width);

            _scorer.Backward(x + instance, ds + k, instances, scratch, dx + instance, dv, du, dw);
        }
    }

    private bool Keeps(int k) => mask == null || mask[k];
}
