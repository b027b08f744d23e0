using System.Runtime.CompilerServices;

namespace Cenote.Simd;

/// <summary>Lanes of <see cref="Half"/>, kept as their bits in whole numbers of two bytes. They are compared and picked only: who adds halves makes floats of them.</summary>
internal unsafe interface IHalfLanes<TSelf> : ILanes<TSelf, Half>
    where TSelf : struct, IHalfLanes<TSelf>
{
    static TSelf ILanes<TSelf>.operator +(TSelf a, TSelf b) => throw NotReckoned();

    static TSelf ILanes<TSelf>.operator -(TSelf a, TSelf b) => throw NotReckoned();

    static TSelf ILanes<TSelf>.operator *(TSelf a, TSelf b) => throw NotReckoned();

    static TSelf ILanes<TSelf>.operator /(TSelf a, TSelf b) => throw NotReckoned();

    static TSelf ILanes<TSelf>.Abs(TSelf a) => throw NotReckoned();

    static TSelf ILanes<TSelf>.Sqrt(TSelf a) => throw NotReckoned();

    static TSelf ILanes<TSelf>.Exp(TSelf a) => throw NotReckoned();

    static TSelf ILanes<TSelf>.Log(TSelf a) => throw NotReckoned();

    static TSelf ILanes<TSelf>.Pow(TSelf a, double p) => throw NotReckoned();

    static TSelf ILanes<TSelf>.IfGreater(TSelf a, TSelf b, TSelf then, TSelf otherwise) => throw NotReckoned();

    static TSelf ILanes<TSelf>.IfSameBits(TSelf a, TSelf b, TSelf then) => throw NotReckoned();

    static void ILanes<TSelf>.StoreBits(TSelf lanes, int first, int step, long* destination) => throw NotReckoned();

    static void ILanes<TSelf>.StoreBytes(TSelf lanes, byte* destination) => throw NotReckoned();

    static TSelf ILanes<TSelf>.LoadBytes(byte* source, int less) => throw NotReckoned();

    private static NotSupportedException NotReckoned() => new("Halves are compared in registers of their own; reckoned with they are as floats.");
}

/// <summary>The order of halves as whole numbers.</summary>
internal static class Halves
{
    // Sign and magnitude made a two's complement, numbers run from -31744 (-infinity) to 31744 (+infinity); all beyond are NaN. So much
    // lower or higher they wrap around, and every NaN is at one end.
    public const short NaNGreatest = -1024, NaNLeast = 1023;

    /// <summary>Where infinity stands once NaN is the greatest.</summary>
    public const short Infinity = 31744 + NaNGreatest;

    // A conversion is a call, and loops ask for zeros.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static short Bits(double value) => value != 0 ? BitConverter.HalfToInt16Bits((Half)value) : double.IsNegative(value) ? short.MinValue : (short)0;
}
