using System.Numerics;
using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>Folds in NCHW: the rows of a window first, column by column, then its columns.</summary>
/// <remarks>
/// Covers windows of at most a register's columns in maps that are at least a register wide. Each input row of a tile is loaded once, two
/// registers of it, whatever the kernel's width; the taps of a window are then picked from registers.
/// </remarks>
internal readonly unsafe struct TileForward : IFoldLoop
{
    public static long Run(in WindowGeometry geometry) => geometry.Width.Input;

    public static string? Declines(in WindowGeometry geometry, int lanes) =>
        geometry.Inner > 1 ? "channels lie innermost"
        : lanes == 1 ? "rows are shorter than the shortest register"
        : (long)(geometry.Width.MostTaps - 1) * geometry.Width.Dilation >= lanes ? "windows are wider than a register"
        : (long)geometry.Depth.MostTaps * geometry.Height.MostTaps > MostRows ? "windows have many rows"
        : null;

    // Rows are summed up one after the other, which over many would cost digits.
    private const int MostRows = 64;

    public static void Run<TRule, T, TLanes>(TRule rule, in WindowGeometry geometry, T* x, T* y)
        where TRule : struct, IFold
        where T : unmanaged, INumber<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        using TilePlan<TRule, T> plan = new(rule, geometry, TLanes.Count);
        fixed (Tile* tiles = plan.Tiles)
        fixed (TiledRow* rows = plan.Rows)
        fixed (T* tables = plan.Tables, divisors = plan.Divisors)
        {
            TileForward<TRule, T, TLanes> loop = new(rule, geometry, x, y, tiles, plan.TileCount, rows, plan.RowCount, tables, plan.Taps, divisors);
            geometry.EachPart(geometry.Planes * plan.RowCount, ref loop, &Part);
        }

        static void Part(ref TileForward<TRule, T, TLanes> loop, nint firstRow, nint endRow) => loop.Rows(firstRow, endRow);
    }
}

