using System.Numerics;
using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>Selections in NCHW that say which tap they picked, by the tiles of <see cref="TilePlan{TRule, T}"/>.</summary>
/// <remarks>
/// The taps are compared in scan order, so that of equals the first is picked. A tile that picks a NaN, or what any tap
/// is compared with first, is done again window by window.
/// </remarks>
internal static unsafe class TileSelection
{
    /// <summary>Why these windows are not for this loop; null if they are.</summary>
    public static string? Declines(in WindowGeometry geometry, int lanes) =>
        geometry.KernelTaps == 0 ? "windows differ in size" : TileForward.Declines(geometry, lanes);

    public static void Run<TRule, TMarks, T, TLanes>(TRule rule, in WindowGeometry geometry, T* x, T* y, void* marks)
        where TRule : struct, ISelection
        where TMarks : struct, IMarks
        where T : unmanaged, INumber<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        using TilePlan<Picked<TRule, T>, T> plan = new(default, geometry, TLanes.Count);
        using Scratch<int> ofTaps = new(geometry.KernelTaps, "indices");
        MarksOfTaps.Fill<TMarks>(geometry, ofTaps.Span);
        fixed (Tile* tiles = plan.Tiles)
        fixed (TiledRow* rows = plan.Rows)
        fixed (T* tables = plan.Tables)
        fixed (int* ofTap = ofTaps)
        {
            TileSelection<TRule, TMarks, T, TLanes> loop = new(rule, geometry, x, y, marks, tiles, plan.TileCount, rows, plan.RowCount, tables, ofTap);
            geometry.EachPart(geometry.Planes * plan.RowCount, ref loop, &Part);
        }

        static void Part(ref TileSelection<TRule, TMarks, T, TLanes> loop, nint firstRow, nint endRow) => loop.Rows(firstRow, endRow);
    }
}

