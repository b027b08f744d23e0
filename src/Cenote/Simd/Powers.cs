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
    public static TLanes Root<TLanes>(TLanes a, double p)
        where TLanes : struct, ILanes<TLanes> => p == 1 ? a : p == 2 ? TLanes.Sqrt(a) : TLanes.Pow(a, 1 / p);

    /// <summary>1, -1, or 0 for 0 and NaN.</summary>
    public static TLanes Sign<TLanes>(TLanes a)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes zero = TLanes.Create(0);
        return TLanes.Select(TLanes.GreaterThan(a, zero), TLanes.Create(1), TLanes.Select(TLanes.GreaterThan(zero, a), TLanes.Create(-1), zero));
    }

    /// <summary>0 where <paramref name="divisor"/> is 0, else <paramref name="value"/>.</summary>
    public static TLanes UnlessZero<TLanes>(TLanes divisor, TLanes value)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes zero = TLanes.Create(0);
        TLanes notZero = TLanes.GreaterThan(divisor, zero) | TLanes.GreaterThan(zero, divisor) | TLanes.IsNaN(divisor);
        return TLanes.Select(notZero, value, zero);
    }
}
