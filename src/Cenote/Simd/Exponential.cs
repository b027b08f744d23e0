using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cenote.Simd;

/// <summary>e^x, to within a last digit: exactly 1 at 0, 0 and infinity where it leaves the range of numbers, gradually through the subnormal ones; NaN stays.</summary>
/// <remarks>
/// <para>With n the whole number nearest to x / ln 2 and r = x - n ln 2, at most ln 2 / 2 in size: e^x = 2^n e^r, e^r by its series. n ln 2 is
/// taken off in two parts, of which the upper has so few digits that its product with n is exact.</para>
/// <para>Every width is the same text, so that a window at the border is reckoned as one inside is. 2^n goes in by two halves, since n reaches
/// beyond the exponents that there are; where the machine has an instruction that does so, by that.</para>
/// </remarks>
internal static class Exponential
{
    // Beyond these the result is 0 or infinity.
    private const float LeastSingle = -104, MostSingle = 89;
    private const double LeastDouble = -746, MostDouble = 710;

    // Added to a number it leaves no room for a fraction, and the whole number stands in the last bits.
    private const float WholeSingle = 3 << 22;
    private const double WholeDouble = 3L << 51;

    private const float Ln2Single = 0.693147181f;
    private const double Ln2Double = 0.693147180559945309417;
    private const float UpperSingle = 0.693359375f, LowerSingle = -2.12194440e-4f;
    private const double UpperDouble = 6.93147180369123816490e-01, LowerDouble = 1.90821492927058770002e-10;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Of(Vector128<float> x)
    {
        // The bound comes first: where x is NaN, x is then the result.
        x = Vector128.MinNative(Vector128.Create(MostSingle), Vector128.MaxNative(Vector128.Create(LeastSingle), x));
        Vector128<float> shifted = Vector128.MultiplyAddEstimate(x, Vector128.Create(1 / Ln2Single), Vector128.Create(WholeSingle)), n = shifted - Vector128.Create(WholeSingle);
        Vector128<float> r = Vector128.MultiplyAddEstimate(n, Vector128.Create(-LowerSingle), Vector128.MultiplyAddEstimate(n, Vector128.Create(-UpperSingle), x));
        Vector128<float> series = Vector128.MultiplyAddEstimate(Vector128.Create(1f / 5040), r, Vector128.Create(1f / 720));
        series = Vector128.MultiplyAddEstimate(series, r, Vector128.Create(1f / 120));
        series = Vector128.MultiplyAddEstimate(series, r, Vector128.Create(1f / 24));
        series = Vector128.MultiplyAddEstimate(series, r, Vector128.Create(1f / 6));
        series = Vector128.MultiplyAddEstimate(series, r, Vector128.Create(1f / 2));
        series = Vector128.MultiplyAddEstimate(series * r, r, r) + Vector128<float>.One;
        if (Avx512F.VL.IsSupported)
            return Avx512F.VL.Scale(series, n);

        Vector128<int> power = shifted.AsInt32() - Vector128.Create(WholeSingle).AsInt32(), half = power >> 1;
        return series * PowerOf2(half).AsSingle() * PowerOf2(power - half).AsSingle();

        static Vector128<int> PowerOf2(Vector128<int> n) => (n + Vector128.Create(127)) << 23;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Of(Vector256<float> x)
    {
        x = Vector256.MinNative(Vector256.Create(MostSingle), Vector256.MaxNative(Vector256.Create(LeastSingle), x));
        Vector256<float> shifted = Vector256.MultiplyAddEstimate(x, Vector256.Create(1 / Ln2Single), Vector256.Create(WholeSingle)), n = shifted - Vector256.Create(WholeSingle);
        Vector256<float> r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-LowerSingle), Vector256.MultiplyAddEstimate(n, Vector256.Create(-UpperSingle), x));
        Vector256<float> series = Vector256.MultiplyAddEstimate(Vector256.Create(1f / 5040), r, Vector256.Create(1f / 720));
        series = Vector256.MultiplyAddEstimate(series, r, Vector256.Create(1f / 120));
        series = Vector256.MultiplyAddEstimate(series, r, Vector256.Create(1f / 24));
        series = Vector256.MultiplyAddEstimate(series, r, Vector256.Create(1f / 6));
        series = Vector256.MultiplyAddEstimate(series, r, Vector256.Create(1f / 2));
        series = Vector256.MultiplyAddEstimate(series * r, r, r) + Vector256<float>.One;
        if (Avx512F.VL.IsSupported)
            return Avx512F.VL.Scale(series, n);

