namespace Cenote.Data;

/// <summary>Random orders that are the same on every machine and version of .NET, which <see cref="Random"/> does not promise.</summary>
/// <remarks>
/// <para>Numbers: SplitMix64. Output k (from 0) for seed s is mix(s + (k + 1) * golden), where mix is the function below.</para>
/// <para>Orders: Fisher and Yates, from the last place down: place i is exchanged with place floor(x * (i + 1) / 2^64), x being the next number.
/// (That favours some places by less than i / 2^64: nothing that could be measured.)</para>
/// <para>Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.</para>
/// </remarks>
internal static class Shuffling
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>The order of an epoch: the numbers below <paramref name="count"/>, shuffled.</summary>
    internal static int[] Order(int count, ulong seed, int epoch)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        // Each epoch has a generator of its own, seeded by the user's: seed + epoch would give neighbouring seeds the same orders.
        ulong epochSeed = Output(seed, (ulong)epoch);
        for (int i = count - 1; i > 0; i--)
        {
            int other = (int)Math.BigMul(Output(epochSeed, (ulong)(count - 1 - i)), (ulong)(i + 1), out _);
            (order[i], order[other]) = (order[other], order[i]);
        }
        return order;
    }

    /// <summary>Output <paramref name="k"/> of SplitMix64 with this seed.</summary>
    internal static ulong Output(ulong seed, ulong k)
    {
        ulong z = unchecked(seed + (k + 1) * Golden);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return z ^ (z >> 31);
    }
}
