using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cenote.Simd;

/// <summary>A register of 256 bits, of <see cref="Half"/>.</summary>
/// <inheritdoc cref="IHalfLanes{TSelf}"/>
internal readonly unsafe struct HalfLanes256(Vector256<short> value) : IHalfLanes<HalfLanes256>
{
    private readonly Vector256<short> _value = value;

    public static int Count => Vector256<short>.Count;

    public static HalfLanes256 Lowest => Create(double.NegativeInfinity);

    public static HalfLanes256 Highest => Create(double.PositiveInfinity);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfLanes256 Create(double value) => new(Vector256.Create(Halves.Bits(value)));

    public static HalfLanes256 CreateBits(int value) => new(Vector256.Create((short)value));

    public static int BitsAt(HalfLanes256 lanes, int lane) => lanes._value[lane];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfLanes256 Load(Half* source, int step)
    {
        if (step == 1)
            return new(Vector256.Load((short*)source));

        Vector256<short> lanes = default;
        for (int i = 0; i < Count; i++)
            lanes = lanes.WithElement(i, ((short*)source)[(nint)i * step]);

        return new(lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(HalfLanes256 lanes, Half* destination) => lanes._value.Store((short*)destination);

    public static Half First(HalfLanes256 lanes) => BitConverter.Int16BitsToHalf(lanes._value.ToScalar());

    public static HalfLanes256 operator |(HalfLanes256 maskA, HalfLanes256 maskB) => new(maskA._value | maskB._value);

    public static HalfLanes256 GreaterThan(HalfLanes256 a, HalfLanes256 b) => new(Vector256.GreaterThan(Ordered(a._value, Halves.NaNGreatest), Ordered(b._value, Halves.NaNGreatest)) & ~IsNaN(a)._value);

    public static HalfLanes256 IsNaN(HalfLanes256 a) => new(Vector256.GreaterThan(Ordered(a._value, Halves.NaNGreatest), Vector256.Create(Halves.Infinity)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfLanes256 Select(HalfLanes256 mask, HalfLanes256 ifTrue, HalfLanes256 ifFalse) => new(Vector256.ConditionalSelect(mask._value, ifTrue._value, ifFalse._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfLanes256 Max(HalfLanes256 first, HalfLanes256 second) => new(Vector256.ConditionalSelect(
        Vector256.GreaterThan(Ordered(second._value, Halves.NaNGreatest), Ordered(first._value, Halves.NaNGreatest)), second._value, first._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfLanes256 Min(HalfLanes256 first, HalfLanes256 second) => new(Vector256.ConditionalSelect(
        Vector256.LessThan(Ordered(second._value, Halves.NaNLeast), Ordered(first._value, Halves.NaNLeast)), second._value, first._value));

    public static bool Any(HalfLanes256 mask) => Vector256.EqualsAny(mask._value, Vector256<short>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyEqual(HalfLanes256 a, HalfLanes256 b) => Vector256.EqualsAny(Ordered(a._value, 0), Ordered(b._value, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnySign(HalfLanes256 a) => Vector256.ExtractMostSignificantBits(a._value) != 0;

    public static bool AnySameBits(HalfLanes256 a, HalfLanes256 b) => Vector256.EqualsAny(a._value, b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfLanes256 Pick(HalfLanes256 a, HalfLanes256 b, HalfLanes256 lanes) => new(Avx512BW.VL.IsSupported
        ? Avx512BW.VL.PermuteVar16x16x2(a._value, lanes._value, b._value)
        : Vector256.Shuffle(a._value, lanes._value) | Vector256.Shuffle(b._value, lanes._value - Vector256.Create((short)Count)));

    // Whole numbers in the order of the halves, -0 and +0 being one: sign and magnitude become a two's complement.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Ordered(Vector256<short> bits, short shift)
    {
        Vector256<short> sign = bits >> 15;
        return ((bits & Vector256.Create(short.MaxValue)) ^ sign) - (sign - Vector256.Create(shift));
    }
}
