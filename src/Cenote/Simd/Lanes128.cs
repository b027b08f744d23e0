using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cenote.Simd;

/// <summary>A register of 128 bits, of <see cref="float"/> or <see cref="double"/>; or of bytes, which are compared and picked only.</summary>
internal readonly unsafe struct Lanes128<T>(Vector128<T> value) : ILanes<Lanes128<T>, T>
    where T : unmanaged, INumber<T>
{
    private readonly Vector128<T> _value = value;

    public static int Count => Vector128<T>.Count;

    public static Lanes128<T> Lowest => Create(double.NegativeInfinity);

    public static Lanes128<T> Highest => Create(double.PositiveInfinity);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Create(double value) => new(Vector128.Create(T.CreateTruncating(value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> CreateBits(int value) => new(Vector128.Create(Bits<T>.From(value)));

    public static int BitsAt(Lanes128<T> lanes, int lane) => Bits<T>.Of(lanes._value[lane]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Load(T* source, int step) => step switch
    {
        1 => new(Vector128.Load(source)),
        2 => new(LoadEven(source)),
        _ => new(Gather(source, step)),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes128<T> lanes, T* destination) => lanes._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T First(Lanes128<T> lanes) => lanes._value.ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBits(Lanes128<T> lanes, int first, int step, long* destination)
    {
        if (typeof(T) == typeof(float))
        {
            Vector128<int> bits = lanes._value.AsInt32(), raised = bits + Vector128<int>.Indices * step + Vector128.Create(first);
            (Vector128<long> lower, Vector128<long> upper) = Vector128.Widen(Vector128.ConditionalSelect(Vector128.LessThan(bits, Vector128<int>.Zero), bits, raised));
            lower.Store(destination);
            upper.Store(destination + Vector128<long>.Count);
        }
        else
        {
            Vector128<long> bits = lanes._value.AsInt64(), raised = bits + Vector128<long>.Indices * step + Vector128.Create((long)first);
            Vector128.ConditionalSelect(Vector128.LessThan(bits, Vector128<long>.Zero), bits, raised).Store(destination);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Lanes128<T> lanes, byte* destination)
    {
        if (typeof(T) == typeof(float))
        {
            Vector128<short> narrow = Vector128.Narrow(lanes._value.AsInt32(), lanes._value.AsInt32());
            *(uint*)destination = Vector128.Narrow(narrow, narrow).AsUInt32().ToScalar();
        }
        else
        {
            Vector128<long> wide = lanes._value.AsInt64();
            (destination[0], destination[1]) = ((byte)wide[0], (byte)wide[1]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> LoadBytes(byte* source, int less) => typeof(T) == typeof(float)
        ? new((Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(uint*)source).AsByte()).AsInt16()) - Vector128.Create(less)).AsSingle().As<float, T>())
        : new((Vector128.Create((long)source[0], source[1]) - Vector128.Create((long)less)).AsDouble().As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator +(Lanes128<T> a, Lanes128<T> b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator -(Lanes128<T> a, Lanes128<T> b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator *(Lanes128<T> a, Lanes128<T> b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator /(Lanes128<T> a, Lanes128<T> b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator |(Lanes128<T> maskA, Lanes128<T> maskB) => new(maskA._value | maskB._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> GreaterThan(Lanes128<T> a, Lanes128<T> b) => new(Vector128.GreaterThan(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> IsNaN(Lanes128<T> a) => new(~Vector128.Equals(a._value, a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Select(Lanes128<T> mask, Lanes128<T> ifTrue, Lanes128<T> ifFalse) => new(Vector128.ConditionalSelect(mask._value, ifTrue._value, ifFalse._value));

    // On x86 the native maximum is the second operand unless the first is greater: so the two change places. (Written out, like the rest
    // here: each call that is inlined counts against what the JIT inlines into a loop.)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Max(Lanes128<T> first, Lanes128<T> second) => new(Vector128.ConditionalSelect(
        ~Vector128.Equals(second._value, second._value),
        second._value,
        X86Base.IsSupported ? Vector128.MaxNative(second._value, first._value) : Vector128.ConditionalSelect(Vector128.GreaterThan(second._value, first._value), second._value, first._value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Min(Lanes128<T> first, Lanes128<T> second) => new(Vector128.ConditionalSelect(
        ~Vector128.Equals(second._value, second._value),
        second._value,
        X86Base.IsSupported ? Vector128.MinNative(second._value, first._value) : Vector128.ConditionalSelect(Vector128.LessThan(second._value, first._value), second._value, first._value)));

    // All bits of a lane are set or none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lanes128<T> mask) => Vector128.EqualsAny(mask._value.AsByte(), Vector128<byte>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> IfGreater(Lanes128<T> a, Lanes128<T> b, Lanes128<T> then, Lanes128<T> otherwise) => new(Vector128.ConditionalSelect(Vector128.GreaterThan(a._value, b._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> IfSameBits(Lanes128<T> a, Lanes128<T> b, Lanes128<T> then) => new(typeof(T) == typeof(float)
        ? Vector128.ConditionalSelect(Vector128.Equals(a._value.AsInt32(), b._value.AsInt32()).As<int, T>(), then._value, Vector128<T>.Zero)
        : Vector128.ConditionalSelect(Vector128.Equals(a._value.AsInt64(), b._value.AsInt64()).As<long, T>(), then._value, Vector128<T>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyEqual(Lanes128<T> a, Lanes128<T> b) => Vector128.EqualsAny(a._value, b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnySign(Lanes128<T> a) => Vector128.ExtractMostSignificantBits(a._value) != 0;

    public static bool AnySameBits(Lanes128<T> a, Lanes128<T> b) =>
        typeof(T) == typeof(float) ? Vector128.EqualsAny(a._value.AsInt32(), b._value.AsInt32())
        : typeof(T) == typeof(double) ? Vector128.EqualsAny(a._value.AsInt64(), b._value.AsInt64())
        : Vector128.EqualsAny(a._value, b._value);

    // Where the machine has one instruction for it, that; else a shuffle of each register.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Pick(Lanes128<T> a, Lanes128<T> b, Lanes128<T> lanes)
    {
        if (Unsafe.SizeOf<T>() == sizeof(byte))
            return PickBytes(a._value.AsByte(), b._value.AsByte(), lanes._value.AsByte());

        if (typeof(T) == typeof(float))
        {
            return new(Avx512F.VL.IsSupported
                ? Avx512F.VL.PermuteVar4x32x2(a._value.AsSingle(), lanes._value.AsInt32(), b._value.AsSingle()).As<float, T>()
                : Vector128.ConditionalSelect(
                Vector128.LessThan(lanes._value.AsInt32(), Vector128.Create(Count)).AsSingle(),
                Vector128.Shuffle(a._value.AsSingle(), lanes._value.AsInt32()),
                Vector128.Shuffle(b._value.AsSingle(), lanes._value.AsInt32() - Vector128.Create(Count))).As<float, T>());
        }

        return new(Avx512F.VL.IsSupported
            ? Avx512F.VL.PermuteVar2x64x2(a._value.AsDouble(), lanes._value.AsInt64(), b._value.AsDouble()).As<double, T>()
            : Vector128.ConditionalSelect(
                Vector128.LessThan(lanes._value.AsInt64(), Vector128.Create((long)Count)).AsDouble(),
                Vector128.Shuffle(a._value.AsDouble(), lanes._value.AsInt64()),
                Vector128.Shuffle(b._value.AsDouble(), lanes._value.AsInt64() - Vector128.Create((long)Count))).As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Abs(Lanes128<T> a) => new(Vector128.Abs(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Sqrt(Lanes128<T> a) => new(Vector128.Sqrt(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Exp(Lanes128<T> a) => new(typeof(T) == typeof(float) ? Exponential.Of(a._value.AsSingle()).As<float, T>() : Exponential.Of(a._value.AsDouble()).As<double, T>());

    public static Lanes128<T> Log(Lanes128<T> a) => new(typeof(T) == typeof(float) ? Vector128.Log(a._value.AsSingle()).As<float, T>() : Vector128.Log(a._value.AsDouble()).As<double, T>());

    public static Lanes128<T> Pow(Lanes128<T> a, double p)
    {
        if (p is 0 or 1 or 2 or 3)
            return p == 0 ? Create(1) : p == 1 ? a : p == 2 ? a * a : a * a * a;

        Unsafe.SkipInit(out Vector128<T> powers);
        for (int i = 0; i < Count; i++)
            powers = powers.WithElement(i, Powers.Of(a._value[i], p));

        return new(powers);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes128<T> PickBytes(Vector128<byte> a, Vector128<byte> b, Vector128<byte> lanes) => new((Avx512Vbmi.VL.IsSupported
        ? Avx512Vbmi.VL.PermuteVar16x8x2(a, lanes, b)
        : Vector128.Shuffle(a, lanes) | Vector128.Shuffle(b, lanes - Vector128.Create((byte)Count))).As<byte, T>());

    // Every second element. The second load ends at the last one wanted, so nothing beyond it is read.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> LoadEven(T* source)
    {
        if (Unsafe.SizeOf<T>() == sizeof(byte))
            return Gather(source, 2);

        Vector128<T> a = Vector128.Load(source);
        Vector128<T> b = Vector128.Load(source + Count - 1);
        if (typeof(T) == typeof(float))
        {
            Vector128<float> first = Vector128.Shuffle(a.AsSingle(), Vector128.Create(0, 2, 0, 0));
            Vector128<float> second = Vector128.Shuffle(b.AsSingle(), Vector128.Create(0, 0, 1, 3));
            return Vector128.ConditionalSelect(Vector128.Create(-1, -1, 0, 0).AsSingle(), first, second).As<float, T>();
        }
        else
        {
            Vector128<double> first = Vector128.Shuffle(a.AsDouble(), Vector128.Create(0, 0L));
            Vector128<double> second = Vector128.Shuffle(b.AsDouble(), Vector128.Create(0, 1L));
            return Vector128.ConditionalSelect(Vector128.Create(-1, 0L).AsDouble(), first, second).As<double, T>();
        }
    }

    private static Vector128<T> Gather(T* source, int step)
    {
        Unsafe.SkipInit(out Vector128<T> lanes);
        ref T lane = ref Unsafe.As<Vector128<T>, T>(ref lanes);
        for (int i = 0; i < Count; i++)
            Unsafe.Add(ref lane, i) = source[(nint)i * step];

        return lanes;
    }
}
