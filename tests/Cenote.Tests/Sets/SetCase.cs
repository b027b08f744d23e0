using System.Numerics;
using Cenote.Tests.Oracles;
using CsCheck;

namespace Cenote.Tests.Sets;

/// <summary>A batch of sets of generated sizes with a mask that keeps something of every item.</summary>
internal sealed record SetCase(int Items, int Members, int Width, bool Masked, int Seed)
{
    private static readonly int[] s_widths = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 40];

    /// <summary>Widths lie around every lane width, and beyond four registers.</summary>
    public static Gen<SetCase> Any { get; } = Of(s_widths);

    /// <summary>Few elements, for tests that walk along each of them.</summary>
    public static Gen<SetCase> Small { get; } = Of([1, 3, 4, 9]);

    public nint[] Shape => [Items, Members, Width];

    public nint[] MaskShape => [Items, Members];

    public bool[] Mask { get; } = MakeMask(Items, Members, Masked, Seed);

    /// <summary>The mask, or null where the case has none.</summary>
    public bool[]? MaskOrNull => Masked ? Mask : null;

    /// <summary>Numbers from -2 to 2 in random order, no two nearer than half of their mean distance: a maximum never hangs on a rounding.</summary>
    public double[] Numbers(int count, int salt) => Apart(count, unchecked(Seed * 31 + salt));

    public static double[] Apart(int count, int seed)
    {
        Random random = new(seed);
        double[] numbers = [.. Enumerable.Range(0, count).Select(i => (i + 0.5 + (random.NextDouble() - 0.5) / 2) * 4 / count - 2)];
        random.Shuffle(numbers);
        return numbers;
    }

    public int[] Kept(int item) => [.. Enumerable.Range(0, Members).Where(k => Mask[item * Members + k])];

    /// <summary>What the mask keeps of an item, as rows.</summary>
    public T[][] KeptRows<T>(T[] x, int item, int width) => [.. Kept(item).Select(k => Row(x, item * Members + k, width))];

    public static T[] Row<T>(T[] x, int row, int width) => x[(row * width)..((row + 1) * width)];

    /// <summary>The same elements with NaN, infinities and great numbers where the mask leaves a member out.</summary>
    public T[] Spoiled<T>(T[] x, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] spoils = [T.NaN, T.PositiveInfinity, T.NegativeInfinity, T.CreateTruncating(1e30)];
        T[] result = [.. x];
        for (int i = 0; i < x.Length; i++)
            if (!Mask[i / width])
                result[i] = spoils[i % spoils.Length];

        return result;
    }

    public static T[] To<T>(double[] x)
        where T : unmanaged, IFloatingPointIeee754<T> => [.. x.Select(T.CreateTruncating)];

    private static Gen<SetCase> Of(int[] widths) =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[1, 7], Gen.Int[0, widths.Length - 1].Select(i => widths[i]), Gen.Bool, Gen.Int, (items, members, width, masked, seed) =>
            new SetCase(items, members, width, masked, seed));

    private static bool[] MakeMask(int items, int members, bool masked, int seed)
    {
        Random random = new(seed);
        bool[] mask = new bool[items * members];
        for (int n = 0; n < items; n++)
        {
            for (int k = 0; k < members; k++)
                mask[n * members + k] = !masked || random.Next(3) > 0;

            mask[n * members + random.Next(members)] = true;
        }

        return mask;
    }
}
