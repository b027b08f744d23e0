using System.Buffers;
using System.Numerics;
using Cenote.Geometry;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>Neighbouring outputs of a row whose windows lie within two registers of input columns.</summary>
/// <param name="First">The column where the first register begins.</param>
/// <param name="Second">The column where the second begins; both end within the row.</param>
/// <param name="Output">The first output.</param>
/// <param name="Count">How many outputs there are, at most as many as lanes.</param>
/// <param name="Table">Where in <see cref="TilePlan{TRule, T}.Tables"/> the lanes of the tile's taps are kept.</param>
/// <param name="Cut">Whether windows differ in size, so that a mask goes with the lanes of each tap.</param>
internal readonly record struct Tile(nint First, nint Second, nint Output, nint Count, nint Table, bool Cut);

/// <summary>An output row: which input rows it folds, and where in <see cref="TilePlan{TRule, T}.Divisors"/> its own are kept.</summary>
internal readonly struct TiledRow(RowTaps taps, int divisors)
{
    /// <summary>Where its first input row begins in the plane; so many input rows and slabs of them it folds, so many elements apart.</summary>
    public readonly nint First = taps.FirstPlace;
    public readonly nint HeightStep = taps.HeightStep;
    public readonly nint DepthStep = taps.DepthStep;
    public readonly int Height = taps.DepthCount > 0 ? taps.HeightCount : 0;
    public readonly int Depth = taps.DepthCount;
    public readonly nint Divisors = divisors;

    /// <summary>Which slab and row of a whole window are the first that it folds.</summary>
    public readonly int DepthSkipped = taps.DepthSkipped;
    public readonly int HeightSkipped = taps.HeightSkipped;

    // How many of its rows lie in the input, and in the input or its padding.
    public readonly long Count = taps.Count;
    public readonly long PaddedCount = taps.PaddedCount;

    /// <summary>Whether there is more than one slab, or more than three rows.</summary>
    public readonly bool HasMore = taps.HeightCount > 3 || taps.DepthCount > 1;
}

