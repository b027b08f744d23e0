using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>Folds in NCHW whose windows are wide, as whole maps are: along each row of a window in registers, then across their lanes.</summary>
/// <remarks>
/// Long sums are taken in halves, and halves of halves, so that a map of millions of elements loses no more digits than one of thousands.
/// </remarks>
internal readonly unsafe struct WideForward : IFoldLoop
{
    // So few are summed up one after the other without harm.
    private const int FewTaps = 256;

    // Rows that are read whole follow one another without a gap.
    public static long Run(in WindowGeometry geometry)
    {
        long columns = geometry.Width.MostTaps;
        return columns == geometry.Width.Input ? columns * geometry.Height.MostTaps : columns;
    }

    public static string? Declines(in WindowGeometry geometry, int lanes) =>
        geometry.Inner > 1 ? "channels lie innermost"
        : lanes == 1 && geometry.MostTaps <= FewTaps ? "windows are small, and their rows shorter than the shortest register"
        : geometry.Width.Dilation > 1 ? "taps lie apart"
        : null;

    public static void Run<TRule, T, TLanes>(TRule rule, in WindowGeometry geometry, T* x, T* y)
        where TRule : struct, IFold
        where T : unmanaged, INumber<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        WideForward<TRule, T, TLanes> loop = new(rule, geometry, x, y);
        geometry.EachPart(geometry.Planes, ref loop, &Part);

        static void Part(ref WideForward<TRule, T, TLanes> loop, nint firstPlane, nint endPlane) => loop.Planes(firstPlane, endPlane);
    }
}

