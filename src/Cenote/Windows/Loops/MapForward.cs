using System.Numerics;
using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>Folds of whole small maps in NCHW: as many maps at once as a register has lanes, so that one register of results is finished.</summary>
/// <remarks>
/// A map is folded into one register, and two such registers into one, half by half, until each lane holds a map's result. The last register
/// of a map overlaps the one before; the lanes already counted are left out.
/// </remarks>
internal readonly unsafe struct MapForward : IFoldLoop
{
    // Registers of a map are folded one after the other; of larger maps it is not the step across lanes that takes the time.
    private const int MostRegisters = 16;

    public static long Run(in WindowGeometry geometry) => geometry.InputPlaces;

    public static string? Declines(in WindowGeometry geometry, int lanes) =>
        geometry.Inner > 1 ? "channels lie innermost"
        : lanes == 1 ? "maps are smaller than the shortest register"
        : geometry.InputPlaces > MostRegisters * lanes ? "maps are large"
        : geometry.OutputPlaces > 1 || Taps(geometry) < geometry.InputPlaces ? "windows are not whole maps"
        : null;

    private static long Taps(in WindowGeometry geometry) => geometry.Rows(0, 0).Count * geometry.Width.Taps(0).Count;

    public static void Run<TRule, T, TLanes>(TRule rule, in WindowGeometry geometry, T* x, T* y)
        where TRule : struct, IFold
        where T : unmanaged, INumber<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        double divisor = TRule.Counts ? rule.Divisor(geometry.InputPlaces, geometry.Rows(0, 0).PaddedCount * geometry.Width.PaddedTaps(0), geometry.KernelTaps) : 1;
        MapForward<TRule, T, TLanes> loop = new(rule, geometry.InputPlaces, divisor, x, y);
        geometry.EachPart(geometry.Planes, ref loop, &Part);

        static void Part(ref MapForward<TRule, T, TLanes> loop, nint firstMap, nint endMap) => loop.Maps(firstMap, endMap);
    }
}

/// <inheritdoc cref="MapForward"/>
internal readonly unsafe struct MapForward<TRule, T, TLanes>(TRule rule, int length, double divisor, T* x, T* y)
    where TRule : struct, IFold
    where T : unmanaged, INumber<T>
    where TLanes : struct, ILanes<TLanes, T>
{
    // Bytes of a line of the cache.
    private const int Line = 64;

    /// <summary>Works maps, a group of as many as lanes at a time.</summary>
    public void Maps(nint firstMap, nint endMap)
    {
        int lanes = TLanes.Count;
        nint whole = (endMap - firstMap) / lanes * lanes;
        bool hasZero = Fold(x + firstMap * length, whole, lanes, y + firstMap);
        if (firstMap + whole < endMap)
        {
            // The lanes too many do as the last map.
            T* results = stackalloc T[lanes];
            int rest = (int)(endMap - firstMap - whole);
            hasZero |= Fold(x + (firstMap + whole) * length, lanes, rest, results);
            new Span<T>(results, rest).CopyTo(new Span<T>(y + firstMap + whole, rest));
        }

        if (TRule.KeepsFirstZero && hasZero)
            FirstZeros(firstMap, endMap);
    }

    /// <returns>Whether a result is zero.</returns>
    /// <remarks>Nothing is called from here, or the JIT would keep registers in memory around each call.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private bool Fold(T* map, nint count, int mapsOfGroup, T* output)
    {
        int lanes = TLanes.Count;
        TRule fold = rule;
        nint step = length;
        T* tables = stackalloc T[(lanes + 3) * lanes + Line / sizeof(T)], even = Aligned(tables), odd = even + lanes, mask = odd + lanes, folded = mask + lanes;
        for (int lane = 0; lane < lanes; lane++)
        {
            even[lane] = Bits<T>.From(2 * lane);
            odd[lane] = Bits<T>.From(2 * lane + 1);
            mask[lane] = lane >= lanes - length % lanes ? Bits<T>.From(-1) : T.Zero;
        }

        TLanes start = fold.Start<TLanes>().A, evens = TLanes.Load(even, 1), odds = TLanes.Load(odd, 1), isNew = TLanes.Load(mask, 1);
        TLanes divisors = TLanes.Create(divisor), zero = TLanes.Create(0);
        nint whole = length / lanes * lanes;
        bool hasZero = false;
        for (T* end = output + count; output < end; output += lanes, map += lanes * step)
        {
            for (int i = 0; i < lanes; i++)
            {
                T* first = map + Math.Min(i, mapsOfGroup - 1) * step;
                TLanes all = start;
                for (nint at = 0; at < whole; at += lanes)
                {
                    Memory.PrefetchBeyond(first + at);
                    all = fold.Combine(all, fold.Of(TLanes.Load(first + at, 1)));
                }

                if (whole < step)
                    all = fold.Combine(all, TLanes.Select(isNew, fold.Of(TLanes.Load(first + step - lanes, 1)), start));

                TLanes.Store(all, folded + i * lanes);
            }

            for (int pairs = lanes / 2; pairs > 0; pairs /= 2)
            {
                for (T* to = folded, from = folded, endTo = folded + pairs * lanes; to < endTo; to += lanes, from += 2 * lanes)
                {
                    TLanes a = TLanes.Load(from, 1), b = TLanes.Load(from + lanes, 1);
                    TLanes.Store(fold.Combine(TLanes.Pick(a, b, evens), TLanes.Pick(a, b, odds)), to);
                }
            }

            TLanes results = TLanes.Load(folded, 1);
            hasZero |= TRule.KeepsFirstZero && TLanes.AnyEqual(results, zero);
            TLanes.Store(fold.Finish(new State<TLanes> { A = results }, divisors, default), output);
        }

        return hasZero;
    }

    // A register that straddles two lines of the cache takes twice as long.
    private static T* Aligned(T* place) => (T*)((nuint)((byte*)place + Line - 1) & ~(nuint)(Line - 1));

    // Of -0 and +0 the first in scan order stays, and lanes do not keep to it.
    private void FirstZeros(nint firstMap, nint endMap)
    {
        for (nint map = firstMap; map < endMap; map++)
        {
            if (y[map] != T.Zero)
                continue;

            T* tap = x + map * length;
            while (*tap != T.Zero)
                tap++;

            y[map] = *tap;
        }
    }
}
