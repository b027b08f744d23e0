using System.Numerics;
using Cenote.Geometry;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>Folds in NHWC whose windows are long, as whole maps are: a register of channels at a time.</summary>
/// <remarks>Long sums are taken in halves, and halves of halves, as <see cref="WideForward"/> does.</remarks>
internal readonly unsafe struct ChannelLongForward : IFoldLoop
{
    public static long Run(in WindowGeometry geometry) => geometry.Inner;

    public static string? Declines(in WindowGeometry geometry, int lanes) =>
        geometry.Inner == 1 ? "channels lie outermost"
        : geometry.MostTaps <= ChannelForward.MostTaps ? "windows are short"
        : null;

    public static void Run<TRule, T, TLanes>(TRule rule, in WindowGeometry geometry, T* x, T* y)
        where TRule : struct, IFold
        where T : unmanaged, INumber<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        ChannelLongForward<TRule, T, TLanes> loop = new(rule, geometry, x, y);
        geometry.EachPart(geometry.Planes * geometry.Depth.Output * geometry.Height.Output, ref loop, &Part);

        static void Part(ref ChannelLongForward<TRule, T, TLanes> loop, nint firstRow, nint endRow) => loop.Rows(firstRow, endRow);
    }
}

/// <inheritdoc cref="ChannelLongForward"/>
internal readonly unsafe struct ChannelLongForward<TRule, T, TLanes>(TRule rule, WindowGeometry geometry, T* x, T* y)
    where TRule : struct, IFold
    where T : unmanaged, INumber<T>
    where TLanes : struct, ILanes<TLanes, T>
{
    // So many taps are folded one after the other; more are halved.
    private const int BlockTaps = ChannelForward.MostTaps;

    private readonly nint _inner = geometry.Inner;
    private readonly nint _tapStep = (nint)geometry.Width.Dilation * geometry.Inner;

    /// <summary>Works output rows, counted through all planes.</summary>
    public void Rows(nint firstRow, nint endRow)
    {
        WindowGeometry g = geometry;
        int rowsOfPlane = g.Depth.Output * g.Height.Output;
        T* output = y + firstRow * g.Width.Output * _inner;
        for (nint row = firstRow; row < endRow; row++)
        {
            (nint plane, int inPlane) = (row / rowsOfPlane, (int)(row % rowsOfPlane));
            RowTaps rows = g.Rows(inPlane / g.Height.Output, inPlane % g.Height.Output);
            T* first = x + plane * g.InputPlane + rows.FirstPlace * _inner;
            for (int ow = 0; ow < g.Width.Output; ow++, output += _inner)
            {
                AxisTaps columns = g.Width.Taps(ow);
                TLanes count = TRule.Counts ? TLanes.Create(rule.Divisor(rows.Count * columns.Count, rows.PaddedCount * g.Width.PaddedTaps(ow), g.KernelTaps)) : default;
                Window(first + columns.First * _inner, rows, columns.Count, count, output);
            }
        }
    }

    // The last register overlaps the one before, so none is left over.
    private void Window(T* first, in RowTaps rows, int columns, TLanes count, T* output)
    {
        for (nint c = 0; c < _inner; c += TLanes.Count)
        {
            c = Math.Min(c, _inner - TLanes.Count);
            TLanes all = Rows(first + c, rows, columns, 0, rows.DepthCount * rows.HeightCount);
            TLanes.Store(rule.Finish(new State<TLanes> { A = all }, count, default), output + c);
        }
    }

    private TLanes Rows(T* first, in RowTaps rows, int columns, int from, int to)
    {
        if (to - from > 1 && (long)(to - from) * columns > BlockTaps)
        {
            int middle = from + (to - from) / 2;
            return rule.Combine(Rows(first, rows, columns, from, middle), Rows(first, rows, columns, middle, to));
        }

        TLanes all = rule.Start<TLanes>().A;
        for (int row = from; row < to; row++)
        {
            T* line = first + (row / rows.HeightCount * (nint)rows.DepthStep + row % rows.HeightCount * (nint)rows.HeightStep) * _inner;
            all = rule.Combine(all, Columns(line, columns));
        }

        return all;
    }

    private TLanes Columns(T* line, int count)
    {
        if (count > BlockTaps)
            return rule.Combine(Columns(line, count / 2), Columns(line + count / 2 * _tapStep, count - count / 2));

        TLanes all = rule.Start<TLanes>().A;
        for (int w = 0; w < count; w++)
            all = rule.Combine(all, rule.Of(TLanes.Load(line + w * _tapStep, 1)));

        return all;
    }
}
