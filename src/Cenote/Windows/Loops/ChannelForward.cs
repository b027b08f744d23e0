using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>Folds in NHWC: the channels of an output in registers, four at a time, over the taps of its window.</summary>
internal readonly unsafe struct ChannelForward : IFoldLoop
{
    /// <summary>So many taps are folded one after the other, which over more would cost a sum digits.</summary>
    public const int MostTaps = 256;

    public static long Run(in WindowGeometry geometry) => geometry.Inner;

    public static string? Declines(in WindowGeometry geometry, int lanes) =>
        geometry.Inner == 1 ? "channels lie outermost"
        : geometry.MostTaps > MostTaps ? "windows are long"
        : null;

    public static void Run<TRule, T, TLanes>(TRule rule, in WindowGeometry geometry, T* x, T* y)
        where TRule : struct, IFold
        where T : unmanaged, INumber<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        ChannelForward<TRule, T, TLanes> loop = new(rule, geometry, x, y);
        geometry.EachPart(geometry.Planes * geometry.Depth.Output * geometry.Height.Output, ref loop, &Part);

        static void Part(ref ChannelForward<TRule, T, TLanes> loop, nint firstRow, nint endRow) => loop.Rows(firstRow, endRow);
    }
}

/// <inheritdoc cref="ChannelForward"/>
internal readonly unsafe struct ChannelForward<TRule, T, TLanes>(TRule rule, WindowGeometry geometry, T* x, T* y)
    where TRule : struct, IFold
    where T : unmanaged, INumber<T>
    where TLanes : struct, ILanes<TLanes, T>
{
    private readonly nint _inner = geometry.Inner;

    // At most so many taps of a row the window before has not read.
    private readonly int _newColumns = geometry.Width.Kernel > 0 ? geometry.Width.Stride : int.MaxValue;

    /// <summary>Works output rows, counted through all planes.</summary>
    public void Rows(nint firstRow, nint endRow)
    {
        WindowGeometry g = geometry;
        int rowsOfPlane = g.Depth.Output * g.Height.Output;
        nint* places = stackalloc nint[ChannelForward.MostTaps], room = stackalloc nint[2 * ChannelForward.MostTaps];
        ChannelWindow[] windows = ArrayPool<ChannelWindow>.Shared.Rent(g.Width.Output);
        RowTaps last = default;
        for (nint row = firstRow; row < endRow; row++)
        {
            (nint plane, int inPlane) = (row / rowsOfPlane, (int)(row % rowsOfPlane));
            RowTaps taps = g.Rows(inPlane / g.Height.Output, inPlane % g.Height.Output);
            if (row == firstRow || taps.Count != last.Count || taps.PaddedCount != last.PaddedCount)
                LayWindows(taps, windows);

            int held = LayRows(taps, inPlane > 0 ? last : default, places);
            last = taps;
            fixed (ChannelWindow* window = windows)
                Row(x + plane * g.InputPlane, places, held, (int)taps.Count, window, room, y + row * g.Width.Output * _inner);
        }

        ArrayPool<ChannelWindow>.Shared.Return(windows);
    }

    // Where the rows of a window begin, in scan order; and how many of them the windows of the row before have read just now.
    private int LayRows(in RowTaps rows, in RowTaps before, nint* places)
    {
        int held = 0, end = rows.DepthCount == 1 ? before.FirstPlace + before.HeightCount * before.HeightStep : 0;
        for (int d = 0; d < rows.DepthCount; d++)
        {
            for (int h = 0; h < rows.HeightCount; h++)
            {
                int place = rows.FirstPlace + d * rows.DepthStep + h * rows.HeightStep;
                *places++ = place * _inner;
                held += place < end ? 1 : 0;
            }
        }

        return held;
    }

    private void LayWindows(in RowTaps rows, ChannelWindow[] windows)
    {
        for (int ow = 0; ow < geometry.Width.Output; ow++)
        {
            AxisTaps taps = geometry.Width.Taps(ow);
            double divisor = TRule.Counts ? rule.Divisor(rows.Count * taps.Count, rows.PaddedCount * geometry.Width.PaddedTaps(ow), geometry.KernelTaps) : 1;
            windows[ow] = new ChannelWindow(taps.First * _inner, taps.Count, divisor);
        }
    }

    // Nothing is called from here, or the JIT would keep registers in memory around each call.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Row(T* plane, nint* rows, int held, int rowCount, ChannelWindow* window, nint* taps, T* output)
    {
        // In locals, since the JIT would read fields again after each store.
        TRule fold = rule;
        nint inner = _inner, step = geometry.Width.Dilation * inner;
        int lanes = TLanes.Count, columns = -1, newColumns = _newColumns;
        TLanes start = fold.Start<TLanes>().A;
        nint* endTap = taps, newTaps = taps + ChannelForward.MostTaps, endNew = newTaps;
        for (ChannelWindow* end = window + geometry.Width.Output; window < end; window++, output += inner)
        {
            if (window->Count != columns)
            {
                columns = window->Count;
                endTap = taps;
                endNew = newTaps;
                for (int row = 0; row < rowCount; row++)
                {
                    for (int w = 0; w < columns; w++)
                    {
                        *endTap++ = rows[row] + w * step;
                        if (row >= held && w < newColumns)
                            *endNew++ = rows[row] + w * step;
                    }
                }
            }

            T* first = plane + window->First;
            TLanes count = TRule.Counts ? TLanes.Create(window->Divisor) : default;
            nint c = 0;
            for (; c <= inner - 4 * lanes; c += 4 * lanes)
            {
                // Jumping from tap to tap hides from the processor that rows are read from end to end.
                for (nint* next = newTaps; next < endNew; next++)
                {
                    T* tap = first + c + *next;
                    Memory.PrefetchBeyond(tap);
                    Memory.PrefetchBeyond(tap + lanes);
                    Memory.PrefetchBeyond(tap + 2 * lanes);
                    Memory.PrefetchBeyond(tap + 3 * lanes);
                }

                TLanes a0 = start, a1 = start, a2 = start, a3 = start;
                for (nint* next = taps; next < endTap; next++)
                {
                    T* tap = first + c + *next;
                    a0 = fold.Combine(a0, fold.Of(TLanes.Load(tap, 1)));
                    a1 = fold.Combine(a1, fold.Of(TLanes.Load(tap + lanes, 1)));
                    a2 = fold.Combine(a2, fold.Of(TLanes.Load(tap + 2 * lanes, 1)));
                    a3 = fold.Combine(a3, fold.Of(TLanes.Load(tap + 3 * lanes, 1)));
                }

                Finish(fold, a0, count, output + c);
                Finish(fold, a1, count, output + c + lanes);
                Finish(fold, a2, count, output + c + 2 * lanes);
                Finish(fold, a3, count, output + c + 3 * lanes);
            }

            // The last register overlaps the one before, so none is left over.
            for (; c < inner; c += lanes)
            {
                c = Math.Min(c, inner - lanes);
                TLanes all = start;
                for (nint* next = taps; next < endTap; next++)
                    all = fold.Combine(all, fold.Of(TLanes.Load(first + c + *next, 1)));

                Finish(fold, all, count, output + c);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(TRule fold, TLanes all, TLanes count, T* place) => TLanes.Store(fold.Finish(new State<TLanes> { A = all }, count, default), place);
}

/// <summary>A window's taps along a row in NHWC.</summary>
/// <param name="First">Where the first lies in the row.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Divisor">The count that a rule finishes the window with.</param>
internal readonly record struct ChannelWindow(nint First, int Count, double Divisor);
