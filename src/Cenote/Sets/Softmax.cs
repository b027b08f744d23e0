using System.Numerics;

namespace Cenote.Sets;

/// <summary>a_k = exp(s_k - m) / sum_j exp(s_j - m), m = max s, over the members that a mask keeps; the others have weight 0 and are not read.</summary>
/// <remarks>A missing mask (null) keeps all. A sum runs in the order of the members, so those left out change no bit of the rest.</remarks>
internal static unsafe class Softmax
{
    /// <summary>Scores become weights, in place. The mask keeps at least one.</summary>
    public static void Forward<T>(T* s, bool* mask, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T max = T.NegativeInfinity;
        for (int k = 0; k < count; k++)
        {
            if (mask == null || mask[k])
                max = T.Max(max, s[k]);
        }

        T sum = T.Zero;
        for (int k = 0; k < count; k++)
        {
            s[k] = mask == null || mask[k] ? T.Exp(s[k] - max) : T.Zero;
            sum += s[k];
        }

        for (int k = 0; k < count; k++)
            s[k] = mask == null || mask[k] ? s[k] / sum : T.Zero;
    }

    /// <summary>ds_k = a_k (da_k - sum_j a_j da_j), in place of da; 0 for those left out.</summary>
    public static void Backward<T>(T* a, T* da, bool* mask, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T mean = T.Zero;
        for (int k = 0; k < count; k++)
        {
            if (mask == null || mask[k])
                mean += a[k] * da[k];
        }

        for (int k = 0; k < count; k++)
            da[k] = mask == null || mask[k] ? a[k] * (da[k] - mean) : T.Zero;
    }
}
