using System.Numerics;

namespace Cenote.Benchmarks;

/// <summary>The same numbers in the two orders: [N, C, spatial...] and [N, spatial..., C].</summary>
internal static class Layouts
{
    public static PinnedBuffer<T> ToNhwc<T>(PinnedBuffer<T> nchw, int[] shape)
        where T : unmanaged
    {
        PinnedBuffer<T> nhwc = new(nchw.Length);
        Transpose<T>(nchw.Span, nhwc.Span, shape[1], shape[2..].Aggregate(1, (a, b) => a * b));
        return nhwc;
    }

    /// <summary>A result as float in the order [N, C, spatial...], in which all results are compared.</summary>
    public static float[] Result<T>(ReadOnlySpan<T> values, int[] shape, TensorLayout layout)
        where T : unmanaged, INumber<T>
    {
        float[] floats = new float[values.Length];
        for (int i = 0; i < floats.Length; i++)
            floats[i] = float.CreateTruncating(values[i]);

        if (layout == TensorLayout.Nchw)
            return floats;

        float[] nchw = new float[floats.Length];
        Transpose<float>(floats, nchw, shape[2..].Aggregate(1, (a, b) => a * b), shape[1]);
        return nchw;
    }

    /// <summary>Each item's [rows, columns] to [columns, rows].</summary>
    private static void Transpose<T>(ReadOnlySpan<T> from, Span<T> to, int rows, int columns)
    {
        for (int item = 0; item < from.Length; item += rows * columns)
            for (int row = 0; row < rows; row++)
                for (int column = 0; column < columns; column++)
                    to[item + column * rows + row] = from[item + row * columns + column];
    }

    public static nint[] Shape(int[] shape, TensorLayout layout)
    {
        int[] ordered = layout == TensorLayout.Nchw ? shape : [shape[0], .. shape[2..], shape[1]];
        return [.. ordered.Select(n => (nint)n)];
    }
}
