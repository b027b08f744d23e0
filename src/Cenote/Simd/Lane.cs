using System.Numerics;
using System.Runtime.CompilerServices;

namespace Cenote.Simd;

/// <summary>One lane: the scalar form of every loop. A mask is 1 or 0.</summary>
internal readonly unsafe struct Lane<T>(T value) : ILanes<Lane<T>, T>
    where T : unmanaged, INumber<T>
{
    private readonly T _value = value;

    public static int Count => 1;

    public static Lane<T> Create(T value) => new(value);

    public static Lane<T> CreateBits(int value) => new(Bits<T>.From(value));

    public static int BitsAt(Lane<T> lanes, int lane) => Bits<T>.Of(lanes._value);

    public static Lane<T> Load(T* source, int step) => new(*source);

    public static void Store(Lane<T> lanes, T* destination) => *destination = lanes._value;

    public static Lane<T> operator +(Lane<T> a, Lane<T> b) => new(a._value + b._value);

    public static Lane<T> operator /(Lane<T> a, Lane<T> b) => new(a._value / b._value);

    public static Lane<T> operator |(Lane<T> maskA, Lane<T> maskB) => Mask(maskA._value != T.Zero || maskB._value != T.Zero);

    public static Lane<T> GreaterThan(Lane<T> a, Lane<T> b) => Mask(a._value > b._value);

    public static Lane<T> IsNaN(Lane<T> a) => Mask(T.IsNaN(a._value));

    public static Lane<T> Select(Lane<T> mask, Lane<T> ifTrue, Lane<T> ifFalse) => mask._value != T.Zero ? ifTrue : ifFalse;

    private static Lane<T> Mask(bool condition) => new(condition ? T.One : T.Zero);
}

/// <summary>Integers kept in the bits of an element of the same width.</summary>
internal static class Bits<T>
    where T : unmanaged
{
    public static T From(int value) => Unsafe.SizeOf<T>() == sizeof(int) ? Unsafe.BitCast<int, T>(value) : Unsafe.BitCast<long, T>(value);

    public static int Of(T bits) => Unsafe.SizeOf<T>() == sizeof(int) ? Unsafe.BitCast<T, int>(bits) : (int)Unsafe.BitCast<T, long>(bits);
}
