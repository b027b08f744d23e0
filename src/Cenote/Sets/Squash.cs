using System.Numerics;

namespace Cenote.Sets;

/// <summary>v = |s|² / (1 + |s|²) s / |s| = s / (1 / |s| + |s|): a vector's direction, with a length below 1. 0 stays 0.</summary>
/// <remarks>The form with 1 / |s| holds for any length: squares of what is very long overflow.</remarks>
internal static unsafe class Squash
{
    public static void Forward<T>(T* s, T* v, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T length = Length(s, count);
        if (T.IsZero(length))
        {
            Rows.Fill(v, T.Zero, count);
            return;
        }

        // s / |s| first: both factors are then at most 1.
        Rows.Divide(v, s, length, count);
        Rows.Scale(v, Shrunk(length), v, count);
    }

    /// <summary>With n = |s|, e = s / n and f = n / (1 + n²):  ds = f dv + f (1 - n²) / (1 + n²) (e . dv) e. It is 0 at s = 0, as f is.</summary>
    public static void Backward<T>(T* s, T* dv, T* ds, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T n = Length(s, count);
        if (T.IsZero(n))
        {
            Rows.Fill(ds, T.Zero, count);
            return;
        }

        T f = T.One / (T.One / n + n);

        // (1 - n²) / (1 + n²), of 1 / n where n is large.
        T small = n > T.One ? T.One / n : n, square = small * small;
        T turn = (T.One - square) / (T.One + square);
        if (n > T.One)
            turn = -turn;

        T along = T.Zero;
        for (int d = 0; d < count; d++)
            along += s[d] / n * dv[d];

        for (int d = 0; d < count; d++)
            ds[d] = f * (dv[d] + turn * along * (s[d] / n));
    }

    // |s|² / (1 + |s|²): the length that is left of one.
    private static T Shrunk<T>(T length)
        where T : unmanaged, IFloatingPointIeee754<T> => length > T.One ? T.One / (T.One + T.One / length / length) : length * length / (T.One + length * length);

    private static T Length<T>(T* s, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T squares = Rows.Dot(s, s, count);
        if (!T.IsInfinity(squares))
            return T.Sqrt(squares);

        T greatest = T.Zero;
        for (int d = 0; d < count; d++)
            greatest = T.Max(greatest, T.Abs(s[d]));

        squares = T.Zero;
        for (int d = 0; d < count; d++)
            squares += s[d] / greatest * (s[d] / greatest);

        return greatest * T.Sqrt(squares);
    }
}
