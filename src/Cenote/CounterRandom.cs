namespace Cenote;

/// <summary>Random numbers that follow from a seed and a count alone: the same in any order and on any number of threads.</summary>
/// <remarks>Number k of a seed is SplitMix64's output k + 1 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).</remarks>
internal static class CounterRandom
{
    /// <summary>Number <paramref name="k"/>, from 0 up to but not 1, in steps of 2^-53.</summary>
    public static double Uniform(ulong seed, ulong k) => (Bits(seed, k) >> 11) * (1.0 / (1UL << 53));

    public static ulong Bits(ulong seed, ulong k)
    {
        unchecked
        {
            ulong z = seed + (k + 1) * 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
