using System.Numerics;
using Cenote.Geometry;
using Cenote.Simd;
using Cenote.Tests.Oracles;
using Cenote.Windows;
using Cenote.Windows.Loops;
using CsCheck;

namespace Cenote.Tests.Windows;

/// <summary>The fast loops over Half, byte and sbyte give what the general loop gives, which takes one window and one tap after the other.</summary>
public unsafe class SmallLanesTests
{
    private static readonly Half[] s_special =
    [
        (Half)0.0f, (Half)(-0.0f), Half.Epsilon, -Half.Epsilon, (Half)1, (Half)(-1), Half.MaxValue, Half.MinValue, Half.PositiveInfinity, Half.NegativeInfinity, Half.NaN, -Half.NaN,
        BitConverter.Int16BitsToHalf(0x7C01), BitConverter.Int16BitsToHalf(unchecked((short)0xFC01)), BitConverter.Int16BitsToHalf(0x7FFF), BitConverter.Int16BitsToHalf(-1),
    ];

    [Fact]
    public void Bytes() => WindowCase.Any.Sample(c => Same<byte>(c, random => (byte)random.Next(256)), iter: 150, threads: 1);

    [Fact]
    public void SignedBytes() => WindowCase.Any.Sample(c => Same<sbyte>(c, random => (sbyte)random.Next(-128, 128)), iter: 150, threads: 1);

    // Quarters, whose sums are exact as floats.
    [Fact]
    public void Halves() => WindowCase.Any.Sample(c => Same<Half>(c, random => (Half)(random.Next(-12, 13) / 4f)), iter: 150, threads: 1);

    // Ties, zeros of both signs and what is not a number.
    [Fact]
    public void SpecialHalves() => WindowCase.Any.Where(c => c.Planes > 0).Sample(
        c => Picks(Geometry(c), new Random(c.Seed), random => random.Next(2) == 0 ? s_special[random.Next(s_special.Length)] : (Half)random.Next(-3, 4)), iter: 300, threads: 1);

    [Theory]
    [InlineData(16, 300, 300, TensorLayout.Nchw)]
    [InlineData(3, 7, 7, TensorLayout.Nchw)]
    [InlineData(100, 40, 40, TensorLayout.Nhwc)]
    [InlineData(200, 5, 5, TensorLayout.Nhwc)]
    public void WholeMaps(int channels, int height, int width, TensorLayout layout)
    {
        WindowGeometry geometry = WindowOptions.Global(2, layout).Lay(Layouts.Shape(2, channels, [height, width], layout), "input");
        Same<byte>(geometry, new Random(1), random => (byte)random.Next(256), new Mean(true, null));
        Same<sbyte>(geometry, new Random(2), random => (sbyte)random.Next(-128, 128), new Mean(true, null));
        Same<Half>(geometry, new Random(3), random => (Half)random.Next(3), new Mean(true, null));
        Same<Half>(geometry, new Random(4), random => random.Next(2) == 0 ? (Half)0 : (Half)(-0.0f), new Mean(true, null));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(-7)]
    [InlineData(255)]
    [InlineData(1 << 30)]
    public void ByteMeansByAnyDivisor(int divisor)
    {
        WindowGeometry geometry = WindowOptions.Fixed(2, 3, 2, 1, null, ceilMode: true, TensorLayout.Nchw).Lay([1, 2, 19, 70], "input");
        Same<byte>(geometry, new Random(divisor), random => (byte)random.Next(256), new Mean(true, divisor));
        Same<sbyte>(geometry, new Random(divisor), random => (sbyte)random.Next(-128, 128), new Mean(true, divisor));
    }

    // More taps than a float counts bytes of.
    [Fact]
    public void AMeanOfManyBytesStaysExact()
    {
        WindowGeometry geometry = WindowOptions.Global(2, TensorLayout.Nchw).Lay([1, 1, 700, 700], "input");
        Same<byte>(geometry, new Random(5), random => (byte)random.Next(254, 256), new Mean(true, null));
    }

