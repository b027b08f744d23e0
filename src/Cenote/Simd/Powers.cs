using System.Numerics;
using System.Runtime.CompilerServices;

namespace Cenote.Simd;

/// <summary>Powers, roots and signs of lanes, and of one number.</summary>
internal static class Powers
{
    /// <summary>a^p, exact where the exponent is small and whole.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T a, double p)
        where T : unmanaged, INumber<T> => p switch
    {
        0 => T.One,
        1 => a,
        2 => a * a,
        3 => a * a * a,
        _ => T.CreateTruncating(Math.Pow(double.CreateTruncating(a), p)),
    };

    /// <summary>a^(1/p).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Root<TLanes>(TLanes a, double p)
        where TLanes : struct, ILanes<TLanes> => p == 1 ? a : p == 2 ? TLanes.Sqrt(a) : TLanes.Pow(a, 1 / p);

    /// <summary>1, -1, or 0 for 0 and NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Sign<TLanes>(TLanes a)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes zero = TLanes.Create(0);
        return TLanes.Select(TLanes.GreaterThan(a, zero), TLanes.Create(1), TLanes.Select(TLanes.GreaterThan(zero, a), TLanes.Create(-1), zero));
    }

    /// <summary>0 where <paramref name="divisor"/> is 0, else <paramref name="value"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes UnlessZero<TLanes>(TLanes divisor, TLanes value)
        where TLanes : struct, ILanes<TLanes> => TLanes.Select(NotZero(divisor), value, TLanes.Create(0));

    /// <summary>weight * value, and 0 where the weight is 0, whatever the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Weighted<TLanes>(TLanes weight, TLanes value)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes product = weight * value, undefined = TLanes.IsNaN(product);
        return TLanes.Any(undefined) ? TLanes.Select(undefined, UnlessZero(weight, product), product) : product;
    }

    /// <summary>a - b, and 0 where both are the same infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Difference<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes> => Instead(a, b, a - b, 0);

    /// <summary>a / b, and 1 where both are 0 or the same infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Ratio<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes> => Instead(a, b, a / b, 1);

    /// <summary>(e^t - 1) / r for t = r u at most 0, with all its digits where t is near 0, and where r alone is: u (1 + t/2! + t^2/3! + ...).</summary>
    /// <param name="u">At most 0.</param>
    /// <param name="r">Above 0.</param>
    /// <param name="t">r u.</param>
    /// <param name="power">e^t.</param>
    public static TLanes ExpLess1<TLanes>(TLanes u, TLanes r, TLanes t, TLanes power)
        where TLanes : struct, ILanes<TLanes>
    {
        // Up to 1/8 the next term, t^10/11!, is below double's rounding; from there on e^t - 1 has lost three bits.
        TLanes series = TLanes.Create(1.0 / 3628800);
        series = series * t + TLanes.Create(1.0 / 362880);
        series = series * t + TLanes.Create(1.0 / 40320);
        series = series * t + TLanes.Create(1.0 / 5040);
        series = series * t + TLanes.Create(1.0 / 720);
        series = series * t + TLanes.Create(1.0 / 120);
        series = series * t + TLanes.Create(1.0 / 24);
        series = series * t + TLanes.Create(1.0 / 6);
        series = series * t + TLanes.Create(0.5);
        TLanes one = TLanes.Create(1);
        return TLanes.Select(TLanes.GreaterThan(t, TLanes.Create(-0.125)), u * (series * t + one), (power - one) / r);
    }

    /// <summary>log(1 + z) / z, 1 where z is 0. What 1 + z rounds away is rounded away above and below the line, and so leaves no trace.</summary>
    public static TLanes Log1Over<TLanes>(TLanes z)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes one = TLanes.Create(1), sum = one + z;
        return TLanes.Select(Differ(sum, one), TLanes.Log(sum) / (sum - one), one);
    }

    /// <summary>A mask: where a is not b. NaN is nothing's equal.</summary>
    public static TLanes Differ<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes> => TLanes.GreaterThan(a, b) | TLanes.GreaterThan(b, a) | TLanes.IsNaN(a) | TLanes.IsNaN(b);

    // The limit where it is NaN only because a and b have none. That is seldom, so a processor guesses it rightly.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Instead<TLanes>(TLanes a, TLanes b, TLanes result, double limit)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes undefined = TLanes.IsNaN(result);
        return TLanes.Any(undefined)
            ? TLanes.Select(undefined, TLanes.Select(TLanes.IsNaN(a) | TLanes.IsNaN(b), result, TLanes.Create(limit)), result)
            : result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes NotZero<TLanes>(TLanes a)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes zero = TLanes.Create(0);
        return TLanes.GreaterThan(a, zero) | TLanes.GreaterThan(zero, a) | TLanes.IsNaN(a);
    }
}
