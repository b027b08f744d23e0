using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Cenote.Simd;

/// <summary><see cref="Half"/>, <see cref="byte"/> and <see cref="sbyte"/> made floats, and floats made them.</summary>
/// <remarks>For bytes <c>TensorPrimitives</c> has loops of single numbers only.</remarks>
internal static unsafe class SmallNumbers
{
    /// <summary>Every small number is a float.</summary>
    public static void ToFloats<T>(T* from, float* to, int count)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(Half))
        {
            TensorPrimitives.ConvertToSingle(new ReadOnlySpan<Half>(from, count), new Span<float>(to, count));
            return;
        }

        int i = 0;
        for (; i <= count - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            if (typeof(T) == typeof(sbyte))
            {
                (Vector256<short> lower, Vector256<short> upper) = Vector256.Widen(Vector256.Load((sbyte*)from + i));
                Store(Vector256.Widen(lower), to + i);
                Store(Vector256.Widen(upper), to + i + Vector256<short>.Count);
            }
            else
            {
                (Vector256<ushort> lower, Vector256<ushort> upper) = Vector256.Widen(Vector256.Load((byte*)from + i));
                Store(Vector256.Widen(lower.AsInt16()), to + i);
                Store(Vector256.Widen(upper.AsInt16()), to + i + Vector256<short>.Count);
            }
        }

        for (; i < count; i++)
            to[i] = float.CreateTruncating(from[i]);

        static void Store((Vector256<int> Lower, Vector256<int> Upper) numbers, float* to)
        {
            Vector256.ConvertToSingle(numbers.Lower).Store(to);
            Vector256.ConvertToSingle(numbers.Upper).Store(to + Vector256<float>.Count);
        }
    }

    /// <summary>What a <see cref="Half"/> does not hold is rounded. For a byte a number, which is not NaN, is cut to a whole one; too great or small, it becomes the nearest that fits.</summary>
    public static void FromFloats<T>(float* from, T* to, int count)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(Half))
        {
            TensorPrimitives.ConvertToHalf(new ReadOnlySpan<float>(from, count), new Span<Half>(to, count));
            return;
        }

        float least = typeof(T) == typeof(sbyte) ? sbyte.MinValue : byte.MinValue, greatest = typeof(T) == typeof(sbyte) ? sbyte.MaxValue : byte.MaxValue;
        int i = 0;
        for (; i <= count - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            Vector256<short> lower = Shorts(from + i), upper = Shorts(from + i + Vector256<short>.Count);
            Vector256.Narrow(lower, upper).AsByte().Store((byte*)to + i);
        }

        for (; i < count; i++)
            to[i] = T.CreateTruncating((int)Math.Clamp(from[i], least, greatest));

        Vector256<short> Shorts(float* from) => Vector256.Narrow(Whole(from), Whole(from + Vector256<int>.Count));

        Vector256<int> Whole(float* from) =>
            Vector256.ConvertToInt32(Vector256.ClampNative(Vector256.Load(from), Vector256.Create(least), Vector256.Create(greatest)));
    }
}
