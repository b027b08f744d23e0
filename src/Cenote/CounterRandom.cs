using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Cenote.Simd;

namespace Cenote;

/// <summary>Random numbers that follow from a seed and a count alone: the same in any order and on any number of threads.</summary>
/// <remarks>Number k of a seed is SplitMix64's output k + 1 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).</remarks>
internal static unsafe class CounterRandom
{
    private const ulong Step = 0x9E3779B97F4A7C15, Mix1 = 0xBF58476D1CE4E5B9, Mix2 = 0x94D049BB133111EB;
    private const double Unit = 1.0 / (1UL << 53);

    // Rounded to float a number just below 1 can become 1.
    private const double MostSingle = 1 - 1.0 / (1 << 24);

    /// <summary>Number <paramref name="k"/>, from 0 up to but not 1, in steps of 2^-53.</summary>
    public static double Uniform(ulong seed, ulong k) => (Bits(seed, k) >> 11) * Unit;

    /// <summary>The same as an element, below 1 also when it is rounded to one.</summary>
    public static T Uniform<T>(ulong seed, ulong k)
        where T : unmanaged, INumber<T> => T.CreateTruncating(typeof(T) == typeof(float) ? Math.Min(Uniform(seed, k), MostSingle) : Uniform(seed, k));

    /// <summary>The numbers from <paramref name="k"/> on, one for each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Uniforms<TLanes, T>(ulong seed, ulong k)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged, INumber<T>
    {
        // As many as the widest registers have lanes, of which narrower ones take the first.
        if (typeof(T) == typeof(float))
        {
            Vector512<double> most = Vector512.Create(MostSingle);
            Vector512<float> numbers = Vector512.Narrow(Vector512.MinNative(Eight(seed, k), most), Vector512.MinNative(Eight(seed, k + 8), most));
            return TLanes.Load((T*)&numbers, 1);
        }
        else
        {
            Vector512<double> numbers = Eight(seed, k);
            return TLanes.Load((T*)&numbers, 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Eight(ulong seed, ulong k)
    {
        Vector512<ulong> z = Vector512.Create(unchecked(seed + (k + 1) * Step)) + Vector512<ulong>.Indices * Step;
        z = (z ^ (z >> 30)) * Mix1;
        z = (z ^ (z >> 27)) * Mix2;
        return Vector512.ConvertToDouble((z ^ (z >> 31)) >> 11) * Unit;
    }

    public static ulong Bits(ulong seed, ulong k)
    {
        unchecked
        {
            ulong z = seed + (k + 1) * Step;
            z = (z ^ (z >> 30)) * Mix1;
            z = (z ^ (z >> 27)) * Mix2;
            return z ^ (z >> 31);
        }
    }
}
