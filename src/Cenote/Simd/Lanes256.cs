using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cenote.Simd;

/// <summary>A register of 256 bits, of <see cref="float"/> or <see cref="double"/>; or of bytes, which are compared and picked only.</summary>
internal readonly unsafe struct Lanes256<T>(Vector256<T> value) : ILanes<Lanes256<T>, T>
    where T : unmanaged, INumber<T>
{
    private readonly Vector256<T> _value = value;

    public static int Count => Vector256<T>.Count;

    public static Lanes256<T> Lowest => Create(double.NegativeInfinity);

    public static Lanes256<T> Highest => Create(double.PositiveInfinity);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Create(double value) => new(Vector256.Create(T.CreateTruncating(value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> CreateBits(int value) => new(Vector256.Create(Bits<T>.From(value)));

    public static int BitsAt(Lanes256<T> lanes, int lane) => Bits<T>.Of(lanes._value[lane]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Load(T* source, int step) => step switch
    {
        1 => new(Vector256.Load(source)),
        2 => new(LoadEven(source)),
        _ => new(Gather(source, step)),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes256<T> lanes, T* destination) => lanes._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T First(Lanes256<T> lanes) => lanes._value.ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBits(Lanes256<T> lanes, int first, int step, long* destination)
    {
        if (typeof(T) == typeof(float))
        {
            Vector256<int> bits = lanes._value.AsInt32(), raised = bits + Vector256<int>.Indices * step + Vector256.Create(first);
            (Vector256<long> lower, Vector256<long> upper) = Vector256.Widen(Vector256.ConditionalSelect(Vector256.LessThan(bits, Vector256<int>.Zero), bits, raised));
            lower.Store(destination);
            upper.Store(destination + Vector256<long>.Count);
        }
        else
        {
            Vector256<long> bits = lanes._value.AsInt64(), raised = bits + Vector256<long>.Indices * step + Vector256.Create((long)first);
            Vector256.ConditionalSelect(Vector256.LessThan(bits, Vector256<long>.Zero), bits, raised).Store(destination);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Lanes256<T> lanes, byte* destination)
    {
        if (typeof(T) == typeof(float))
        {
            Vector256<int> wide = lanes._value.AsInt32();
            Vector128<short> narrow = Vector128.Narrow(wide.GetLower(), wide.GetUpper());
            *(ulong*)destination = Vector128.Narrow(narrow, narrow).AsUInt64().ToScalar();
        }
        else
        {
            Vector256<long> wide = lanes._value.AsInt64();
            Lanes128<float>.StoreBytes(new Lanes128<float>(Vector128.Narrow(wide.GetLower(), wide.GetUpper()).AsSingle()), destination);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> LoadBytes(byte* source, int less) => typeof(T) == typeof(float)
        ? new((Vector256.WidenLower(Vector256.WidenLower(Vector256.CreateScalarUnsafe(*(ulong*)source).AsByte()).AsInt16()) - Vector256.Create(less)).AsSingle().As<float, T>())
        : new((Vector256.WidenLower(Vector256.WidenLower(Vector256.WidenLower(Vector256.CreateScalarUnsafe(*(uint*)source).AsByte())).AsInt32()) - Vector256.Create((long)less)).AsDouble().As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator +(Lanes256<T> a, Lanes256<T> b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator -(Lanes256<T> a, Lanes256<T> b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator *(Lanes256<T> a, Lanes256<T> b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator /(Lanes256<T> a, Lanes256<T> b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator |(Lanes256<T> maskA, Lanes256<T> maskB) => new(maskA._value | maskB._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> GreaterThan(Lanes256<T> a, Lanes256<T> b) => new(Vector256.GreaterThan(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> IsNaN(Lanes256<T> a) => new(~Vector256.Equals(a._value, a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Select(Lanes256<T> mask, Lanes256<T> ifTrue, Lanes256<T> ifFalse) => new(Vector256.ConditionalSelect(mask._value, ifTrue._value, ifFalse._value));

    // On x86 the native maximum is the second operand unless the first is greater: so the two change places. (Written out, like the rest
    // here: each call that is inlined counts against what the JIT inlines into a loop.)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Max(Lanes256<T> first, Lanes256<T> second) => new(Vector256.ConditionalSelect(
        ~Vector256.Equals(second._value, second._value),
        second._value,
        X86Base.IsSupported ? Vector256.MaxNative(second._value, first._value) : Vector256.ConditionalSelect(Vector256.GreaterThan(second._value, first._value), second._value, first._value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Min(Lanes256<T> first, Lanes256<T> second) => new(Vector256.ConditionalSelect(
        ~Vector256.Equals(second._value, second._value),
        second._value,
        X86Base.IsSupported ? Vector256.MinNative(second._value, first._value) : Vector256.ConditionalSelect(Vector256.LessThan(second._value, first._value), second._value, first._value)));

    // All bits of a lane are set or none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lanes256<T> mask) => Vector256.EqualsAny(mask._value.AsByte(), Vector256<byte>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> IfGreater(Lanes256<T> a, Lanes256<T> b, Lanes256<T> then, Lanes256<T> otherwise) => new(Vector256.ConditionalSelect(Vector256.GreaterThan(a._value, b._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> IfSameBits(Lanes256<T> a, Lanes256<T> b, Lanes256<T> then) => new(typeof(T) == typeof(float)
        ? Vector256.ConditionalSelect(Vector256.Equals(a._value.AsInt32(), b._value.AsInt32()).As<int, T>(), then._value, Vector256<T>.Zero)
        : Vector256.ConditionalSelect(Vector256.Equals(a._value.AsInt64(), b._value.AsInt64()).As<long, T>(), then._value, Vector256<T>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyEqual(Lanes256<T> a, Lanes256<T> b) => Vector256.EqualsAny(a._value, b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnySign(Lanes256<T> a) => Vector256.ExtractMostSignificantBits(a._value) != 0;

    public static bool AnySameBits(Lanes256<T> a, Lanes256<T> b) =>
        typeof(T) == typeof(float) ? Vector256.EqualsAny(a._value.AsInt32(), b._value.AsInt32())
        : typeof(T) == typeof(double) ? Vector256.EqualsAny(a._value.AsInt64(), b._value.AsInt64())
        : Vector256.EqualsAny(a._value, b._value);

    // Where the machine has one instruction for it, that; else a shuffle of each register.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Pick(Lanes256<T> a, Lanes256<T> b, Lanes256<T> lanes)
    {
        if (Unsafe.SizeOf<T>() == sizeof(byte))
            return PickBytes(a._value.AsByte(), b._value.AsByte(), lanes._value.AsByte());

        if (typeof(T) == typeof(float))
        {
            return new(Avx512F.VL.IsSupported
                ? Avx512F.VL.PermuteVar8x32x2(a._value.AsSingle(), lanes._value.AsInt32(), b._value.AsSingle()).As<float, T>()
                : Vector256.ConditionalSelect(
                Vector256.LessThan(lanes._value.AsInt32(), Vector256.Create(Count)).AsSingle(),
                Vector256.Shuffle(a._value.AsSingle(), lanes._value.AsInt32()),
                Vector256.Shuffle(b._value.AsSingle(), lanes._value.AsInt32() - Vector256.Create(Count))).As<float, T>());
        }

        return new(Avx512F.VL.IsSupported
            ? Avx512F.VL.PermuteVar4x64x2(a._value.AsDouble(), lanes._value.AsInt64(), b._value.AsDouble()).As<double, T>()
            : Vector256.ConditionalSelect(
                Vector256.LessThan(lanes._value.AsInt64(), Vector256.Create((long)Count)).AsDouble(),
                Vector256.Shuffle(a._value.AsDouble(), lanes._value.AsInt64()),
                Vector256.Shuffle(b._value.AsDouble(), lanes._value.AsInt64() - Vector256.Create((long)Count))).As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Abs(Lanes256<T> a) => new(Vector256.Abs(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Sqrt(Lanes256<T> a) => new(Vector256.Sqrt(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Exp(Lanes256<T> a) => new(typeof(T) == typeof(float) ? Exponential.Of(a._value.AsSingle()).As<float, T>() : Exponential.Of(a._value.AsDouble()).As<double, T>());

    public static Lanes256<T> Log(Lanes256<T> a) => new(typeof(T) == typeof(float) ? Vector256.Log(a._value.AsSingle()).As<float, T>() : Vector256.Log(a._value.AsDouble()).As<double, T>());

    public static Lanes256<T> Pow(Lanes256<T> a, double p)
    {
        if (p is 0 or 1 or 2 or 3)
            return p == 0 ? Create(1) : p == 1 ? a : p == 2 ? a * a : a * a * a;

        Unsafe.SkipInit(out Vector256<T> powers);
        for (int i = 0; i < Count; i++)
            powers = powers.WithElement(i, Powers.Of(a._value[i], p));

        return new(powers);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes256<T> PickBytes(Vector256<byte> a, Vector256<byte> b, Vector256<byte> lanes) => new((Avx512Vbmi.VL.IsSupported
        ? Avx512Vbmi.VL.PermuteVar32x8x2(a, lanes, b)
        : Vector256.Shuffle(a, lanes) | Vector256.Shuffle(b, lanes - Vector256.Create((byte)Count))).As<byte, T>());

    // Every second element. The second load ends at the last one wanted, so nothing beyond it is read.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> LoadEven(T* source)
    {
        if (Unsafe.SizeOf<T>() == sizeof(byte))
            return Gather(source, 2);

        Vector256<T> a = Vector256.Load(source);
        Vector256<T> b = Vector256.Load(source + Count - 1);
        if (typeof(T) == typeof(float))
        {
            Vector256<float> first = Vector256.Shuffle(a.AsSingle(), Vector256.Create(0, 2, 4, 6, 0, 0, 0, 0));
            Vector256<float> second = Vector256.Shuffle(b.AsSingle(), Vector256.Create(0, 0, 0, 0, 1, 3, 5, 7));
            return Vector256.ConditionalSelect(Vector256.Create(-1, -1, -1, -1, 0, 0, 0, 0).AsSingle(), first, second).As<float, T>();
        }
        else
        {
            Vector256<double> first = Vector256.Shuffle(a.AsDouble(), Vector256.Create(0, 2, 0, 0L));
            Vector256<double> second = Vector256.Shuffle(b.AsDouble(), Vector256.Create(0, 0, 1, 3L));
            return Vector256.ConditionalSelect(Vector256.Create(-1, -1, 0, 0L).AsDouble(), first, second).As<double, T>();
        }
    }

    private static Vector256<T> Gather(T* source, int step)
    {
        Unsafe.SkipInit(out Vector256<T> lanes);
        ref T lane = ref Unsafe.As<Vector256<T>, T>(ref lanes);
        for (int i = 0; i < Count; i++)
            Unsafe.Add(ref lane, i) = source[(nint)i * step];

        return lanes;
    }
}
