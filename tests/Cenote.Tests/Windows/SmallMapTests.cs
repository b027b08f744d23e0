namespace Cenote.Tests.Windows;

/// <summary>Whole maps of sizes around each register's, in batches around each number of lanes.</summary>
public class SmallMapTests
{
    private static readonly int[] s_lengths = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 49, 64, 127, 128, 129, 196, 255, 256, 257, 300];

    public static TheoryData<string> Poolings() => ["max", "min", "average", "sum"];

    [Theory, MemberData(nameof(Poolings))]
    public void AreTheirFormula(string name)
    {
        PoolingFamily family = PoolingFamily.All.Single(f => f.Name == name);
        WindowPool layer = family.Global!(1, TensorLayout.Nchw);
        foreach (int length in s_lengths)
        {
            foreach (int maps in (int[])[1, 3, 8, 15, 16, 17, 35])
            {
                // Whole numbers, so that sums are exact in any order; each map has its greatest and least elsewhere.
                Random random = new(length * 100 + maps);
                float[] x = [.. Enumerable.Range(0, maps * length).Select(_ => (float)random.Next(-99, 100))];
                float[] expected = [.. x.Chunk(length).Select(map => (float)family.Formula([.. map.Select(v => (double)v)]))];
                Assert.Equal(expected, Pooled(layer, x, maps, length));
                Assert.Equal(expected, Pooled(layer, [.. x.Select(v => (double)v)], maps, length).Select(v => (float)v));
            }
        }
    }

    [Fact]
    public void TheFirstOfTwoZerosStaysAndNaNWins()
    {
        foreach (int length in s_lengths.Where(n => n > 1))
        {
            for (int place = 0; place < length; place++)
            {
                // In map 0 a zero before one of the other sign, in map 1 the other way round; map 2 is one NaN among numbers.
                float[] x = new float[17 * length];
                Array.Fill(x, -1);
                int other = (place + length / 2) % length;
                (x[place], x[other]) = place < other ? (-0f, 0f) : (0f, -0f);
                (x[length + place], x[length + other]) = place < other ? (0f, -0f) : (-0f, 0f);
                x[2 * length + place] = float.NaN;
                float[] y = Pooled(new GlobalMaxPool1d(), x, 17, length);
                Assert.Equal((true, false), (float.IsNegative(y[0]), float.IsNegative(y[1])));
                Assert.Equal((0f, 0f, -1f), (y[0], y[1], y[16]));
                Assert.True(float.IsNaN(y[2]), $"{length} elements, NaN at {place}");
            }
        }
    }

    private static T[] Pooled<T>(WindowPool layer, T[] x, int maps, int length)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        T[] y = new T[maps];
        layer.Forward<T>(x, [1, maps, length], y);
        return y;
    }
}
