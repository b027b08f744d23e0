using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cenote.Simd;

/// <summary>A register of 512 bits, of <see cref="float"/> or <see cref="double"/>; or of bytes, which are compared and picked only.</summary>
internal readonly unsafe struct Lanes512<T>(Vector512<T> value) : ILanes<Lanes512<T>, T>
    where T : unmanaged, INumber<T>
{
    // What becomes of each kind of number in Fixup: of the first two, quiet and signalling NaN, the number itself; the rest stays.
    private const int NaNStays = 0x11;

    private readonly Vector512<T> _value = value;

    public static int Count => Vector512<T>.Count;

    public static Lanes512<T> Lowest => Create(double.NegativeInfinity);

    public static Lanes512<T> Highest => Create(double.PositiveInfinity);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Create(double value) => new(Vector512.Create(T.CreateTruncating(value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> CreateBits(int value) => new(Vector512.Create(Bits<T>.From(value)));

    public static int BitsAt(Lanes512<T> lanes, int lane) => Bits<T>.Of(lanes._value[lane]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Load(T* source, int step) => step switch
    {
        1 => new(Vector512.Load(source)),
        2 => new(LoadEven(source)),
        _ => new(Gather(source, step)),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes512<T> lanes, T* destination) => lanes._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T First(Lanes512<T> lanes) => lanes._value.ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBits(Lanes512<T> lanes, int first, int step, long* destination)
    {
        if (typeof(T) == typeof(float))
        {
            Vector512<int> bits = lanes._value.AsInt32(), raised = bits + Vector512<int>.Indices * step + Vector512.Create(first);
            (Vector512<long> lower, Vector512<long> upper) = Vector512.Widen(Vector512.ConditionalSelect(Vector512.LessThan(bits, Vector512<int>.Zero), bits, raised));
            lower.Store(destination);
            upper.Store(destination + Vector512<long>.Count);
        }
        else
        {
            Vector512<long> bits = lanes._value.AsInt64(), raised = bits + Vector512<long>.Indices * step + Vector512.Create((long)first);
            Vector512.ConditionalSelect(Vector512.LessThan(bits, Vector512<long>.Zero), bits, raised).Store(destination);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Lanes512<T> lanes, byte* destination)
    {
        if (typeof(T) == typeof(float))
        {
            Vector512<int> wide = lanes._value.AsInt32();
            Vector256<short> narrow = Vector256.Narrow(wide.GetLower(), wide.GetUpper());
            Vector128.Narrow(narrow.GetLower(), narrow.GetUpper()).AsByte().Store(destination);
        }
        else
        {
            Vector512<long> wide = lanes._value.AsInt64();
            Lanes256<float>.StoreBytes(new Lanes256<float>(Vector256.Narrow(wide.GetLower(), wide.GetUpper()).AsSingle()), destination);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> LoadBytes(byte* source, int less) => typeof(T) == typeof(float)
        ? new((Vector512.WidenLower(Vector512.WidenLower(Vector128.Load(source).ToVector256().ToVector512()).AsInt16()) - Vector512.Create(less)).AsSingle().As<float, T>())
        : new((Vector512.WidenLower(Vector512.WidenLower(Vector512.WidenLower(Vector512.CreateScalarUnsafe(*(ulong*)source).AsByte())).AsInt32()) - Vector512.Create((long)less)).AsDouble().As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator +(Lanes512<T> a, Lanes512<T> b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator -(Lanes512<T> a, Lanes512<T> b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator *(Lanes512<T> a, Lanes512<T> b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator /(Lanes512<T> a, Lanes512<T> b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator |(Lanes512<T> maskA, Lanes512<T> maskB) => new(maskA._value | maskB._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> GreaterThan(Lanes512<T> a, Lanes512<T> b) => new(Vector512.GreaterThan(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> IsNaN(Lanes512<T> a) => new(~Vector512.Equals(a._value, a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Select(Lanes512<T> mask, Lanes512<T> ifTrue, Lanes512<T> ifFalse) => new(Vector512.ConditionalSelect(mask._value, ifTrue._value, ifFalse._value));

    // On x86 the native maximum is the second operand unless the first is greater: so the two change places. (Written out, like the rest
    // here: each call that is inlined counts against what the JIT inlines into a loop.)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Max(Lanes512<T> first, Lanes512<T> second) => new(
        Avx512F.IsSupported && typeof(T) == typeof(float) ? Avx512F.Fixup(Vector512.MaxNative(second._value, first._value).AsSingle(), second._value.AsSingle(), Vector512.Create(NaNStays), 0).As<float, T>()
        : Avx512F.IsSupported && typeof(T) == typeof(double) ? Avx512F.Fixup(Vector512.MaxNative(second._value, first._value).AsDouble(), second._value.AsDouble(), Vector512.Create((long)NaNStays), 0).As<double, T>()
        : Vector512.ConditionalSelect(~Vector512.Equals(second._value, second._value), second._value, Vector512.ConditionalSelect(Vector512.GreaterThan(second._value, first._value), second._value, first._value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Min(Lanes512<T> first, Lanes512<T> second) => new(
        Avx512F.IsSupported && typeof(T) == typeof(float) ? Avx512F.Fixup(Vector512.MinNative(second._value, first._value).AsSingle(), second._value.AsSingle(), Vector512.Create(NaNStays), 0).As<float, T>()
        : Avx512F.IsSupported && typeof(T) == typeof(double) ? Avx512F.Fixup(Vector512.MinNative(second._value, first._value).AsDouble(), second._value.AsDouble(), Vector512.Create((long)NaNStays), 0).As<double, T>()
        : Vector512.ConditionalSelect(~Vector512.Equals(second._value, second._value), second._value, Vector512.ConditionalSelect(Vector512.LessThan(second._value, first._value), second._value, first._value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> IfGreater(Lanes512<T> a, Lanes512<T> b, Lanes512<T> then, Lanes512<T> otherwise) => new(Vector512.ConditionalSelect(Vector512.GreaterThan(a._value, b._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> IfSameBits(Lanes512<T> a, Lanes512<T> b, Lanes512<T> then) => new(typeof(T) == typeof(float)
        ? Vector512.ConditionalSelect(Vector512.Equals(a._value.AsInt32(), b._value.AsInt32()).As<int, T>(), then._value, Vector512<T>.Zero)
        : Vector512.ConditionalSelect(Vector512.Equals(a._value.AsInt64(), b._value.AsInt64()).As<long, T>(), then._value, Vector512<T>.Zero));

    // All bits of a lane are set or none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lanes512<T> mask) => Vector512.EqualsAny(mask._value.AsByte(), Vector512<byte>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyEqual(Lanes512<T> a, Lanes512<T> b) => Vector512.EqualsAny(a._value, b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnySign(Lanes512<T> a) => Vector512.ExtractMostSignificantBits(a._value) != 0;

    public static bool AnySameBits(Lanes512<T> a, Lanes512<T> b) =>
        typeof(T) == typeof(float) ? Vector512.EqualsAny(a._value.AsInt32(), b._value.AsInt32())
        : typeof(T) == typeof(double) ? Vector512.EqualsAny(a._value.AsInt64(), b._value.AsInt64())
        : Vector512.EqualsAny(a._value, b._value);

    // Where the machine has one instruction for it, that; else a shuffle of each register.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Pick(Lanes512<T> a, Lanes512<T> b, Lanes512<T> lanes)
    {
        if (Unsafe.SizeOf<T>() == sizeof(byte))
            return PickBytes(a._value.AsByte(), b._value.AsByte(), lanes._value.AsByte());

        if (typeof(T) == typeof(float))
        {
            return new(Avx512F.IsSupported
                ? Avx512F.PermuteVar16x32x2(a._value.AsSingle(), lanes._value.AsInt32(), b._value.AsSingle()).As<float, T>()
                : Vector512.ConditionalSelect(
                Vector512.LessThan(lanes._value.AsInt32(), Vector512.Create(Count)).AsSingle(),
                Vector512.Shuffle(a._value.AsSingle(), lanes._value.AsInt32()),
                Vector512.Shuffle(b._value.AsSingle(), lanes._value.AsInt32() - Vector512.Create(Count))).As<float, T>());
        }

        return new(Avx512F.IsSupported
            ? Avx512F.PermuteVar8x64x2(a._value.AsDouble(), lanes._value.AsInt64(), b._value.AsDouble()).As<double, T>()
            : Vector512.ConditionalSelect(
                Vector512.LessThan(lanes._value.AsInt64(), Vector512.Create((long)Count)).AsDouble(),
                Vector512.Shuffle(a._value.AsDouble(), lanes._value.AsInt64()),
                Vector512.Shuffle(b._value.AsDouble(), lanes._value.AsInt64() - Vector512.Create((long)Count))).As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Abs(Lanes512<T> a) => new(Vector512.Abs(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Sqrt(Lanes512<T> a) => new(Vector512.Sqrt(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Exp(Lanes512<T> a) => new(typeof(T) == typeof(float) ? Exponential.Of(a._value.AsSingle()).As<float, T>() : Exponential.Of(a._value.AsDouble()).As<double, T>());

    public static Lanes512<T> Log(Lanes512<T> a) => new(typeof(T) == typeof(float) ? Vector512.Log(a._value.AsSingle()).As<float, T>() : Vector512.Log(a._value.AsDouble()).As<double, T>());

    public static Lanes512<T> Pow(Lanes512<T> a, double p)
    {
        if (p is 0 or 1 or 2 or 3)
            return p == 0 ? Create(1) : p == 1 ? a : p == 2 ? a * a : a * a * a;

        Unsafe.SkipInit(out Vector512<T> powers);
        for (int i = 0; i < Count; i++)
            powers = powers.WithElement(i, Powers.Of(a._value[i], p));

        return new(powers);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes512<T> PickBytes(Vector512<byte> a, Vector512<byte> b, Vector512<byte> lanes) => new((Avx512Vbmi.IsSupported
        ? Avx512Vbmi.PermuteVar64x8x2(a, lanes, b)
        : Vector512.Shuffle(a, lanes) | Vector512.Shuffle(b, lanes - Vector512.Create((byte)Count))).As<byte, T>());

    // Every second element. The second load ends at the last one wanted, so nothing beyond it is read.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> LoadEven(T* source)
    {
        if (Unsafe.SizeOf<T>() == sizeof(byte))
            return Gather(source, 2);

        Vector512<T> a = Vector512.Load(source);
        Vector512<T> b = Vector512.Load(source + Count - 1);
        if (typeof(T) == typeof(float) && Avx512F.IsSupported)
        {
            return Avx512F.PermuteVar16x32x2(a.AsSingle(), Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 17, 19, 21, 23, 25, 27, 29, 31), b.AsSingle()).As<float, T>();
        }
        else if (typeof(T) == typeof(float))
        {
            Vector512<float> first = Vector512.Shuffle(a.AsSingle(), Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 0, 0, 0, 0, 0, 0, 0, 0));
            Vector512<float> second = Vector512.Shuffle(b.AsSingle(), Vector512.Create(0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 5, 7, 9, 11, 13, 15));
            return Vector512.ConditionalSelect(Vector512.Create(-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0).AsSingle(), first, second).As<float, T>();
        }
        else
        {
            Vector512<double> first = Vector512.Shuffle(a.AsDouble(), Vector512.Create(0, 2, 4, 6, 0, 0, 0, 0L));
            Vector512<double> second = Vector512.Shuffle(b.AsDouble(), Vector512.Create(0, 0, 0, 0, 1, 3, 5, 7L));
            return Vector512.ConditionalSelect(Vector512.Create(-1, -1, -1, -1, 0, 0, 0, 0L).AsDouble(), first, second).As<double, T>();
        }
    }

    private static Vector512<T> Gather(T* source, int step)
    {
        Unsafe.SkipInit(out Vector512<T> lanes);
        ref T lane = ref Unsafe.As<Vector512<T>, T>(ref lanes);
        for (int i = 0; i < Count; i++)
            Unsafe.Add(ref lane, i) = source[(nint)i * step];

        return lanes;
    }
}
