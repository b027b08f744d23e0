using System.Numerics;

namespace Cenote.Tests;

/// <summary>Comparisons of arrays that say which element is off, and by how much.</summary>
internal static class AssertClose
{
    /// <summary>The same bits; any NaN equals any NaN, -0 differs from +0.</summary>
    public static void SameBits<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, string name)
        where T : IFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            bool same = T.IsNaN(expected[i]) ? T.IsNaN(actual[i]) : expected[i] == actual[i] && T.IsNegative(expected[i]) == T.IsNegative(actual[i]);
            Assert.True(same, $"{name}[{i}] is {actual[i]}, expected {expected[i]}.");
        }
    }

    /// <summary>|actual - expected| at most atol + rtol * |expected|; NaN only for NaN, infinities equal.</summary>
    public static void Within<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, double rtol, double atol, string name)
        where T : IFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double e = double.CreateTruncating(expected[i]), a = double.CreateTruncating(actual[i]);
            bool close = double.IsNaN(e) ? double.IsNaN(a) : double.IsInfinity(e) ? e == a : Math.Abs(a - e) <= atol + rtol * Math.Abs(e);
            Assert.True(close, $"{name}[{i}] is {a}, expected {e} within {atol} + {rtol} * |expected|.");
        }
    }

    /// <summary>The same, with the precision of the element type after sums of <paramref name="terms"/> terms.</summary>
    public static void Rounded<T>(double[] expected, ReadOnlySpan<T> actual, int terms, string name)
        where T : IFloatingPointIeee754<T>
    {
        double epsilon = typeof(T) == typeof(float) ? 1.2e-7 : 2.3e-16;
        double scale = expected.Where(double.IsFinite).Select(Math.Abs).Append(1).Max();
        Within<double>(expected, [.. actual.ToArray().Select(double.CreateTruncating)], epsilon * terms, epsilon * terms * scale, name);
    }
}