        Vector256<int> power = shifted.AsInt32() - Vector256.Create(WholeSingle).AsInt32(), half = power >> 1;
        return series * PowerOf2(half).AsSingle() * PowerOf2(power - half).AsSingle();

        static Vector256<int> PowerOf2(Vector256<int> n) => (n + Vector256.Create(127)) << 23;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x)
    {
        x = Vector512.MinNative(Vector512.Create(MostSingle), Vector512.MaxNative(Vector512.Create(LeastSingle), x));
        Vector512<float> shifted = Vector512.MultiplyAddEstimate(x, Vector512.Create(1 / Ln2Single), Vector512.Create(WholeSingle)), n = shifted - Vector512.Create(WholeSingle);
        Vector512<float> r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-LowerSingle), Vector512.MultiplyAddEstimate(n, Vector512.Create(-UpperSingle), x));
        Vector512<float> series = Vector512.MultiplyAddEstimate(Vector512.Create(1f / 5040), r, Vector512.Create(1f / 720));
        series = Vector512.MultiplyAddEstimate(series, r, Vector512.Create(1f / 120));
        series = Vector512.MultiplyAddEstimate(series, r, Vector512.Create(1f / 24));
        series = Vector512.MultiplyAddEstimate(series, r, Vector512.Create(1f / 6));
        series = Vector512.MultiplyAddEstimate(series, r, Vector512.Create(1f / 2));
        series = Vector512.MultiplyAddEstimate(series * r, r, r) + Vector512<float>.One;
        if (Avx512F.IsSupported)
            return Avx512F.Scale(series, n);

        Vector512<int> power = shifted.AsInt32() - Vector512.Create(WholeSingle).AsInt32(), half = power >> 1;
        return series * PowerOf2(half).AsSingle() * PowerOf2(power - half).AsSingle();

        static Vector512<int> PowerOf2(Vector512<int> n) => (n + Vector512.Create(127)) << 23;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Of(Vector128<double> x)
    {
        x = Vector128.MinNative(Vector128.Create(MostDouble), Vector128.MaxNative(Vector128.Create(LeastDouble), x));
        Vector128<double> shifted = Vector128.MultiplyAddEstimate(x, Vector128.Create(1 / Ln2Double), Vector128.Create(WholeDouble)), n = shifted - Vector128.Create(WholeDouble);
        Vector128<double> r = Vector128.MultiplyAddEstimate(n, Vector128.Create(-LowerDouble), Vector128.MultiplyAddEstimate(n, Vector128.Create(-UpperDouble), x));
        Vector128<double> series = Vector128.MultiplyAddEstimate(Vector128.Create(1.0 / 6227020800), r, Vector128.Create(1.0 / 479001600));
        series = Vector128.MultiplyAddEstimate(series, r, Vector128.Create(1.0 / 39916800));
        series = Vector128.MultiplyAddEstimate(series, r, Vector128.Create(1.0 / 3628800));
        series = Vector128.MultiplyAddEstimate(series, r, Vector128.Create(1.0 / 362880));
        series = Vector128.MultiplyAddEstimate(series, r, Vector128.Create(1.0 / 40320));
        series = Vector128.MultiplyAddEstimate(series, r, Vector128.Create(1.0 / 5040));
        series = Vector128.MultiplyAddEstimate(series, r, Vector128.Create(1.0 / 720));
        series = Vector128.MultiplyAddEstimate(series, r, Vector128.Create(1.0 / 120));
        series = Vector128.MultiplyAddEstimate(series, r, Vector128.Create(1.0 / 24));
        series = Vector128.MultiplyAddEstimate(series, r, Vector128.Create(1.0 / 6));
        series = Vector128.MultiplyAddEstimate(series, r, Vector128.Create(1.0 / 2));
        series = Vector128.MultiplyAddEstimate(series * r, r, r) + Vector128<double>.One;
        if (Avx512F.VL.IsSupported)
            return Avx512F.VL.Scale(series, n);

        Vector128<long> power = shifted.AsInt64() - Vector128.Create(WholeDouble).AsInt64(), half = power >> 1;
        return series * PowerOf2(half).AsDouble() * PowerOf2(power - half).AsDouble();

        static Vector128<long> PowerOf2(Vector128<long> n) => (n + Vector128.Create(1023L)) << 52;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Of(Vector256<double> x)
    {
        x = Vector256.MinNative(Vector256.Create(MostDouble), Vector256.MaxNative(Vector256.Create(LeastDouble), x));
        Vector256<double> shifted = Vector256.MultiplyAddEstimate(x, Vector256.Create(1 / Ln2Double), Vector256.Create(WholeDouble)), n = shifted - Vector256.Create(WholeDouble);
        Vector256<double> r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-LowerDouble), Vector256.MultiplyAddEstimate(n, Vector256.Create(-UpperDouble), x));
        Vector256<double> series = Vector256.MultiplyAddEstimate(Vector256.Create(1.0 / 6227020800), r, Vector256.Create(1.0 / 479001600));
        series = Vector256.MultiplyAddEstimate(series, r, Vector256.Create(1.0 / 39916800));
        series = Vector256.MultiplyAddEstimate(series, r, Vector256.Create(1.0 / 3628800));
        series = Vector256.MultiplyAddEstimate(series, r, Vector256.Create(1.0 / 362880));
        series = Vector256.MultiplyAddEstimate(series, r, Vector256.Create(1.0 / 40320));
        series = Vector256.MultiplyAddEstimate(series, r, Vector256.Create(1.0 / 5040));
        series = Vector256.MultiplyAddEstimate(series, r, Vector256.Create(1.0 / 720));
        series = Vector256.MultiplyAddEstimate(series, r, Vector256.Create(1.0 / 120));
        series = Vector256.MultiplyAddEstimate(series, r, Vector256.Create(1.0 / 24));
        series = Vector256.MultiplyAddEstimate(series, r, Vector256.Create(1.0 / 6));
        series = Vector256.MultiplyAddEstimate(series, r, Vector256.Create(1.0 / 2));
        series = Vector256.MultiplyAddEstimate(series * r, r, r) + Vector256<double>.One;
        if (Avx512F.VL.IsSupported)
            return Avx512F.VL.Scale(series, n);

        Vector256<long> power = shifted.AsInt64() - Vector256.Create(WholeDouble).AsInt64(), half = power >> 1;
        return series * PowerOf2(half).AsDouble() * PowerOf2(power - half).AsDouble();

        static Vector256<long> PowerOf2(Vector256<long> n) => (n + Vector256.Create(1023L)) << 52;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        x = Vector512.MinNative(Vector512.Create(MostDouble), Vector512.MaxNative(Vector512.Create(LeastDouble), x));
        Vector512<double> shifted = Vector512.MultiplyAddEstimate(x, Vector512.Create(1 / Ln2Double), Vector512.Create(WholeDouble)), n = shifted - Vector512.Create(WholeDouble);
        Vector512<double> r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-LowerDouble), Vector512.MultiplyAddEstimate(n, Vector512.Create(-UpperDouble), x));
        Vector512<double> series = Vector512.MultiplyAddEstimate(Vector512.Create(1.0 / 6227020800), r, Vector512.Create(1.0 / 479001600));
        series = Vector512.MultiplyAddEstimate(series, r, Vector512.Create(1.0 / 39916800));
        series = Vector512.MultiplyAddEstimate(series, r, Vector512.Create(1.0 / 3628800));
        series = Vector512.MultiplyAddEstimate(series, r, Vector512.Create(1.0 / 362880));
        series = Vector512.MultiplyAddEstimate(series, r, Vector512.Create(1.0 / 40320));
        series = Vector512.MultiplyAddEstimate(series, r, Vector512.Create(1.0 / 5040));
        series = Vector512.MultiplyAddEstimate(series, r, Vector512.Create(1.0 / 720));
        series = Vector512.MultiplyAddEstimate(series, r, Vector512.Create(1.0 / 120));
        series = Vector512.MultiplyAddEstimate(series, r, Vector512.Create(1.0 / 24));
        series = Vector512.MultiplyAddEstimate(series, r, Vector512.Create(1.0 / 6));
        series = Vector512.MultiplyAddEstimate(series, r, Vector512.Create(1.0 / 2));
        series = Vector512.MultiplyAddEstimate(series * r, r, r) + Vector512<double>.One;
        if (Avx512F.IsSupported)
            return Avx512F.Scale(series, n);

        Vector512<long> power = shifted.AsInt64() - Vector512.Create(WholeDouble).AsInt64(), half = power >> 1;
        return series * PowerOf2(half).AsDouble() * PowerOf2(power - half).AsDouble();

        static Vector512<long> PowerOf2(Vector512<long> n) => (n + Vector512.Create(1023L)) << 52;
    }
}