/// <inheritdoc cref="TileForward"/>
internal readonly unsafe partial struct TileForward<TRule, T, TLanes>(
    TRule rule, in WindowGeometry geometry, T* x, T* y, Tile* tiles, int tileCount, TiledRow* rows, int rowCount, T* tables, int taps, T* divisors)
    where TRule : struct, IFold
    where T : unmanaged, INumber<T>
    where TLanes : struct, ILanes<TLanes, T>
{
    private readonly nint _inputPlane = geometry.InputPlane;
    private readonly int _outputRow = geometry.Width.Output;

    /// <summary>Works output rows, counted through all planes.</summary>
    public void Rows(nint firstRow, nint endRow)
    {
        Place at = new()
        {
            Row = rows + firstRow % rowCount,
            Tile = tiles,
            Plane = x + firstRow / rowCount * _inputPlane,
            Output = y + firstRow * _outputRow,
        };

        // What a register holds beyond the tile's outputs falls where the next tile or row will write. At the end there is none.
        T* end = y + endRow * _outputRow, endOfWhole = end - TLanes.Count - tiles[tileCount - 1].Output + 1;
        if (tileCount == 1 && taps <= 3)
        {
            while (FoldNarrow(ref at, endOfWhole))
                FoldWithCare(ref at, end);
        }
        else
        {
            while (FoldOn(ref at, endOfWhole))
                FoldWithCare(ref at, end);
        }

        while (at.Output < end)
            FoldWithCare(ref at, end);
    }

    /// <summary>Folds tile after tile in the rows that begin before <paramref name="end"/>, and stores whole registers.</summary>
    /// <returns>Whether it stopped at a tile whose zeros may have to be told apart.</returns>
    /// <remarks>Nothing is called from here, or the JIT would keep registers in memory around each call.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private bool FoldOn(ref Place place, T* end)
    {
        // In locals, since the JIT would read fields again after each store.
        Place at = place;
        TRule fold = rule;
        Tile* firstTile = tiles, endTile = tiles + tileCount;
        TiledRow* firstRow = rows, endRow = rows + rowCount;
        T* table = tables, divisor = divisors;
        int tapCount = taps;
        nint outputRow = _outputRow, inputPlane = _inputPlane;
        TLanes start = fold.Start<TLanes>().A;
        while (at.Output < end)
        {
            T* top = at.Plane + at.Row->First;
            at.Tile = (at.Row->HasMore || at.Row->Height != tapCount ? 0 : tapCount) switch
            {
                2 => FoldRow(fold, top, at.Row, at.Tile, endTile, table, 2, more: false, 2, start, divisor, at.Output),
                3 => FoldRow(fold, top, at.Row, at.Tile, endTile, table, 3, more: false, 3, start, divisor, at.Output),
                _ => FoldRow(fold, top, at.Row, at.Tile, endTile, table, at.Row->Height, at.Row->HasMore, tapCount, start, divisor, at.Output),
            };

            if (TRule.KeepsFirstZero && at.Tile < endTile)
            {
                place = at;
                return true;
            }

            at.Tile = firstTile;
            at.Output += outputRow;
            if (++at.Row == endRow)
            {
                at.Row = firstRow;
                at.Plane += inputPlane;
            }
        }

        place = at;
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Tile* FoldRow(TRule fold, T* top, TiledRow* row, Tile* tile, Tile* endTile, T* tables, int height, bool more, int taps, TLanes start, T* divisors, T* output)
    {
        for (; tile < endTile; tile++)
        {
            TLanes all = Fold(fold, top, tile, row, tables + tile->Table, height, more, taps, start);
            if (TRule.KeepsFirstZero && TLanes.AnyEqual(all, TLanes.Create(0)) && TLanes.AnySign(Signs(top, tile, row)))
                return tile;

            TLanes.Store(fold.Finish(new State<TLanes> { A = all }, TRule.Counts ? TLanes.Load(divisors + row->Divisors + tile->Output, 1) : default, default), output + tile->Output);
        }

        return tile;
    }

    // Where no tap has a sign, as after a ReLU, a zero is +0 whichever it was.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Signs(T* top, Tile* tile, TiledRow* row)
    {
        TLanes signs = TLanes.Create(0);
        for (int d = row->Depth; d > 0; d--, top += row->DepthStep)
        {
            T* line = top;
            for (int h = row->Height; h > 0; h--, line += row->HeightStep)
                signs = signs | TLanes.Load(line + tile->First, 1) | TLanes.Load(line + tile->Second, 1);
        }

        return signs;
    }

    // Down the columns in two registers, then across them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Fold(TRule fold, T* top, Tile* tile, TiledRow* row, T* table, int height, bool more, int taps, TLanes start)
    {
        TLanes a = Down(fold, top + tile->First, row, height, more, start), b = Down(fold, top + tile->Second, row, height, more, start);
        return fold.Combine(start, Across(fold, a, b, table, taps, tile->Cut, start));
    }

    // The rows of one register of columns. Up to three are taken without a loop, which would cost more than they do.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Down(TRule fold, T* line, TiledRow* row, int height, bool more, TLanes start)
    {
        if (height == 0)
            return start;

        nint step = row->HeightStep;
        Memory.PrefetchBeyond(line);
        TLanes all = fold.Of(TLanes.Load(line, 1));
        if (height > 1)
        {
            Memory.PrefetchBeyond(line + step);
            all = fold.Combine(all, fold.Of(TLanes.Load(line + step, 1)));
            if (height > 2)
                all = fold.Combine(all, fold.Of(TLanes.Load(line + 2 * step, 1)));
        }

        return more ? DownFurther(fold, line, row, all) : all;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes DownFurther(TRule fold, T* line, TiledRow* row, TLanes all)
    {
        T* next = line + 3 * row->HeightStep;
        for (int h = row->Height; h > 3; h--, next += row->HeightStep)
            all = fold.Combine(all, fold.Of(TLanes.Load(next, 1)));

        for (int d = row->Depth; d > 1; d--)
        {
            next = line += row->DepthStep;
            for (int h = row->Height; h > 0; h--, next += row->HeightStep)
            {
                Memory.PrefetchBeyond(next);
                all = fold.Combine(all, fold.Of(TLanes.Load(next, 1)));
            }
        }

        return all;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Across(TRule fold, TLanes a, TLanes b, T* table, int taps, bool cut, TLanes none)
    {
        if (!cut)
        {
            TLanes all = TLanes.Pick(a, b, TLanes.Load(table, 1));
            if (taps > 1)
            {
                all = fold.Combine(all, TLanes.Pick(a, b, TLanes.Load(table + TLanes.Count, 1)));
                if (taps > 2)
                {
                    all = fold.Combine(all, TLanes.Pick(a, b, TLanes.Load(table + 2 * TLanes.Count, 1)));
                    for (int tap = 3; tap < taps; tap++)
                        all = fold.Combine(all, TLanes.Pick(a, b, TLanes.Load(table + tap * TLanes.Count, 1)));
                }
            }

            return all;
        }
        else
        {
            TLanes all = CutTap(a, b, table, none);
            if (taps > 1)
            {
                all = fold.Combine(all, CutTap(a, b, table + 2 * TLanes.Count, none));
                if (taps > 2)
                {
                    all = fold.Combine(all, CutTap(a, b, table + 4 * TLanes.Count, none));
                    for (int tap = 3; tap < taps; tap++)
                        all = fold.Combine(all, CutTap(a, b, table + 2 * tap * TLanes.Count, none));
                }
            }

            return all;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes CutTap(TLanes a, TLanes b, T* table, TLanes none) =>
        TLanes.Select(TLanes.Load(table + TLanes.Count, 1), TLanes.Pick(a, b, TLanes.Load(table, 1)), none);

    private struct Place
    {
        public TiledRow* Row;
        public Tile* Tile;
        public T* Plane;
        public T* Output;
    }
}
