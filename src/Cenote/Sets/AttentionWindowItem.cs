using System.Numerics;

namespace Cenote.Sets;

/// <summary>Where windows lie along one axis: window o reads <c>o * Stride - PadBegin + k * Dilation</c>, k below <c>Kernel</c>, of what is inside.</summary>
internal readonly record struct AttentionAxis(int Input, int Output, int Kernel, int Stride, int PadBegin, int Dilation)
{
    /// <summary>The axis that is not there.</summary>
    public static AttentionAxis Missing { get; } = new(1, 1, 1, 1, 0, 1);

    /// <summary>The place of a tap, or -1 where it lies outside.</summary>
    public int Place(int window, int tap)
    {
        long place = (long)window * Stride - PadBegin + (long)tap * Dilation;
        return place >= 0 && place < Input ? (int)place : -1;
    }
}

/// <summary>a_p = softmax over the places p of a window of s(x_p),  y = sum_p a_p x_p: every window of one item, whose places are rows.</summary>
/// <remarks>A place is scored once, however many windows it lies in. A window that keeps no place gives 0.</remarks>
/// <param name="scorer">s, of one head.</param>
/// <param name="depth">Windows along the outermost axis.</param>
/// <param name="height">Windows along the next.</param>
/// <param name="width">Windows along the innermost.</param>
/// <param name="channels">Elements of a place.</param>
internal readonly unsafe struct AttentionWindowItem<T>(in AttentionScorer<T> scorer, AttentionAxis depth, AttentionAxis height, AttentionAxis width, int channels)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly AttentionScorer<T> _scorer = scorer;

    public int Taps => depth.Kernel * height.Kernel * width.Kernel;

    /// <summary>Windows of an item.</summary>
    public int Outputs => depth.Output * height.Output * width.Output;

    private int Places => depth.Input * height.Input * width.Input;

    /// <summary>Writes output <c>[windows, C]</c> and attention <c>[windows, taps]</c>.</summary>
    /// <param name="x">Rows <c>[places, C]</c>.</param>
    /// <param name="mask">Which places are kept; null keeps all.</param>
    /// <param name="y">The output.</param>
    /// <param name="attention">The attention; 0 for a tap outside or left out.</param>
    /// <param name="scores">Room for a number for each place.</param>
    /// <param name="scratch">The scorer's.</param>
    /// <param name="places">Room for a number for each tap.</param>
    /// <param name="inside">Room for a flag for each tap.</param>
    public void Forward(T* x, bool* mask, T* y, T* attention, T* scores, T* scratch, int* places, bool* inside)
    {
        Score(x, mask, scores, scratch);
        for (int window = 0; window < Outputs; window++, y += channels, attention += Taps)
        {
            Attend(window, mask, scores, attention, places, inside);
            Rows.Fill(y, T.Zero, channels);
            for (int tap = 0; tap < Taps; tap++)
            {
                if (inside[tap])
                    Rows.AddScaled(y, attention[tap], x + (nint)places[tap] * channels, channels);
            }
        }
    }

    /// <summary>da_p = dy . x_p [+ da_p given],  ds_p += a_p (da_p - sum_q a_q da_q),  dx_p += a_p dy + (ds_p through s).</summary>
    /// <param name="x">Rows <c>[places, C]</c>.</param>
    /// <param name="mask">Which places are kept; null keeps all.</param>
    /// <param name="dy">The gradient toward the output, <c>[windows, C]</c>.</param>
    /// <param name="gradAttention">The gradient toward the attention, <c>[windows, taps]</c>; null stands for 0.</param>
    /// <param name="scores">Room for two numbers for each place, and after it two for each tap.</param>
    /// <param name="scratch">The scorer's.</param>
    /// <param name="places">Room for a number for each tap.</param>
    /// <param name="inside">Room for a flag for each tap.</param>
    /// <param name="dx">Set to zero by the caller; the gradient toward the rows.</param>
    /// <param name="dv">Toward V; it is added to, as are the next two.</param>
    /// <param name="du">Toward U; null where there is no gate.</param>
    /// <param name="dw">Toward w.</param>
    public void Backward(T* x, bool* mask, T* dy, T* gradAttention, T* scores, T* scratch, int* places, bool* inside, T* dx, T* dv, T* du, T* dw)
    {
        T* ds = scores + Places, a = ds + Places, da = a + Taps;
        Score(x, mask, scores, scratch);
        Rows.Fill(ds, T.Zero, Places);
        for (int window = 0; window < Outputs; window++, dy += channels)
        {
            Attend(window, mask, scores, a, places, inside);
            for (int tap = 0; tap < Taps; tap++)
            {
                if (inside[tap])
                    da[tap] = Rows.Dot(dy, x + (nint)places[tap] * channels, channels) + (gradAttention == null ? T.Zero : gradAttention[(nint)window * Taps + tap]);
            }

            Softmax.Backward(a, da, inside, Taps);
            for (int tap = 0; tap < Taps; tap++)
            {
                if (!inside[tap])
                    continue;

                ds[places[tap]] += da[tap];
                Rows.AddScaled(dx + (nint)places[tap] * channels, a[tap], dy, channels);
            }
        }

        for (int place = 0; place < Places; place++)
        {
            // A place that no window reads has ds = 0, and whatever stands in it stays there.
            if (!T.IsZero(ds[place]))
                _scorer.Backward(x + (nint)place * channels, ds + place, 1, scratch, dx + (nint)place * channels, dv, du, dw);
        }
    }

    private void Score(T* x, bool* mask, T* scores, T* scratch)
    {
        for (int place = 0; place < Places; place++)
        {
            if (mask == null || mask[place])
                _scorer.Score(x + (nint)place * channels, scores + place, 1, scratch);
        }
    }

    private void Attend(int window, bool* mask, T* scores, T* attention, int* places, bool* inside)
    {
        (int row, int ow) = Math.DivRem(window, width.Output);
        (int od, int oh) = Math.DivRem(row, height.Output);
        int tap = 0;
        for (int kd = 0; kd < depth.Kernel; kd++)
            for (int kh = 0; kh < height.Kernel; kh++)
                for (int kw = 0; kw < width.Kernel; kw++, tap++)
                {
                    int d = depth.Place(od, kd), h = height.Place(oh, kh), w = width.Place(ow, kw);
                    places[tap] = d < 0 || h < 0 || w < 0 ? -1 : (d * height.Input + h) * width.Input + w;
                    inside[tap] = places[tap] >= 0 && (mask == null || mask[places[tap]]);
                    if (inside[tap])
                        attention[tap] = scores[places[tap]];
                }

        Softmax.Forward(attention, inside, Taps);
    }
}
