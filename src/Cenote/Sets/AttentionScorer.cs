using System.Numerics;

namespace Cenote.Sets;

/// <summary>s = w . h,  h = tanh(V x) [* sigmoid(U x)]: the score of one instance x, for every head.</summary>
/// <param name="v">V, <paramref name="hidden"/> rows of <paramref name="width"/> elements.</param>
/// <param name="u">U, the same, or null where there is no gate.</param>
/// <param name="w">w, <paramref name="heads"/> rows of <paramref name="hidden"/> elements.</param>
/// <param name="heads">H.</param>
/// <param name="hidden">L.</param>
/// <param name="width">M.</param>
internal readonly unsafe struct AttentionScorer<T>(T* v, T* u, T* w, int heads, int hidden, int width)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public int Heads => heads;

    public int Hidden => hidden;

    /// <summary>Elements of scratch that a score needs, and its gradient.</summary>
    public static nint Scratch(int hidden) => 4 * (nint)hidden;

    /// <summary>Scores x; head h's score goes to <paramref name="s"/><c>[h * stride]</c>.</summary>
    public void Score(T* x, T* s, nint stride, T* scratch)
    {
        T* h = See(x, scratch);
        for (int head = 0; head < heads; head++)
            s[head * stride] = Rows.Dot(w + (nint)head * hidden, h, hidden);
    }

    /// <summary>
    /// dw += ds h,  dh = sum over heads of ds w,  with t = tanh(V x) and g = sigmoid(U x): dV += (dh g (1 - t^2)) x,
    /// dU += (dh t g (1 - g)) x,  and dx takes the same through V and U.
    /// </summary>
    public void Backward(T* x, T* ds, nint stride, T* scratch, T* dx, T* dv, T* du, T* dw)
    {
        T* h = See(x, scratch), t = scratch + hidden, g = scratch + 2 * (nint)hidden, dh = scratch + 3 * (nint)hidden;
        Rows.Fill(dh, T.Zero, hidden);
        for (int head = 0; head < heads; head++)
        {
            nint row = (nint)head * hidden;
            Rows.AddScaled(dh, ds[head * stride], w + row, hidden);
            Rows.AddScaled(dw + row, ds[head * stride], h, hidden);
        }

        for (int l = 0; l < hidden; l++)
        {
            nint row = (nint)l * width;
            T throughTanh = dh[l] * (T.One - t[l] * t[l]);
            if (u != null)
            {
                T throughGate = dh[l] * t[l] * g[l] * (T.One - g[l]);
                throughTanh *= g[l];
                Rows.AddScaled(dx, throughGate, u + row, width);
                Rows.AddScaled(du + row, throughGate, x, width);
            }

            Rows.AddScaled(dx, throughTanh, v + row, width);
            Rows.AddScaled(dv + row, throughTanh, x, width);
        }
    }

    // h, and after it in the scratch t and g.
    private T* See(T* x, T* scratch)
    {
        T* h = scratch, t = scratch + hidden, g = scratch + 2 * (nint)hidden;
        for (int l = 0; l < hidden; l++)
        {
            nint row = (nint)l * width;
            h[l] = t[l] = T.Tanh(Rows.Dot(v + row, x, width));
            if (u != null)
            {
                // exp overflows to infinity, and its reciprocal is the limit: 0.
                g[l] = T.One / (T.One + T.Exp(-Rows.Dot(u + row, x, width)));
                h[l] *= g[l];
            }
        }

        return h;
    }
}
