using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cenote.Simd;

/// <summary>A register of 128 bits, of <see cref="Half"/>.</summary>
/// <inheritdoc cref="IHalfLanes{TSelf}"/>
internal readonly unsafe struct HalfLanes128(Vector128<short> value) : IHalfLanes<HalfLanes128>
{
    private readonly Vector128<short> _value = value;

    public static int Count => Vector128<short>.Count;

    public static HalfLanes128 Lowest => Create(double.NegativeInfinity);

    public static HalfLanes128 Highest => Create(double.PositiveInfinity);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfLanes128 Create(double value) => new(Vector128.Create(Halves.Bits(value)));

    public static HalfLanes128 CreateBits(int value) => new(Vector128.Create((short)value));

    public static int BitsAt(HalfLanes128 lanes, int lane) => lanes._value[lane];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfLanes128 Load(Half* source, int step)
    {
        if (step == 1)
            return new(Vector128.Load((short*)source));

        Vector128<short> lanes = default;
        for (int i = 0; i < Count; i++)
            lanes = lanes.WithElement(i, ((short*)source)[(nint)i * step]);

        return new(lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(HalfLanes128 lanes, Half* destination) => lanes._value.Store((short*)destination);

    public static Half First(HalfLanes128 lanes) => BitConverter.Int16BitsToHalf(lanes._value.ToScalar());

    public static HalfLanes128 operator |(HalfLanes128 maskA, HalfLanes128 maskB) => new(maskA._value | maskB._value);

    public static HalfLanes128 GreaterThan(HalfLanes128 a, HalfLanes128 b) => new(Vector128.GreaterThan(Ordered(a._value, Halves.NaNGreatest), Ordered(b._value, Halves.NaNGreatest)) & ~IsNaN(a)._value);

    public static HalfLanes128 IsNaN(HalfLanes128 a) => new(Vector128.GreaterThan(Ordered(a._value, Halves.NaNGreatest), Vector128.Create(Halves.Infinity)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfLanes128 Select(HalfLanes128 mask, HalfLanes128 ifTrue, HalfLanes128 ifFalse) => new(Vector128.ConditionalSelect(mask._value, ifTrue._value, ifFalse._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfLanes128 Max(HalfLanes128 first, HalfLanes128 second) => new(Vector128.ConditionalSelect(
        Vector128.GreaterThan(Ordered(second._value, Halves.NaNGreatest), Ordered(first._value, Halves.NaNGreatest)), second._value, first._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfLanes128 Min(HalfLanes128 first, HalfLanes128 second) => new(Vector128.ConditionalSelect(
        Vector128.LessThan(Ordered(second._value, Halves.NaNLeast), Ordered(first._value, Halves.NaNLeast)), second._value, first._value));

    public static bool Any(HalfLanes128 mask) => Vector128.EqualsAny(mask._value, Vector128<short>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyEqual(HalfLanes128 a, HalfLanes128 b) => Vector128.EqualsAny(Ordered(a._value, 0), Ordered(b._value, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnySign(HalfLanes128 a) => Vector128.ExtractMostSignificantBits(a._value) != 0;

    public static bool AnySameBits(HalfLanes128 a, HalfLanes128 b) => Vector128.EqualsAny(a._value, b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfLanes128 Pick(HalfLanes128 a, HalfLanes128 b, HalfLanes128 lanes) => new(Avx512BW.VL.IsSupported
        ? Avx512BW.VL.PermuteVar8x16x2(a._value, lanes._value, b._value)
        : Vector128.Shuffle(a._value, lanes._value) | Vector128.Shuffle(b._value, lanes._value - Vector128.Create((short)Count)));

    // Whole numbers in the order of the halves, -0 and +0 being one: sign and magnitude become a two's complement.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Ordered(Vector128<short> bits, short shift)
    {
        Vector128<short> sign = bits >> 15;
        return ((bits & Vector128.Create(short.MaxValue)) ^ sign) - (sign - Vector128.Create(shift));
    }
}
