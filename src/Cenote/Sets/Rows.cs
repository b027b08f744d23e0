using System.Numerics;
using System.Runtime.Intrinsics;

namespace Cenote.Sets;

/// <summary>Arithmetic on rows of elements whose rounding depends on their values and count alone.</summary>
/// <remarks>
/// <c>TensorPrimitives.Dot</c> and <c>Sum</c> begin at an aligned address, so their rounding depends on where a row lies in memory, and so
/// on what else is in the batch. These add in one order, with products rounded, at every register width.
/// </remarks>
internal static unsafe class Rows
{
    /// <summary>a . b.</summary>
    public static T Dot<T>(T* a, T* b, int count)
        where T : unmanaged, INumber<T>
    {
        int lanes = Vector256<T>.Count;
        int i = 0;
        T total = T.Zero;
        if (count >= lanes)
        {
            // Four sums, since an addition takes about four cycles and the next one would wait for it.
            Vector256<T> s0 = Vector256<T>.Zero, s1 = s0, s2 = s0, s3 = s0;
            for (; i <= count - 4 * lanes; i += 4 * lanes)
            {
                s0 += Vector256.Load(a + i) * Vector256.Load(b + i);
                s1 += Vector256.Load(a + i + lanes) * Vector256.Load(b + i + lanes);
                s2 += Vector256.Load(a + i + 2 * lanes) * Vector256.Load(b + i + 2 * lanes);
                s3 += Vector256.Load(a + i + 3 * lanes) * Vector256.Load(b + i + 3 * lanes);
            }

            for (; i <= count - lanes; i += lanes)
                s0 += Vector256.Load(a + i) * Vector256.Load(b + i);

            Vector256<T> sum = (s0 + s1) + (s2 + s3);
            for (int lane = 0; lane < lanes; lane++)
                total += sum.GetElement(lane);
        }

        for (; i < count; i++)
            total += a[i] * b[i];

        return total;
    }

    /// <summary>y += factor * x.</summary>
    public static void AddScaled<T>(T* y, T factor, T* x, int count)
        where T : unmanaged, INumber<T>
    {
        int i = 0;
        Vector256<T> factors = Vector256.Create(factor);
        for (; i <= count - Vector256<T>.Count; i += Vector256<T>.Count)
            (Vector256.Load(y + i) + factors * Vector256.Load(x + i)).Store(y + i);

        for (; i < count; i++)
            y[i] += factor * x[i];
    }

    /// <summary>y += x.</summary>
    public static void Add<T>(T* y, T* x, int count)
        where T : unmanaged, INumber<T>
    {
        int i = 0;
        for (; i <= count - Vector256<T>.Count; i += Vector256<T>.Count)
            (Vector256.Load(y + i) + Vector256.Load(x + i)).Store(y + i);

        for (; i < count; i++)
            y[i] += x[i];
    }

    /// <summary>y = factor * x; both may be the same row.</summary>
    public static void Scale<T>(T* y, T factor, T* x, int count)
        where T : unmanaged, INumber<T>
    {
        int i = 0;
        Vector256<T> factors = Vector256.Create(factor);
        for (; i <= count - Vector256<T>.Count; i += Vector256<T>.Count)
            (factors * Vector256.Load(x + i)).Store(y + i);

        for (; i < count; i++)
            y[i] = factor * x[i];
    }

    /// <summary>y = x / divisor; both may be the same row.</summary>
    public static void Divide<T>(T* y, T* x, T divisor, int count)
        where T : unmanaged, INumber<T>
    {
        int i = 0;
        Vector256<T> divisors = Vector256.Create(divisor);
        for (; i <= count - Vector256<T>.Count; i += Vector256<T>.Count)
            (Vector256.Load(x + i) / divisors).Store(y + i);

        for (; i < count; i++)
            y[i] = x[i] / divisor;
    }

    public static void Copy<T>(T* y, T* x, int count)
        where T : unmanaged => new ReadOnlySpan<T>(x, count).CopyTo(new Span<T>(y, count));

    public static void Fill<T>(T* y, T value, int count)
        where T : unmanaged => new Span<T>(y, count).Fill(value);

    /// <summary>The columns of a matrix become the rows of another: <c>to[c, r] = from[r, c]</c>.</summary>
    public static void Transpose<T>(T* from, int rows, int columns, T* to)
        where T : unmanaged
    {
        // In tiles, so that both sides stay in the nearest cache.
        const int Tile = 16;
        for (int r0 = 0; r0 < rows; r0 += Tile)
            for (int c0 = 0; c0 < columns; c0 += Tile)
                for (int r = r0; r < Math.Min(rows, r0 + Tile); r++)
                    for (int c = c0; c < Math.Min(columns, c0 + Tile); c++)
                        to[(nint)c * rows + r] = from[(nint)r * columns + c];
    }
}
