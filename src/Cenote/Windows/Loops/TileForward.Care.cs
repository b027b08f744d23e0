using Cenote.Simd;

namespace Cenote.Windows.Loops;

// Tiles at the end of the output, and those whose zeros have to be told apart.
internal readonly unsafe partial struct TileForward<TRule, T, TLanes>
{
    // Folds the tile at a place and goes on to the next.
    private void FoldWithCare(ref Place at, T* end)
    {
        TiledRow* row = at.Row;
        Tile* tile = at.Tile;
        T* top = at.Plane + row->First, output = at.Output + tile->Output;
        TLanes all = TRule.KeepsFirstZero && HasZero(-0.0, row, top, tile) && HasZero(0.0, row, top, tile)
            ? FoldInScanOrder(row, top, tile)
            : Fold(rule, top, tile, row, tables + tile->Table, row->Height, row->HasMore, taps, rule.Start<TLanes>().A);
        all = rule.Finish(new State<TLanes> { A = all }, TRule.Counts ? TLanes.Load(divisors + row->Divisors + tile->Output, 1) : default, default);
        if (end - output >= TLanes.Count)
            TLanes.Store(all, output);
        else
            Partial.Store(all, output, (int)tile->Count);

        if (++at.Tile < tiles + tileCount)
            return;

        at.Tile = tiles;
        at.Output += _outputRow;
        if (++at.Row == rows + rowCount)
        {
            at.Row = rows;
            at.Plane += _inputPlane;
        }
    }

    private static bool HasZero(double zero, TiledRow* row, T* top, Tile* tile)
    {
        TLanes bits = TLanes.Create(zero);
        for (int d = 0; d < row->Depth; d++)
        {
            for (int h = 0; h < row->Height; h++)
            {
                T* line = top + d * row->DepthStep + h * row->HeightStep;
                if (TLanes.AnySameBits(TLanes.Load(line + tile->First, 1), bits) || TLanes.AnySameBits(TLanes.Load(line + tile->Second, 1), bits))
                    return true;
            }
        }

        return false;
    }

    private TLanes FoldInScanOrder(TiledRow* row, T* top, Tile* tile)
    {
        TLanes start = rule.Start<TLanes>().A, all = start;
        for (int d = 0; d < row->Depth; d++)
        {
            for (int h = 0; h < row->Height; h++)
            {
                T* line = top + d * row->DepthStep + h * row->HeightStep;
                TLanes a = rule.Of(TLanes.Load(line + tile->First, 1)), b = rule.Of(TLanes.Load(line + tile->Second, 1));
                all = rule.Combine(all, Across(rule, a, b, tables + tile->Table, taps, tile->Cut, start));
            }
        }

        return all;
    }
}
