using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cenote.Simd;

/// <summary>A register of 512 bits, of <see cref="Half"/>.</summary>
/// <inheritdoc cref="IHalfLanes{TSelf}"/>
internal readonly unsafe struct HalfLanes512(Vector512<short> value) : IHalfLanes<HalfLanes512>
{
    private readonly Vector512<short> _value = value;

    public static int Count => Vector512<short>.Count;

    public static HalfLanes512 Lowest => Create(double.NegativeInfinity);

    public static HalfLanes512 Highest => Create(double.PositiveInfinity);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfLanes512 Create(double value) => new(Vector512.Create(Halves.Bits(value)));

    public static HalfLanes512 CreateBits(int value) => new(Vector512.Create((short)value));

    public static int BitsAt(HalfLanes512 lanes, int lane) => lanes._value[lane];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfLanes512 Load(Half* source, int step)
    {
        if (step == 1)
            return new(Vector512.Load((short*)source));

        Vector512<short> lanes = default;
        for (int i = 0; i < Count; i++)
            lanes = lanes.WithElement(i, ((short*)source)[(nint)i * step]);

        return new(lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(HalfLanes512 lanes, Half* destination) => lanes._value.Store((short*)destination);

    public static Half First(HalfLanes512 lanes) => BitConverter.Int16BitsToHalf(lanes._value.ToScalar());

    public static HalfLanes512 operator |(HalfLanes512 maskA, HalfLanes512 maskB) => new(maskA._value | maskB._value);

    public static HalfLanes512 GreaterThan(HalfLanes512 a, HalfLanes512 b) => new(Vector512.GreaterThan(Ordered(a._value, Halves.NaNGreatest), Ordered(b._value, Halves.NaNGreatest)) & ~IsNaN(a)._value);

    public static HalfLanes512 IsNaN(HalfLanes512 a) => new(Vector512.GreaterThan(Ordered(a._value, Halves.NaNGreatest), Vector512.Create(Halves.Infinity)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfLanes512 Select(HalfLanes512 mask, HalfLanes512 ifTrue, HalfLanes512 ifFalse) => new(Vector512.ConditionalSelect(mask._value, ifTrue._value, ifFalse._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfLanes512 Max(HalfLanes512 first, HalfLanes512 second) => new(Vector512.ConditionalSelect(
        Vector512.GreaterThan(Ordered(second._value, Halves.NaNGreatest), Ordered(first._value, Halves.NaNGreatest)), second._value, first._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfLanes512 Min(HalfLanes512 first, HalfLanes512 second) => new(Vector512.ConditionalSelect(
        Vector512.LessThan(Ordered(second._value, Halves.NaNLeast), Ordered(first._value, Halves.NaNLeast)), second._value, first._value));

    public static bool Any(HalfLanes512 mask) => Vector512.EqualsAny(mask._value, Vector512<short>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyEqual(HalfLanes512 a, HalfLanes512 b) => Vector512.EqualsAny(Ordered(a._value, 0), Ordered(b._value, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnySign(HalfLanes512 a) => Vector512.ExtractMostSignificantBits(a._value) != 0;

    public static bool AnySameBits(HalfLanes512 a, HalfLanes512 b) => Vector512.EqualsAny(a._value, b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfLanes512 Pick(HalfLanes512 a, HalfLanes512 b, HalfLanes512 lanes) => new(Avx512BW.IsSupported
        ? Avx512BW.PermuteVar32x16x2(a._value, lanes._value, b._value)
        : Vector512.Shuffle(a._value, lanes._value) | Vector512.Shuffle(b._value, lanes._value - Vector512.Create((short)Count)));

    // Whole numbers in the order of the halves, -0 and +0 being one: sign and magnitude become a two's complement.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> Ordered(Vector512<short> bits, short shift)
    {
        Vector512<short> sign = bits >> 15;
        return ((bits & Vector512.Create(short.MaxValue)) ^ sign) - (sign - Vector512.Create(shift));
    }
}
