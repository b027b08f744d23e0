using System.Runtime.CompilerServices;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

// Rows that are one tile wide, as those of small maps are.
internal readonly unsafe partial struct TileForward<TRule, T, TLanes>
{
    /// <summary>As <see cref="FoldOn"/> for rows of one tile and at most three taps a row, whose lanes and masks stay in registers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private bool FoldNarrow(ref Place place, T* end)
    {
        TRule fold = rule;
        TiledRow* row = place.Row, firstRow = rows, endRow = rows + rowCount;
        T* plane = place.Plane, output = place.Output, divisor = divisors;
        Tile* tile = tiles;
        nint first = tile->First, second = tile->Second, outputRow = _outputRow, inputPlane = _inputPlane;
        int step = (tile->Cut ? 2 : 1) * TLanes.Count;
        T* table = tables + tile->Table, mask = table + TLanes.Count;
        TLanes all = TLanes.CreateBits(-1), start = fold.Start<TLanes>().A;
        TLanes lanes0 = TLanes.Load(table, 1), lanes1 = lanes0, lanes2 = lanes0, mask0 = tile->Cut ? TLanes.Load(mask, 1) : all, mask1 = TLanes.CreateBits(0), mask2 = mask1;
        if (taps > 1)
        {
            lanes1 = TLanes.Load(table + step, 1);
            mask1 = tile->Cut ? TLanes.Load(mask + step, 1) : all;
        }

        if (taps > 2)
        {
            lanes2 = TLanes.Load(table + 2 * step, 1);
            mask2 = tile->Cut ? TLanes.Load(mask + 2 * step, 1) : all;
        }

        bool stopped = false;
        for (; output < end; output += outputRow)
        {
            T* top = plane + row->First;
            TLanes a, b;
            if (row->Height == 2 && !row->HasMore)
            {
                a = Down(fold, top + first, row, 2, false, start);
                b = Down(fold, top + second, row, 2, false, start);
            }
            else if (row->Height == 3 && !row->HasMore)
            {
                a = Down(fold, top + first, row, 3, false, start);
                b = Down(fold, top + second, row, 3, false, start);
            }
            else
            {
                a = Down(fold, top + first, row, row->Height, row->HasMore, start);
                b = Down(fold, top + second, row, row->Height, row->HasMore, start);
            }

            TLanes result = fold.Combine(
                fold.Combine(TLanes.Select(mask0, TLanes.Pick(a, b, lanes0), start), TLanes.Select(mask1, TLanes.Pick(a, b, lanes1), start)),
                TLanes.Select(mask2, TLanes.Pick(a, b, lanes2), start));
            if (TRule.KeepsFirstZero && TLanes.AnyEqual(result, TLanes.Create(0)) && TLanes.AnySign(Signs(top, tile, row)))
            {
                stopped = true;
                break;
            }

            TLanes.Store(fold.Finish(new State<TLanes> { A = result }, TRule.Counts ? TLanes.Load(divisor + row->Divisors, 1) : default, default), output);
            if (++row == endRow)
            {
                row = firstRow;
                plane += inputPlane;
            }
        }

        place = new() { Row = row, Tile = tile, Plane = plane, Output = output };
        return stopped;
    }
}
