using System.Numerics;
using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>The gradient of a selection in NCHW from the numbers of the picked taps: each place of the input takes what the windows hand down that picked it.</summary>
/// <remarks>
/// So every place is written once, nothing is cleared and nothing added to. The windows that hold a place are the windows of the inverse
/// geometry; a place is the picked tap of one of them if the number is the one that the place has in that window.
/// </remarks>
internal static unsafe class TileSelectionBackward
{
    /// <summary>Why these windows are not for this loop; null if they are.</summary>
    public static string? Declines(in WindowGeometry geometry, int lanes) =>
        geometry.KernelTaps is 0 or > byte.MaxValue ? "windows differ in size, or have more than 255 taps"
        : !geometry.HasInverse ? "taps lie apart"
        : TileForward.Declines(geometry.Inverse(), lanes);

    public static void Run<T, TLanes>(in WindowGeometry geometry, T* dy, byte* taps, T* dx)
        where T : unmanaged, INumber<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        WindowGeometry inverse = geometry.Inverse();
        using TilePlan<Sum, T> plan = new(default, inverse, TLanes.Count);
        int lanes = TLanes.Count;
        using Scratch<T> expected = new((Int128)plan.TileCount * plan.Taps * lanes, "gradInput");
        using Scratch<int> firsts = new(plan.RowCount, "gradInput");
        FillExpected(geometry, plan.Tiles.AsSpan(0, plan.TileCount), plan.Taps, lanes, expected.Span);
        FillFirsts(geometry, inverse, firsts.Span);
        fixed (Tile* tiles = plan.Tiles)
        fixed (TiledRow* rows = plan.Rows)
        fixed (T* tables = plan.Tables, columns = expected)
        fixed (int* first = firsts)
        {
            TileSelectionBackward<T, TLanes> loop = new(geometry, dy, taps, dx, tiles, plan.TileCount, rows, plan.RowCount, tables, plan.Taps, plan.NeedsSecond, columns, first);
            inverse.EachPart(geometry.Planes * plan.RowCount, ref loop, &Part);
        }

        static void Part(ref TileSelectionBackward<T, TLanes> loop, nint firstRow, nint endRow) => loop.Rows(firstRow, endRow);
    }

    // Lane by lane, which tap of a row of the window a place is, for each of the windows that hold it; else what no tap is.
    private static void FillExpected<T>(in WindowGeometry geometry, ReadOnlySpan<Tile> tiles, int taps, int lanes, Span<T> expected)
        where T : unmanaged, INumber<T>
    {
        AxisWindows windows = geometry.Width.Inverse();
        int at = 0;
        foreach (Tile tile in tiles)
        {
            for (int tap = 0; tap < taps; tap++)
            {
                for (int lane = 0; lane < lanes; lane++)
                {
                    int column = (int)tile.Output + Math.Min(lane, (int)tile.Count - 1);
                    AxisTaps holding = windows.Taps(column);
                    expected[at++] = Bits<T>.From(tap < holding.Count ? column - (int)geometry.Width.Start(holding.First + tap) : -1000);
                }
            }
        }
    }

    // For each row of the input, the number of its first tap in the first of the windows that hold it.
    private static void FillFirsts(in WindowGeometry geometry, in WindowGeometry inverse, Span<int> firsts)
    {
        int next = 0;
        for (int d = 0; d < inverse.Depth.Output; d++)
        {
            AxisTaps slabs = inverse.Depth.Taps(d);
            int slab = slabs.Count > 0 ? d - (int)geometry.Depth.Start(slabs.First) : 0;
            for (int h = 0; h < inverse.Height.Output; h++)
            {
                AxisTaps rows = inverse.Height.Taps(h);
                int row = rows.Count > 0 ? h - (int)geometry.Height.Start(rows.First) : 0;
                firsts[next++] = (slab * geometry.Height.Kernel + row) * geometry.Width.Kernel;
            }
        }
    }
}