/// <summary>How the output rows of a plane are made from tiles; found once for a call. Take it with <c>using</c>.</summary>
/// <remarks>
/// A tile's lanes are its outputs. For each tap of a window, a table holds lane by lane which lane of the two registers the tap is, and in
/// cut tiles a mask: whether the window has it. So borders, dilation, ceil mode and windows of unequal size are walked by one loop.
/// </remarks>
internal ref struct TilePlan<TRule, T>
    where TRule : struct, IAccumulation
    where T : unmanaged, INumber<T>
{
    private readonly AxisWindows _columns;
    private readonly AxisTaps[] _taps;
    private readonly int _lanes;

    public TilePlan(TRule rule, in WindowGeometry geometry, int lanes)
    {
        _columns = geometry.Width;
        _lanes = lanes;
        Taps = _columns.Kernel;
        _taps = ArrayPool<AxisTaps>.Shared.Rent(_columns.Output);
        for (int o = 0; o < _columns.Output; o++)
        {
            _taps[o] = _columns.Taps(o);
            Taps = Math.Max(Taps, _taps[o].Count);
        }

        int standard = -1, tables = 0;
        for (int o = 0; o < _columns.Output; TileCount++)
            o += (int)Next(o, ref standard, ref tables).Count;

        Tiles = ArrayPool<Tile>.Shared.Rent(TileCount);
        Tables = ArrayPool<T>.Shared.Rent(tables);
        (standard, tables) = (-1, 0);
        for (int o = 0, i = 0; o < _columns.Output; o += (int)Tiles[i++].Count)
        {
            int before = tables;
            Tiles[i] = Next(o, ref standard, ref tables);
            if (tables > before)
                FillTable(Tiles[i]);
        }

        RowCount = geometry.Depth.Output * geometry.Height.Output;
        Rows = ArrayPool<TiledRow>.Shared.Rent(RowCount);
        int kinds = FillRows(geometry);
        Divisors = ArrayPool<T>.Shared.Rent(TRule.Counts ? kinds * _columns.Output + lanes : 0);
        if (TRule.Counts)
            FillDivisors(rule, geometry.KernelTaps);
    }

    /// <summary>The tiles of a row, from left to right.</summary>
    public Tile[] Tiles { get; }

    public int TileCount { get; }

    /// <summary>How many taps along a row the largest window has.</summary>
    public int Taps { get; }

    /// <summary>For each tap of a tile its lanes, as bits; in cut tiles followed by its mask.</summary>
    public T[] Tables { get; }

    /// <summary>Whether any tap lies in a second register.</summary>
    public bool NeedsSecond { get; private set; }

    public TiledRow[] Rows { get; }

    public int RowCount { get; }

    /// <summary>The divisors of a row's outputs, for each kind of row. A whole register can be read at the last.</summary>
    public T[] Divisors { get; }

    public void Dispose()
    {
        ArrayPool<AxisTaps>.Shared.Return(_taps);
        ArrayPool<Tile>.Shared.Return(Tiles);
        ArrayPool<T>.Shared.Return(Tables);
        ArrayPool<TiledRow>.Shared.Return(Rows);
        ArrayPool<T>.Shared.Return(Divisors);
    }

    // The tile that begins with output o. Tiles of whole windows that start at their first register's first column share one table.
    private Tile Next(int o, ref int standard, ref int tables)
    {
        int input = _columns.Input, first = (int)Math.Clamp(_columns.Start(o), 0, input - _lanes);
        int second = Math.Min(first + _lanes, input - _lanes);
        int count = 0;
        bool cut = false;
        for (; count < _lanes && o + count < _columns.Output; count++)
        {
            AxisTaps taps = _taps[o + count];
            if (taps.Count > 0 && taps.First + (taps.Count - 1) * _columns.Dilation >= second + _lanes)
                break;

            cut |= taps.Count < Taps;
        }

        bool isStandard = !cut && _columns.Kernel > 0 && first == _columns.Start(o) && second == first + _lanes;
        if (isStandard && standard >= 0)
            return new Tile(first, second, o, count, standard, cut);

        int table = tables;
        tables += Taps * (cut ? 2 : 1) * _lanes;
        if (isStandard)
            standard = table;

        return new Tile(first, second, o, count, table, cut);
    }

    private void FillTable(in Tile tile)
    {
        int at = (int)tile.Table;
        T none = T.Zero, all = Bits<T>.From(-1);
        for (int tap = 0; tap < Taps; tap++)
        {
            for (int lane = 0; lane < _lanes; lane++, at++)
            {
                // Lanes beyond the tile's outputs do as the last.
                AxisTaps taps = _taps[(int)tile.Output + Math.Min(lane, (int)tile.Count - 1)];
                int inside = tap - taps.Skipped, column = taps.First + inside * _columns.Dilation;
                bool has = inside >= 0 && inside < taps.Count;
                int place = !has ? 0 : (int)(column < tile.First + _lanes ? column - tile.First : column - tile.Second + _lanes);
                Tables[at] = Bits<T>.From(place);
                NeedsSecond |= place >= _lanes;
                if (tile.Cut)
                    Tables[at + _lanes] = has ? all : none;
            }

            at += tile.Cut ? _lanes : 0;
        }
    }

    // Rows of a kind have as many taps in the input and with the padding, and share their divisors.
    private int FillRows(in WindowGeometry geometry)
    {
        int kinds = 0, row = 0;
        for (int od = 0; od < geometry.Depth.Output; od++)
        {
            for (int oh = 0; oh < geometry.Height.Output; oh++, row++)
            {
                RowTaps taps = geometry.Rows(od, oh);
                int like = row - 1;
                while (TRule.Counts && like >= 0 && (Rows[like].Count != taps.Count || Rows[like].PaddedCount != taps.PaddedCount))
                    like--;

                Rows[row] = new TiledRow(taps, like >= 0 ? (int)Rows[like].Divisors : kinds++ * _columns.Output);
            }
        }

        return kinds;
    }

    private void FillDivisors(TRule rule, long kernelTaps)
    {
        int filled = 0;
        for (int row = 0; row < RowCount; row++)
        {
            if (Rows[row].Divisors < filled)
                continue;

            for (int o = 0; o < _columns.Output; o++, filled++)
                Divisors[filled] = T.CreateTruncating(rule.Divisor(Rows[row].Count * _taps[o].Count, Rows[row].PaddedCount * _columns.PaddedTaps(o), kernelTaps));
        }

        Divisors.AsSpan(filled, _lanes).Fill(T.One);
    }
}
