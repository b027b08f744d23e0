using Cenote.Geometry;

namespace Cenote.Windows.Loops;

/// <summary>The columns of a row whose windows have all their taps, taken some at a time; none where they would not fill a register.</summary>
internal readonly struct Interior
{
    private readonly int _lanes;

    private Interior(int begin, int end, int lanes)
    {
        Begin = begin;
        End = end;
        _lanes = lanes;
    }

    public int Begin { get; }

    public int End { get; }

    public static Interior Of(in AxisWindows columns, int lanes) =>
        columns.InteriorEnd - columns.InteriorBegin >= lanes
            ? new Interior(columns.InteriorBegin, columns.InteriorEnd, lanes)
            : new Interior(columns.Output, columns.Output, lanes);

    /// <summary>The column after the register at <paramref name="o"/>. The last register overlaps the one before, so none is left over.</summary>
    public int Next(int o)
    {
        int next = o + _lanes;
        return next >= End ? End : Math.Min(next, End - _lanes);
    }
}
