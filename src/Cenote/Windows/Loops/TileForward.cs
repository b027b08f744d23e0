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
internal readonly unsafe struct TileForward<TRule, T, TLanes>(
    TRule rule, in WindowGeometry geometry, T* x, T* y, Tile* tiles, int tileCount, TiledRow* rows, int rowCount, T* tables, int taps, T* divisors)
    where TRule : struct, IFold
    where T : unmanaged, INumber<T>
    where TLanes : struct, ILanes<TLanes, T>
{
    private readonly nint _inputPlane = geometry.InputPlane;
    private readonly int _outputRow = geometry.Width.Output;

    /// <summary>Works output rows, counted through all planes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Rows(nint firstRow, nint endRow)
    {
        T* plane = x + firstRow / rowCount * _inputPlane;
        T* output = y + firstRow * _outputRow, end = y + endRow * _outputRow;
        TiledRow* row = rows + firstRow % rowCount;
        TLanes start = rule.Start<TLanes>().A;
        for (; output < end; output += _outputRow)
        {
            T* top = plane + row->Taps.FirstPlace;
            for (Tile* tile = tiles; tile < tiles + tileCount; tile++)
            {
                TLanes all = Fold(row, top, tile, start);
                if (TRule.KeepsFirstZero && TLanes.AnyEqual(all, TLanes.Create(0)) && HasBothZeros(row, top, tile))
                    all = FoldInScanOrder(row, top, tile, start);

                TLanes count = TRule.Counts ? TLanes.Load(divisors + row->Divisors + tile->Output, 1) : default;
                all = rule.Finish(new State<TLanes> { A = all }, count, default);

                // What a register holds beyond the tile's outputs falls where the next tile or row will write; at the end there is none.
                T* place = output + tile->Output;
                if (end - place >= TLanes.Count)
                    TLanes.Store(all, place);
                else
                    StoreFirst(all, place, tile->Count);
            }

            if (++row == rows + rowCount)
            {
                row = rows;
                plane += _inputPlane;
            }
        }
    }

    // Down the columns in two registers, then across them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLanes Fold(TiledRow* row, T* top, Tile* tile, TLanes start)
    {
        TLanes a = start, b = start;
        T* slab = top;
        for (int d = row->Taps.DepthCount; d > 0; d--, slab += row->Taps.DepthStep)
        {
            T* line = slab;
            for (int h = row->Taps.HeightCount; h > 0; h--, line += row->Taps.HeightStep)
            {
                a = rule.Combine(a, rule.Of(TLanes.Load(line + tile->First, 1)));
                b = rule.Combine(b, rule.Of(TLanes.Load(line + tile->Second, 1)));
            }
        }

        return Across(a, b, tile, start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLanes Across(TLanes a, TLanes b, Tile* tile, TLanes all)
    {
        int lanes = TLanes.Count;
        T* table = tables + tile->Table;
        if (tile->Cut)
        {
            TLanes none = rule.Start<TLanes>().A;
            for (int tap = taps; tap > 0; tap--, table += 2 * lanes)
                all = rule.Combine(all, TLanes.Select(TLanes.Load(table + lanes, 1), TLanes.Pick(a, b, TLanes.Load(table, 1)), none));
        }
        else
        {
            for (int tap = taps; tap > 0; tap--, table += lanes)
                all = rule.Combine(all, TLanes.Pick(a, b, TLanes.Load(table, 1)));
        }

        return all;
    }

    private static bool HasBothZeros(TiledRow* row, T* top, Tile* tile)
    {
        bool negative = false, positive = false;
        for (int d = 0; d < row->Taps.DepthCount; d++)
        {
            for (int h = 0; h < row->Taps.HeightCount; h++)
            {
                T* line = top + d * row->Taps.DepthStep + h * row->Taps.HeightStep;
                TLanes a = TLanes.Load(line + tile->First, 1), b = TLanes.Load(line + tile->Second, 1);
                negative |= TLanes.AnySameBits(a, TLanes.Create(-0.0)) | TLanes.AnySameBits(b, TLanes.Create(-0.0));
                positive |= TLanes.AnySameBits(a, TLanes.Create(0)) | TLanes.AnySameBits(b, TLanes.Create(0));
            }
        }

        return negative & positive;
    }

    // As Fold, a row after the other.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private TLanes FoldInScanOrder(TiledRow* row, T* top, Tile* tile, TLanes start)
    {
        TLanes all = start;
        for (int d = 0; d < row->Taps.DepthCount; d++)
        {
            for (int h = 0; h < row->Taps.HeightCount; h++)
            {
                T* line = top + d * row->Taps.DepthStep + h * row->Taps.HeightStep;
                all = Across(rule.Of(TLanes.Load(line + tile->First, 1)), rule.Of(TLanes.Load(line + tile->Second, 1)), tile, all);
            }
        }

        return all;
    }

    private static void StoreFirst(TLanes lanes, T* place, int count)
    {
        T* staged = stackalloc T[TLanes.Count];
        TLanes.Store(lanes, staged);
        new Span<T>(staged, count).CopyTo(new Span<T>(place, count));
    }
}