/// <inheritdoc cref="TileSelectionBackward"/>
internal readonly unsafe struct TileSelectionBackward<T, TLanes>(
    WindowGeometry geometry, T* dy, byte* taps, T* dx, Tile* tiles, int tileCount, TiledRow* rows, int rowCount, T* tables, int tapCount, bool needsSecond, T* expected, int* firsts)
    where T : unmanaged, INumber<T>
    where TLanes : struct, ILanes<TLanes, T>
{
    private readonly int _width = geometry.Width.Input;
    private readonly nint _outputPlane = geometry.OutputPlane;

    // How much less a place's number is in the next window along an axis.
    private readonly int _rowNumbers = geometry.Height.Stride * geometry.Width.Kernel;
    private readonly int _slabNumbers = geometry.Depth.Stride * geometry.Height.Kernel * geometry.Width.Kernel;

    /// <summary>Works rows of the input, counted through all planes.</summary>
    public void Rows(nint firstRow, nint endRow)
    {
        // What a register holds beyond a tile falls where the next tile or row will write. At the end there is none.
        nint room = endRow * _width - TLanes.Count - tiles[tileCount - 1].Output;
        nint endOfWhole = room < 0 ? firstRow : Math.Max(firstRow, room / _width + 1);
        WholeRows(firstRow, endOfWhole);
        for (nint r = endOfWhole; r < endRow; r++)
        {
            nint at = r % rowCount;
            for (int t = 0; t < tileCount; t++)
            {
                TLanes sum = Gather(rows + at, r / rowCount * _outputPlane + rows[at].First, firsts[at], tiles + t, expected + t * tapCount * TLanes.Count, dy, taps, tables, tapCount, needsSecond);
                Partial.Store(sum, dx + r * _width + tiles[t].Output, (int)tiles[t].Count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void WholeRows(nint firstRow, nint endRow)
    {
        // In locals, since the JIT would read fields again after each store.
        Tile* firstTile = tiles, endTile = tiles + tileCount;
        TiledRow* beginRows = rows, endRows = rows + rowCount, row = rows + firstRow % rowCount;
        T* table = tables, expectedOfRow = expected, gradients = dy, place = dx + firstRow * _width, end = dx + endRow * _width;
        byte* numbers = taps;
        int* firstNumbers = firsts;
        int count = tapCount, width = _width;
        bool two = needsSecond;
        nint outputPlane = _outputPlane, plane = firstRow / rowCount * outputPlane;
        for (; place < end; place += width)
        {
            nint top = plane + row->First;
            int first = firstNumbers[row - beginRows];
            T* expectedHere = expectedOfRow;
            if (two)
            {
                for (Tile* tile = firstTile; tile < endTile; tile++, expectedHere += count * TLanes.Count)
                    TLanes.Store(Gather(row, top, first, tile, expectedHere, gradients, numbers, table, count, two: true), place + tile->Output);
            }
            else if (count == 1)
            {
                for (Tile* tile = firstTile; tile < endTile; tile++, expectedHere += TLanes.Count)
                    TLanes.Store(Gather(row, top, first, tile, expectedHere, gradients, numbers, table, 1, two: false), place + tile->Output);
            }
            else
            {
                for (Tile* tile = firstTile; tile < endTile; tile++, expectedHere += count * TLanes.Count)
                    TLanes.Store(Gather(row, top, first, tile, expectedHere, gradients, numbers, table, count, two: false), place + tile->Output);
            }

            if (++row == endRows)
            {
                row = beginRows;
                plane += outputPlane;
            }
        }
    }

    // What the places of a tile take: from each window that holds them its gradient, if it picked them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLanes Gather(TiledRow* row, nint top, int first, Tile* tile, T* expectedHere, T* gradients, byte* numbers, T* table, int count, bool two)
    {
        TLanes sum = TLanes.Create(0);
        T* lanes = table + tile->Table, slab = gradients + top;
        byte* slabOfNumbers = numbers + top;
        int step = tile->Cut ? 2 * TLanes.Count : TLanes.Count;
        for (int d = row->Depth; d > 0; d--, slab += row->DepthStep, slabOfNumbers += row->DepthStep, first -= _slabNumbers)
        {
            T* line = slab;
            byte* lineOfNumbers = slabOfNumbers;
            int less = first;
            for (int h = row->Height; h > 0; h--, line += row->HeightStep, lineOfNumbers += row->HeightStep, less -= _rowNumbers)
            {
                TLanes a = TLanes.Load(line + tile->First, 1), numbersA = TLanes.LoadBytes(lineOfNumbers + tile->First, less), b = a, numbersB = numbersA;
                if (two)
                {
                    b = TLanes.Load(line + tile->Second, 1);
                    numbersB = TLanes.LoadBytes(lineOfNumbers + tile->Second, less);
                }

                // Of kernels of at most twice the stride there are no more than two; a loop would cost more than they do.
                sum += Taken(a, b, numbersA, numbersB, lanes, expectedHere);
                if (count > 1)
                    sum += Taken(a, b, numbersA, numbersB, lanes + step, expectedHere + TLanes.Count);

                for (int tap = 2; tap < count; tap++)
                    sum += Taken(a, b, numbersA, numbersB, lanes + tap * step, expectedHere + tap * TLanes.Count);
            }
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Taken(TLanes a, TLanes b, TLanes numbersA, TLanes numbersB, T* lanes, T* expectedTap)
    {
        TLanes pick = TLanes.Load(lanes, 1);
        return TLanes.IfSameBits(TLanes.Pick(numbersA, numbersB, pick), TLanes.Load(expectedTap, 1), TLanes.Pick(a, b, pick));
    }
}