    [Fact]
    public void EveryHalfIsOrderedAtEveryWidth()
    {
        Ordered<HalfLanes128>();
        Ordered<HalfLanes256>();
        Ordered<HalfLanes512>();

        static void Ordered<TLanes>()
            where TLanes : struct, ILanes<TLanes, Half>
        {
            Half* all = stackalloc Half[TLanes.Count], max = stackalloc Half[TLanes.Count], min = stackalloc Half[TLanes.Count];
            foreach (Half a in s_special)
            {
                TLanes first = TLanes.CreateBits(BitConverter.HalfToInt16Bits(a));
                for (int from = short.MinValue; from <= short.MaxValue; from += TLanes.Count)
                {
                    for (int i = 0; i < TLanes.Count; i++)
                        all[i] = BitConverter.Int16BitsToHalf((short)(from + i));

                    TLanes second = TLanes.Load(all, 1), greater = TLanes.GreaterThan(second, first), nan = TLanes.IsNaN(second);
                    TLanes.Store(TLanes.Max(first, second), max);
                    TLanes.Store(TLanes.Min(first, second), min);
                    for (int i = 0; i < TLanes.Count; i++)
                    {
                        Half b = all[i];
                        Equal(b > a || Half.IsNaN(b) ? b : a, max[i]);
                        Equal(b < a || Half.IsNaN(b) ? b : a, min[i]);
                        Assert.Equal(b > a, TLanes.BitsAt(greater, i) != 0);
                        Assert.Equal(Half.IsNaN(b), TLanes.BitsAt(nan, i) != 0);
                    }
                }
            }
        }
    }

    [Fact]
    public void ConvertsRunsOfAnyLength()
    {
        for (int length = 0; length <= 70; length++)
        {
            byte[] bytes = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 37))];
            sbyte[] signed = [.. bytes.Select(b => (sbyte)b)];
            Half[] halves = [.. signed.Select(b => (Half)b / (Half)3)];
            Assert.Equal(bytes.Select(b => (float)b), ToFloats(bytes));
            Assert.Equal(signed.Select(b => (float)b), ToFloats(signed));
            Assert.Equal(halves.Select(h => (float)h), ToFloats(halves));

            float[] floats = [.. signed.Select(b => b * 3.3f)];
            Assert.Equal(floats.Select(f => (byte)Math.Clamp(f, 0, 255)), FromFloats<byte>(floats));
            Assert.Equal(floats.Select(f => (sbyte)Math.Clamp(f, -128, 127)), FromFloats<sbyte>(floats));
            Assert.Equal(floats.Select(f => (Half)f), FromFloats<Half>(floats));
        }
    }

    private static float[] ToFloats<T>(T[] from)
        where T : unmanaged, INumber<T>
    {
        float[] to = new float[from.Length];
        fixed (T* pFrom = from)
        fixed (float* pTo = to)
            SmallNumbers.ToFloats(pFrom, pTo, from.Length);

        return to;
    }

    private static T[] FromFloats<T>(float[] from)
        where T : unmanaged, INumber<T>
    {
        T[] to = new T[from.Length];
        fixed (float* pFrom = from)
        fixed (T* pTo = to)
            SmallNumbers.FromFloats(pFrom, pTo, from.Length);

        return to;
    }

    private static void Same<T>(WindowCase c, Func<Random, T> number)
        where T : unmanaged, INumber<T>
    {
        if (c.Planes == 0)
            return;

        Same(Geometry(c), new Random(c.Seed), number, new Mean(c.Seed % 2 == 0, null));
    }

    private static WindowGeometry Geometry(WindowCase c) => WindowOptions.Fixed(2, c.KernelSize, c.Stride, c.Padding, c.Dilation, c.CeilMode, c.Layout).Lay(c.InputShape, "input");

    private static void Same<T>(in WindowGeometry geometry, Random random, Func<Random, T> number, Mean mean)
        where T : unmanaged, INumber<T>
    {
        T[] x = Picks(geometry, random, number);
        Check(default(Sum), geometry, x);
        Check(mean, geometry, x);
    }

    private static T[] Picks<T>(in WindowGeometry geometry, Random random, Func<Random, T> number)
        where T : unmanaged, INumber<T>
    {
        T[] x = [.. Enumerable.Range(0, (int)(geometry.Planes * geometry.InputPlane)).Select(_ => number(random))];
        Check(default(Picked<Max, T>), geometry, x);
        Check(default(Picked<Min, T>), geometry, x);
        return x;
    }

    private static void Check<TRule, T>(TRule rule, in WindowGeometry geometry, T[] x)
        where TRule : struct, IFold
        where T : unmanaged, INumber<T>
    {
        T[] expected = new T[geometry.Planes * geometry.OutputPlane], actual = new T[expected.Length];
        fixed (T* px = x, pe = expected, pa = actual)
        {
            Reductions.Forward(rule, geometry, px, pe);
            Reductions.Fold(rule, geometry, px, pa);
        }

        for (int i = 0; i < expected.Length; i++)
            Equal(expected[i], actual[i]);
    }

    // The same bits, unless both are NaN.
    private static void Equal<T>(T expected, T actual)
        where T : unmanaged, INumber<T>
    {
        if (!T.IsNaN(expected) || !T.IsNaN(actual))
            Assert.Equal((expected, T.IsNegative(expected)), (actual, T.IsNegative(actual)));
    }
}
