using System.Numerics;
using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>What is done with windows whose taps have been gathered. A struct: its fields are the loop's operands.</summary>
internal unsafe interface ITapLoop<T>
    where T : unmanaged, INumber<T>
{
    void Windows<TLanes>(in GatheredTaps<T> taps)
        where TLanes : struct, ILanes<TLanes, T>;
}

/// <summary>The taps of as many neighbouring windows as there are lanes, register after register in scan order.</summary>
internal readonly unsafe struct GatheredTaps<T>(T* taps, TiledRow* row, Tile* tile, int columns, T* masks, T* divisors, int channel, nint plane, nint output, int room)
    where T : unmanaged
{
    /// <summary>The first register; of taps that a window does not have it holds 0.</summary>
    public readonly T* Taps = taps;
    public readonly TiledRow* Row = row;
    public readonly Tile* Tile = tile;

    /// <summary>How many taps there are in each of the row's input rows.</summary>
    public readonly int Columns = columns;

    /// <summary>For each of the columns which windows have it, every second register; null where all have all.</summary>
    public readonly T* Masks = masks;

    /// <summary>The windows' divisors, if the rule counts.</summary>
    public readonly T* Divisors = divisors;
    public readonly int Channel = channel;

    /// <summary>Where the plane begins in the input.</summary>
    public readonly nint Plane = plane;

    /// <summary>The number of the first window's output; so many can be stored from there.</summary>
    public readonly nint Output = output;
    public readonly int Room = room;
}

/// <summary>Visits the windows of NCHW tensors tile by tile, their taps laid side by side beforehand: for rules that look at them more than
/// once, or reckon long with each.</summary>
internal static unsafe class TapWalk
{
    /// <summary>So many taps are gathered at most: with 64 bytes each they lie in the nearest cache.</summary>
    public const int MostTaps = 128;

    /// <summary>Why these windows are not for this walk; null if they are.</summary>
    public static string? Declines(in WindowGeometry geometry, int lanes) =>
        TileForward.Declines(geometry, lanes) ?? (geometry.MostTaps > MostTaps ? "windows are long" : null);

    /// <summary>Visits all windows, if they are for this walk.</summary>
    public static bool Run<TRule, TLoop, T>(TRule rule, in TLoop loop, in WindowGeometry geometry, T* x)
        where TRule : struct, IAccumulation
        where TLoop : struct, ITapLoop<T>
        where T : unmanaged, INumber<T>
    {
        int lanes = Widest.Lanes<T>(geometry.Width.Input);
        if (!ElementType<T>.IsFloatOrDouble || Declines(geometry, lanes) is not null)
            return false;

        if (geometry.Planes * geometry.OutputPlane > 0)
            Widest.Run<Walking<TRule, TLoop, T>, T>(lanes, new(rule, loop, geometry, x));

        return true;
    }

    private readonly struct Walking<TRule, TLoop, T>(TRule rule, TLoop loop, WindowGeometry geometry, T* x) : IForLanes<T>
        where TRule : struct, IAccumulation
        where TLoop : struct, ITapLoop<T>
        where T : unmanaged, INumber<T>
    {
        public void Run<TLanes>()
            where TLanes : struct, ILanes<TLanes, T>
        {
            using TilePlan<TRule, T> plan = new(rule, geometry, TLanes.Count);
            fixed (Tile* tiles = plan.Tiles)
            fixed (TiledRow* rows = plan.Rows)
            fixed (T* tables = plan.Tables, divisors = plan.Divisors)
            {
                TapWalk<TLoop, T, TLanes> walk = new(loop, geometry, x, tiles, plan.TileCount, rows, plan.RowCount, tables, plan.Taps, TRule.Counts ? divisors : null);
                geometry.EachPart(geometry.Planes * plan.RowCount, ref walk, &Part);
            }

            static void Part(ref TapWalk<TLoop, T, TLanes> walk, nint firstRow, nint endRow) => walk.Rows(firstRow, endRow);
        }
    }
}

/// <inheritdoc cref="TapWalk"/>
internal readonly unsafe struct TapWalk<TLoop, T, TLanes>(
    TLoop loop, WindowGeometry geometry, T* x, Tile* tiles, int tileCount, TiledRow* rows, int rowCount, T* tables, int columns, T* divisors)
    where TLoop : struct, ITapLoop<T>
    where T : unmanaged, INumber<T>
    where TLanes : struct, ILanes<TLanes, T>
{
    // Bytes of a line of the cache: a register that straddles two takes twice as long.
    private const int Line = 64;

    /// <summary>Works output rows, counted through all planes.</summary>
    public void Rows(nint firstRow, nint endRow)
    {
        T* room = stackalloc T[TapWalk.MostTaps * TLanes.Count + Line / sizeof(T)], taps = (T*)((nuint)((byte*)room + Line - 1) & ~(nuint)(Line - 1));
        nint outputRow = geometry.Width.Output, end = endRow * outputRow;
        for (nint r = firstRow; r < endRow; r++)
        {
            nint plane = r / rowCount;
            Row(taps, rows + r % rowCount, (int)(plane % geometry.Channels), plane * geometry.InputPlane, r * outputRow, end);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Row(T* taps, TiledRow* row, int channel, nint plane, nint output, nint end)
    {
        TLoop visit = loop;
        T* top = x + plane + row->First;
        for (Tile* tile = tiles, endTile = tiles + tileCount; tile < endTile; tile++)
        {
            T* table = tables + tile->Table;
            Gather(taps, top, row, tile, table, columns);
            visit.Windows<TLanes>(new GatheredTaps<T>(
                taps, row, tile, columns, tile->Cut ? table + TLanes.Count : null, divisors + row->Divisors + tile->Output, channel, plane, output + tile->Output,
                (int)nint.Min(end - output - tile->Output, TLanes.Count)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gather(T* taps, T* slab, TiledRow* row, Tile* tile, T* table, int columns)
    {
        for (int d = row->Depth; d > 0; d--, slab += row->DepthStep)
        {
            T* line = slab;
            for (int h = row->Height; h > 0; h--, line += row->HeightStep)
            {
                T* first = line + tile->First, second = line + tile->Second;
                Memory.PrefetchBeyond(first);
                Memory.PrefetchBeyond(second);
                TLanes a = TLanes.Load(first, 1), b = TLanes.Load(second, 1);
                if (tile->Cut)
                {
                    T* lanes = table;
                    for (int w = columns; w > 0; w--, taps += TLanes.Count, lanes += 2 * TLanes.Count)
                        TLanes.Store(TLanes.Select(TLanes.Load(lanes + TLanes.Count, 1), TLanes.Pick(a, b, TLanes.Load(lanes, 1)), TLanes.Create(0)), taps);
                }
                else
                {
                    T* lanes = table;
                    for (int w = columns; w > 0; w--, taps += TLanes.Count, lanes += TLanes.Count)
                        TLanes.Store(TLanes.Pick(a, b, TLanes.Load(lanes, 1)), taps);
                }
            }
        }
    }
}
