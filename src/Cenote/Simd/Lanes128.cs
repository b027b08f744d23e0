using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cenote.Simd;

/// <summary>A register of 128 bits.</summary>
internal readonly unsafe struct Lanes128<T>(Vector128<T> value) : ILanes<Lanes128<T>, T>
    where T : unmanaged
{
    private readonly Vector128<T> _value = value;

    public static int Count => Vector128<T>.Count;

    public static Lanes128<T> Create(T value) => new(Vector128.Create(value));

    public static Lanes128<T> CreateBits(int value) => Create(Bits<T>.From(value));

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
    public static Lanes128<T> operator +(Lanes128<T> a, Lanes128<T> b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator /(Lanes128<T> a, Lanes128<T> b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator |(Lanes128<T> maskA, Lanes128<T> maskB) => new(maskA._value | maskB._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> GreaterThan(Lanes128<T> a, Lanes128<T> b) => new(Vector128.GreaterThan(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> IsNaN(Lanes128<T> a) => new(~Vector128.Equals(a._value, a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Select(Lanes128<T> mask, Lanes128<T> ifTrue, Lanes128<T> ifFalse) =>
        new(Vector128.ConditionalSelect(mask._value, ifTrue._value, ifFalse._value));

    // Every second element. The second load ends at the last one wanted, so nothing beyond it is read.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> LoadEven(T* source)
    {
        Vector128<T> a = Vector128.Load(source);
        Vector128<T> b = Vector128.Load(source + Count - 1);
        if (Unsafe.SizeOf<T>() == sizeof(float))
        {
            Vector128<float> even = Vector128.Shuffle(a.AsSingle(), Vector128.Create(0, 2, 0, 0));
            Vector128<float> odd = Vector128.Shuffle(b.AsSingle(), Vector128.Create(0, 0, 1, 3));
            return Vector128.ConditionalSelect(Vector128.Create(-1, -1, 0, 0).AsSingle(), even, odd).As<float, T>();
        }
        else
        {
            Vector128<double> even = Vector128.Shuffle(a.AsDouble(), Vector128.Create(0, 0L));
            Vector128<double> odd = Vector128.Shuffle(b.AsDouble(), Vector128.Create(0, 1L));
            return Vector128.ConditionalSelect(Vector128.Create(-1, 0L).AsDouble(), even, odd).As<double, T>();
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