/// <inheritdoc cref="TileSelection"/>
internal readonly unsafe struct TileSelection<TRule, TMarks, T, TLanes>(
    TRule rule, WindowGeometry geometry, T* x, T* y, void* marks, Tile* tiles, int tileCount, TiledRow* rows, int rowCount, T* tables, int* marksOfTaps)
    where TRule : struct, ISelection
    where TMarks : struct, IMarks
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
            Output = firstRow * _outputRow,
        };

        // What a register holds beyond the tile's outputs falls where the next tile or row will write. At the end there is none.
        nint end = endRow * _outputRow;
        while (SelectOn(ref at, end - TLanes.Count - tiles[tileCount - 1].Output + 1))
            SelectOneByOne(ref at);

        while (at.Output < end)
            SelectOneByOne(ref at);
    }

    /// <summary>Selects in tile after tile of the rows that begin before output <paramref name="end"/>, and stores whole registers.</summary>
    /// <returns>Whether it stopped at a tile that is to be done one by one.</returns>
    /// <remarks>Nothing is called from here, or the JIT would keep registers in memory around each call.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private bool SelectOn(ref Place place, nint end)
    {
        // In locals, since the JIT would read fields again after each store.
        Place at = place;
        TRule select = rule;
        Tile* endTile = tiles + tileCount;
        T* table = tables, values = y;
        int* ofTaps = marksOfTaps;
        void* destination = marks;
        int kernel = geometry.Width.Kernel, kernelRows = geometry.Height.Kernel, stride = geometry.Width.Stride;
        int column = (int)geometry.Width.Start(0);
        TLanes none = select.Identity<TLanes>();
        while (at.Output < end)
        {
            TiledRow* row = at.Row;
            T* top = at.Plane + row->First;
            int* ofRow = ofTaps + (row->DepthSkipped * kernelRows + row->HeightSkipped) * kernel;
            int start = (int)row->First - ofRow[0] + column;
            for (; at.Tile < endTile; at.Tile++)
            {
                Tile* tile = at.Tile;
                TLanes best = none, mark = TLanes.CreateBits(0);
                T* slab = top;
                int* ofSlab = ofRow;
                for (int d = row->Depth; d > 0; d--, slab += row->DepthStep, ofSlab += kernelRows * kernel)
                {
                    T* line = slab;
                    int* ofTap = ofSlab;
                    for (int h = row->Height; h > 0; h--, line += row->HeightStep, ofTap += kernel)
                    {
                        TLanes a = TLanes.Load(line + tile->First, 1), b = TLanes.Load(line + tile->Second, 1);
                        if (tile->Cut)
                            Row(select, a, b, table + tile->Table, ofTap, kernel, cut: true, none, ref best, ref mark);
                        else
                            Row(select, a, b, table + tile->Table, ofTap, kernel, cut: false, none, ref best, ref mark);
                    }
                }

                // A mark does not follow a NaN, which the best does.
                if (TLanes.Any(TLanes.IsNaN(best)) || TLanes.AnyEqual(best, none))
                {
                    place = at;
                    return true;
                }

                nint output = at.Output + tile->Output;
                TLanes.Store(best, values + output);
                TMarks.Store(mark, start + (int)tile->Output * stride, stride, destination, output);
            }

            Next(ref at);
        }

        place = at;
        return false;
    }

    // A row of the window. Up to three taps are taken without a loop, which would cost more than they do.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(TRule select, TLanes a, TLanes b, T* taps, int* ofTap, int kernel, bool cut, TLanes none, ref TLanes best, ref TLanes mark)
    {
        Tap(select, a, b, taps, ofTap, 0, cut, none, ref best, ref mark);
        if (kernel == 1)
            return;

        Tap(select, a, b, taps, ofTap, 1, cut, none, ref best, ref mark);
        if (kernel == 2)
            return;

        Tap(select, a, b, taps, ofTap, 2, cut, none, ref best, ref mark);
        for (int tap = 3; tap < kernel; tap++)
            Tap(select, a, b, taps, ofTap, tap, cut, none, ref best, ref mark);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tap(TRule select, TLanes a, TLanes b, T* taps, int* ofTap, int tap, bool cut, TLanes none, ref TLanes best, ref TLanes mark)
    {
        taps += (cut ? 2 : 1) * tap * TLanes.Count;
        TLanes value = TLanes.Pick(a, b, TLanes.Load(taps, 1));
        if (cut)
            value = TLanes.Select(TLanes.Load(taps + TLanes.Count, 1), value, none);

        mark = select.OfBetterNumber(best, value, mark, TLanes.CreateBits(ofTap[tap]));
        best = select.Better(best, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Next(ref Place at)
    {
        at.Tile = tiles;
        at.Output += _outputRow;
        if (++at.Row == rows + rowCount)
        {
            at.Row = rows;
            at.Plane += _inputPlane;
        }
    }

    // The windows of the tile at a place, each as the rule has it; then on to the next tile.
    private void SelectOneByOne(ref Place at)
    {
        TiledRow* row = at.Row;
        int kernel = geometry.Width.Kernel, kernelRows = geometry.Height.Kernel;
        for (int o = (int)at.Tile->Output; o < at.Tile->Output + at.Tile->Count; o++)
        {
            // A window none of whose taps wins, as one of -inf only, still picks its first.
            AxisTaps columns = geometry.Width.Taps(o);
            bool empty = row->Height == 0 || columns.Count == 0;
            int* ofRow = marksOfTaps + (row->DepthSkipped * kernelRows + row->HeightSkipped) * kernel;
            Lane<T, T> best = rule.Identity<Lane<T, T>>(), mark = Lane<T, T>.CreateBits(empty ? TMarks.None : ofRow[columns.Skipped]);
            for (int d = 0; d < row->Depth; d++)
            {
                for (int h = 0; h < row->Height; h++)
                {
                    T* line = at.Plane + row->First + d * row->DepthStep + h * row->HeightStep + columns.First;
                    int* ofTap = ofRow + (d * kernelRows + h) * kernel + columns.Skipped;
                    for (int w = 0; w < columns.Count; w++)
                    {
                        Lane<T, T> value = Lane<T, T>.Load(line + w * geometry.Width.Dilation, 1), takes = rule.Takes(best, value);
                        best = Lane<T, T>.Select(takes, value, best);
                        mark = Lane<T, T>.Select(takes, Lane<T, T>.CreateBits(ofTap[w]), mark);
                    }
                }
            }

            Lane<T, T>.Store(best, y + at.Output + o);
            TMarks.Store(mark, empty ? 0 : (int)(row->First - ofRow[0] + geometry.Width.Start(o)), 0, marks, at.Output + o);
        }

        if (++at.Tile == tiles + tileCount)
            Next(ref at);
    }

    private struct Place
    {
        public TiledRow* Row;
        public Tile* Tile;
        public T* Plane;
        public nint Output;
    }
}
