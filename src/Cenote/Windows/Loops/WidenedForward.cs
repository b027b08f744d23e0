using System.Numerics;
using Cenote.Geometry;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>Folds of small elements that are added: some planes at a time become floats, are folded as floats are, and become small again.</summary>
/// <remarks>
/// A sum of bytes is a whole number below 2^24, so exact as a float in any order. Then its quotient, cut to a whole number, is so too: where
/// sum / n is less than a whole number q it is so by 1 / n, which is more than half a last digit, q n being at most 2^24.
/// </remarks>
internal readonly unsafe struct WidenedForward<TRule, T>(TRule rule, WindowGeometry geometry, T* x, T* y)
    where TRule : struct, IFold
    where T : unmanaged, INumber<T>
{
    // What is read again at once is still in the cache. A plane may be larger, up to a point.
    private const int BlockElements = 1 << 15, MostElements = 1 << 22;

    private const int MostTaps = ((1 << 24) - 1) / byte.MaxValue;

    public static string? Declines(in WindowGeometry geometry) =>
        geometry.InputPlane > MostElements || geometry.OutputPlane > MostElements ? "planes are large"
        : typeof(T) != typeof(Half) && geometry.MostTaps > MostTaps ? "a sum may not be exact as a float"
        : null;

    public void Run()
    {
        WidenedForward<TRule, T> loop = this;
        geometry.EachPart(geometry.Planes, ref loop, &Part);

        static void Part(ref WidenedForward<TRule, T> loop, nint firstPlane, nint endPlane) => loop.Planes(firstPlane, endPlane);
    }

    private void Planes(nint firstPlane, nint endPlane)
    {
        WindowGeometry g = geometry;
        nint most = Math.Clamp(BlockElements / Math.Max(1, g.InputPlane), 1, endPlane - firstPlane);
        using Scratch<float> input = new(most * g.InputPlane, "input"), output = new(most * g.OutputPlane, "output");
        fixed (float* wideX = input, wideY = output)
        {
            for (nint plane = firstPlane; plane < endPlane; plane += most)
            {
                nint planes = Math.Min(most, endPlane - plane);
                int inputs = (int)(planes * g.InputPlane), outputs = (int)(planes * g.OutputPlane);
                SmallNumbers.ToFloats(x + plane * g.InputPlane, wideX, inputs);
                Reductions.Fold(rule, new WindowGeometry(planes, g.Depth, g.Height, g.Width, g.Inner, g.Channels), wideX, wideY);
                SmallNumbers.FromFloats(wideY, y + plane * g.OutputPlane, outputs);
            }
        }
    }
}