/// <inheritdoc cref="WideForward"/>
internal readonly unsafe struct WideForward<TRule, T, TLanes>(TRule rule, WindowGeometry geometry, T* x, T* y)
    where TRule : struct, IFold
    where T : unmanaged, INumber<T>
    where TLanes : struct, ILanes<TLanes, T>
{
    // So many registers are folded one after the other; more are halved.
    private const int BlockLength = 64;

    public void Planes(nint firstPlane, nint endPlane)
    {
        WindowGeometry g = geometry;
        T* turns = stackalloc T[TLanes.Count * int.Log2(TLanes.Count)];
        FillTurns(turns);

        // Found once: for a small map this would take longer than the map itself.
        RowTaps[] rows = ArrayPool<RowTaps>.Shared.Rent(g.Depth.Output * g.Height.Output);
        WideColumns[] columns = ArrayPool<WideColumns>.Shared.Rent(g.Width.Output);
        for (int row = 0; row < g.Depth.Output * g.Height.Output; row++)
            rows[row] = g.Rows(row / g.Height.Output, row % g.Height.Output);

        for (int ow = 0; ow < g.Width.Output; ow++)
            columns[ow] = new WideColumns(g.Width.Taps(ow), g.Width.PaddedTaps(ow));

        T* output = y + firstPlane * g.OutputPlane;
        for (nint plane = firstPlane; plane < endPlane; plane++)
        {
            foreach (ref readonly RowTaps row in rows.AsSpan(0, g.Depth.Output * g.Height.Output))
            {
                foreach (WideColumns column in columns.AsSpan(0, g.Width.Output))
                    Window(x + plane * g.InputPlane + row.FirstPlace + column.Taps.First, row, column, turns, output++);
            }
        }

        ArrayPool<RowTaps>.Shared.Return(rows);
        ArrayPool<WideColumns>.Shared.Return(columns);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Window(T* first, in RowTaps rows, WideColumns across, T* turns, T* output)
    {
        int columns = across.Taps.Count;
        TLanes lanes = rule.Start<TLanes>().A;
        Lane<T, T> rest = rule.Start<Lane<T, T>>().A;

        // Rows that follow one another without a gap are one long row.
        bool joined = rows.HeightStep == columns;
        int heights = joined ? 1 : rows.HeightCount;
        nint length = joined ? (nint)columns * rows.HeightCount : columns;
        int count = rows.DepthCount * heights;
        nint registers = length / TLanes.Count;
        if (count == 1)
            lanes = Registers(first, registers);
        else if (count > 1)
            lanes = Rows(first, rows, heights, registers, 0, count);

        for (int row = 0; row < count; row++)
        {
            T* line = count == 1 ? first : Row(first, rows, heights, row);
            for (nint i = registers * TLanes.Count; i < length; i++)
                rest = rule.Combine(rest, rule.Of(Lane<T, T>.Load(line + i, 1)));
        }

        Lane<T, T> all = rule.Combine(Across(lanes, turns), rest);
        if (TRule.KeepsFirstZero && Lane<T, T>.AnyEqual(all, Lane<T, T>.Create(0)))
            all = FirstZero(first, rows, columns);

        double divisor = TRule.Counts ? rule.Divisor(rows.Count * columns, rows.PaddedCount * across.PaddedTaps, geometry.KernelTaps) : 1;
        Lane<T, T>.Store(rule.Finish(new State<Lane<T, T>> { A = all }, Lane<T, T>.Create(divisor), default), output);
    }

    private static T* Row(T* first, in RowTaps rows, int heights, int row) => first + row / heights * (nint)rows.DepthStep + row % heights * (nint)rows.HeightStep;

    private TLanes Rows(T* first, in RowTaps rows, int heights, nint registers, int from, int to)
    {
        if (to - from > 1)
        {
            int middle = from + (to - from) / 2;
            return rule.Combine(Rows(first, rows, heights, registers, from, middle), Rows(first, rows, heights, registers, middle, to));
        }

        return Registers(Row(first, rows, heights, from), registers);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLanes Registers(T* from, nint count) =>
        count > BlockLength ? Halves(from, count) : Block(from, count);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private TLanes Halves(T* from, nint count) => rule.Combine(Registers(from, count / 2), Registers(from + count / 2 * TLanes.Count, count - count / 2));

    // Two registers at a time, so that one need not wait for the other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLanes Block(T* from, nint count)
    {
        TLanes a = rule.Start<TLanes>().A, b = a;
        for (; count >= 2; count -= 2, from += 2 * TLanes.Count)
        {
            Memory.PrefetchBeyond(from);
            Memory.PrefetchBeyond(from + TLanes.Count);
            a = rule.Combine(a, rule.Of(TLanes.Load(from, 1)));
            b = rule.Combine(b, rule.Of(TLanes.Load(from + TLanes.Count, 1)));
        }

        if (count > 0)
            a = rule.Combine(a, rule.Of(TLanes.Load(from, 1)));

        return rule.Combine(a, b);
    }

    // For each halving of a register: every lane's partner.
    private static void FillTurns(T* turns)
    {
        for (int half = TLanes.Count / 2; half > 0; half /= 2)
        {
            for (int lane = 0; lane < TLanes.Count; lane++)
                *turns++ = Bits<T>.From(lane ^ half);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lane<T, T> Across(TLanes lanes, T* turns)
    {
        for (int half = TLanes.Count / 2; half > 0; half /= 2, turns += TLanes.Count)
            lanes = rule.Combine(lanes, TLanes.Pick(lanes, lanes, TLanes.Load(turns, 1)));

        return new Lane<T, T>(TLanes.First(lanes));
    }

    private static Lane<T, T> FirstZero(T* first, in RowTaps rows, int columns)
    {
        for (int d = 0; d < rows.DepthCount; d++)
        {
            for (int h = 0; h < rows.HeightCount; h++)
            {
                T* line = first + d * (nint)rows.DepthStep + h * (nint)rows.HeightStep;
                for (int w = 0; w < columns; w++)
                {
                    if (line[w] == T.Zero)
                        return Lane<T, T>.Load(line + w, 1);
                }
            }
        }

        throw new InvalidOperationException("a pick of zero comes from a tap that is zero.");
    }
}

/// <summary>A window's columns: its taps in the input, and how many it has with the padding.</summary>
internal readonly record struct WideColumns(AxisTaps Taps, int PaddedTaps);
