using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cenote.Simd;

/// <summary>One lane: the scalar form of every loop. Elements of type <typeparamref name="T"/> are reckoned with as <typeparamref name="TNumber"/>.</summary>
/// <remarks>A mask is 1 or 0. What does not fit the element type is stored as its nearest value.</remarks>
internal readonly unsafe struct Lane<T, TNumber>(TNumber value) : ILanes<Lane<T, TNumber>, T>
    where T : unmanaged, INumber<T>
    where TNumber : unmanaged, INumber<TNumber>
{
    private readonly TNumber _value = value;

    public static int Count => 1;

    public static Lane<T, TNumber> Lowest => new(TNumber.CreateSaturating(double.NegativeInfinity));

    public static Lane<T, TNumber> Highest => new(TNumber.CreateSaturating(double.PositiveInfinity));

    public static Lane<T, TNumber> Create(double value) => new(TNumber.CreateSaturating(value));

    public static Lane<T, TNumber> CreateBits(int value) => new(Bits<TNumber>.From(value));

    public static int BitsAt(Lane<T, TNumber> lanes, int lane) => Bits<TNumber>.Of(lanes._value);

    public static Lane<T, TNumber> Load(T* source, int step) => new(typeof(T) == typeof(TNumber) ? (TNumber)(object)*source : TNumber.CreateTruncating(*source));

    public static void Store(Lane<T, TNumber> lanes, T* destination) => *destination = typeof(T) == typeof(TNumber) ? (T)(object)lanes._value : T.CreateSaturating(lanes._value);

    public static T First(Lane<T, TNumber> lanes)
    {
        T first;
        Store(lanes, &first);
        return first;
    }

    public static void StoreBits(Lane<T, TNumber> lanes, int first, int step, long* destination)
    {
        int bits = BitsAt(lanes, 0);
        *destination = bits < 0 ? bits : bits + first;
    }

    public static void StoreBytes(Lane<T, TNumber> lanes, byte* destination) => *destination = (byte)BitsAt(lanes, 0);

    public static Lane<T, TNumber> LoadBytes(byte* source, int less) => CreateBits(*source - less);

    public static Lane<T, TNumber> operator +(Lane<T, TNumber> a, Lane<T, TNumber> b) => new(a._value + b._value);

    public static Lane<T, TNumber> operator -(Lane<T, TNumber> a, Lane<T, TNumber> b) => new(a._value - b._value);

    public static Lane<T, TNumber> operator *(Lane<T, TNumber> a, Lane<T, TNumber> b) => new(a._value * b._value);

    public static Lane<T, TNumber> operator /(Lane<T, TNumber> a, Lane<T, TNumber> b) => new(a._value / b._value);

    public static Lane<T, TNumber> operator |(Lane<T, TNumber> maskA, Lane<T, TNumber> maskB) => Mask(maskA._value != TNumber.Zero || maskB._value != TNumber.Zero);

    public static Lane<T, TNumber> GreaterThan(Lane<T, TNumber> a, Lane<T, TNumber> b) => Mask(a._value > b._value);

    public static Lane<T, TNumber> IsNaN(Lane<T, TNumber> a) => Mask(TNumber.IsNaN(a._value));

    public static Lane<T, TNumber> Select(Lane<T, TNumber> mask, Lane<T, TNumber> ifTrue, Lane<T, TNumber> ifFalse) => mask._value != TNumber.Zero ? ifTrue : ifFalse;

    public static Lane<T, TNumber> Max(Lane<T, TNumber> first, Lane<T, TNumber> second) => second._value > first._value || TNumber.IsNaN(second._value) ? second : first;

    public static Lane<T, TNumber> Min(Lane<T, TNumber> first, Lane<T, TNumber> second) => second._value < first._value || TNumber.IsNaN(second._value) ? second : first;

    public static Lane<T, TNumber> IfGreater(Lane<T, TNumber> a, Lane<T, TNumber> b, Lane<T, TNumber> then, Lane<T, TNumber> otherwise) => a._value > b._value ? then : otherwise;

    public static Lane<T, TNumber> IfSameBits(Lane<T, TNumber> a, Lane<T, TNumber> b, Lane<T, TNumber> then) => BitsAt(a, 0) == BitsAt(b, 0) ? then : default;

    public static bool Any(Lane<T, TNumber> mask) => mask._value != TNumber.Zero;

    public static bool AnyEqual(Lane<T, TNumber> a, Lane<T, TNumber> b) => a._value == b._value;

    public static bool AnySign(Lane<T, TNumber> a) => TNumber.IsNegative(a._value);

    public static bool AnySameBits(Lane<T, TNumber> a, Lane<T, TNumber> b) => BitsAt(a, 0) == BitsAt(b, 0);

    public static Lane<T, TNumber> Pick(Lane<T, TNumber> a, Lane<T, TNumber> b, Lane<T, TNumber> lanes) => BitsAt(lanes, 0) == 0 ? a : b;

    public static Lane<T, TNumber> Abs(Lane<T, TNumber> a) => new(TNumber.Abs(a._value));

    public static Lane<T, TNumber> Sqrt(Lane<T, TNumber> a) => new(TNumber.CreateTruncating(Math.Sqrt(double.CreateTruncating(a._value))));

    // The vector functions, so that a window at the border is reckoned as one inside is.
    public static Lane<T, TNumber> Exp(Lane<T, TNumber> a) => typeof(TNumber) == typeof(float)
        ? new((TNumber)(object)Exponential.Of(Vector128.Create((float)(object)a._value)).ToScalar())
        : new(TNumber.CreateTruncating(Exponential.Of(Vector128.Create(double.CreateTruncating(a._value))).ToScalar()));

    public static Lane<T, TNumber> Log(Lane<T, TNumber> a) => typeof(TNumber) == typeof(float)
        ? new((TNumber)(object)Vector128.Log(Vector128.Create((float)(object)a._value)).ToScalar())
        : new(TNumber.CreateTruncating(Vector128.Log(Vector128.Create(double.CreateTruncating(a._value))).ToScalar()));

    public static Lane<T, TNumber> Pow(Lane<T, TNumber> a, double p) => new(Powers.Of(a._value, p));

    private static Lane<T, TNumber> Mask(bool condition) => new(condition ? TNumber.One : TNumber.Zero);
}

/// <summary>Integers kept in the bits of a number of the same width.</summary>
internal static class Bits<T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T From(int value) => Unsafe.SizeOf<T>() switch
    {
        sizeof(sbyte) => Unsafe.BitCast<sbyte, T>((sbyte)value),
        sizeof(short) => Unsafe.BitCast<short, T>((short)value),
        sizeof(int) => Unsafe.BitCast<int, T>(value),
        _ => Unsafe.BitCast<long, T>(value),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(T bits) => Unsafe.SizeOf<T>() switch
    {
        sizeof(sbyte) => Unsafe.BitCast<T, sbyte>(bits),
        sizeof(short) => Unsafe.BitCast<T, short>(bits),
        sizeof(int) => Unsafe.BitCast<T, int>(bits),
        _ => (int)Unsafe.BitCast<T, long>(bits),
    };
}
