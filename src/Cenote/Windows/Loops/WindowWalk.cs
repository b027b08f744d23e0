using System.Numerics;
using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>What is done with a window. A struct: its fields are the loop's operands.</summary>
internal interface IWindowLoop<T>
    where T : unmanaged, INumber<T>
{
    /// <summary>Whether windows add to places of the input, so that none may be visited twice and neighbours must not meet.</summary>
    static abstract bool Scatters { get; }

    /// <summary>Visits as many windows as there are lanes.</summary>
    /// <param name="input">The element of the input where the plane begins, at the first window's channel.</param>
    /// <param name="output">The element of the output where the first window's result goes; the others follow.</param>
    /// <param name="channel">The first window's channel.</param>
    /// <param name="rows">Which rows are read, down to the columns.</param>
    /// <param name="columns">Which columns the first window reads.</param>
    /// <param name="paddedColumns">How many columns a window has with the padding.</param>
    /// <param name="laneStep">Elements of the input from one window to the next; read it by <typeparamref name="TStep"/>.</param>
    void Windows<TLanes, TStep>(nint input, nint output, int channel, in RowTaps rows, AxisTaps columns, int paddedColumns, int laneStep)
        where TLanes : struct, ILanes<TLanes, T>
        where TStep : struct, ILaneStep;
}

/// <summary>How far apart neighbouring lanes lie: a constant where it is one of the usual, so that a load is one instruction or two.</summary>
internal interface ILaneStep
{
    static abstract int Of(int laneStep);
}

/// <summary>Side by side.</summary>
internal readonly struct One : ILaneStep
{
    public static int Of(int laneStep) => 1;
}

/// <summary>Every second.</summary>
internal readonly struct Two : ILaneStep
{
    public static int Of(int laneStep) => 2;
}

/// <summary>Any other distance.</summary>
internal readonly struct Many : ILaneStep
{
    public static int Of(int laneStep) => laneStep;
}

/// <summary>Visits every window of a tensor, some at a time: the one place that knows how NCHW and NHWC are walked.</summary>
internal static class WindowWalk
{
    /// <summary>Visits all windows, in the widest registers that a run of neighbouring outputs fills.</summary>
    public static void Run<TLoop, T>(in TLoop loop, in WindowGeometry geometry)
        where TLoop : struct, IWindowLoop<T>
        where T : unmanaged, INumber<T>
    {
        WindowWalk<TLoop, T> walk = new(loop, geometry);
        if (typeof(T) == typeof(float) || typeof(T) == typeof(double))
        {
            int run = geometry.Inner > 1 ? geometry.Inner : geometry.Width.InteriorEnd - geometry.Width.InteriorBegin;
            Widest.Run<WindowWalk<TLoop, T>, T>(Widest.Lanes<T>(run), walk);
        }
        else if (typeof(T) == typeof(Half))
        {
            walk.Run<Lane<T, float>, Lane<T, float>>();
        }
        else
        {
            walk.Run<Lane<T, long>, Lane<T, long>>();
        }
    }
}

/// <inheritdoc cref="WindowWalk"/>
internal readonly struct WindowWalk<TLoop, T>(TLoop loop, WindowGeometry geometry) : IForLanes<T>
    where TLoop : struct, IWindowLoop<T>
    where T : unmanaged, INumber<T>
{
    private readonly TLoop _loop = loop;
    private readonly WindowGeometry _geometry = geometry;

    /// <summary>As the other, with single lanes of the elements themselves where a register is not filled.</summary>
    public void Run<TLanes>()
        where TLanes : struct, ILanes<TLanes, T> => Run<TLanes, Lane<T, T>>();

    /// <summary>Walks all planes, on as many threads as the geometry allows. Planes share nothing, so the result does not depend on it.</summary>
    public unsafe void Run<TLanes, TLane>()
        where TLanes : struct, ILanes<TLanes, T>
        where TLane : struct, ILanes<TLane, T>
    {
        WindowWalk<TLoop, T> walk = this;
        _geometry.EachPart(_geometry.Planes, ref walk, &Part<TLanes, TLane>);
    }

    private static void Part<TLanes, TLane>(ref WindowWalk<TLoop, T> walk, nint firstPlane, nint endPlane)
        where TLanes : struct, ILanes<TLanes, T>
        where TLane : struct, ILanes<TLane, T> => walk.Planes<TLanes, TLane>(firstPlane, endPlane);

    public void Planes<TLanes, TLane>(nint firstPlane, nint endPlane)
        where TLanes : struct, ILanes<TLanes, T>
        where TLane : struct, ILanes<TLane, T>
    {
        for (nint plane = firstPlane; plane < endPlane; plane++)
        {
            nint input = plane * _geometry.InputPlane, output = plane * _geometry.OutputPlane;
            int channel = _geometry.Inner == 1 ? (int)(plane % _geometry.Channels) : 0;
            for (int od = 0; od < _geometry.Depth.Output; od++)
            {
                for (int oh = 0; oh < _geometry.Height.Output; oh++)
                {
                    RowTaps rows = _geometry.Rows(od, oh);
                    if (_geometry.Inner == 1)
                        RowOfColumns<TLanes, TLane>(input, output, channel, rows);
                    else
                        RowOfPixels<TLanes, TLane>(input, output, rows);

                    output += (nint)_geometry.Width.Output * _geometry.Inner;
                }
            }
        }
    }

    // NCHW: neighbouring lanes are neighbouring windows. Those cut by the border go one by one.
    private void RowOfColumns<TLanes, TLane>(nint input, nint output, int channel, in RowTaps rows)
        where TLanes : struct, ILanes<TLanes, T>
        where TLane : struct, ILanes<TLane, T>
    {
        ref readonly AxisWindows columns = ref _geometry.Width;
        int begin = columns.InteriorBegin, end = columns.InteriorEnd;

        // Windows that add to the input may go side by side only where their taps lie so, and none twice.
        if (TLoop.Scatters)
            end = columns.Stride == 1 ? begin + (end - begin) / TLanes.Count * TLanes.Count : begin;

        if (end - begin < TLanes.Count)
            begin = end = columns.Output;

        Singles<TLane>(input, output, channel, rows, 0, begin);
        if (begin < end)
        {
            if (columns.Stride == 1)
                Interior<TLanes, One>(input, output, channel, rows, begin, end);
            else if (columns.Stride == 2)
                Interior<TLanes, Two>(input, output, channel, rows, begin, end);
            else
                Interior<TLanes, Many>(input, output, channel, rows, begin, end);
        }

        Singles<TLane>(input, output, channel, rows, end, columns.Output);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Singles<TLane>(nint input, nint output, int channel, in RowTaps rows, int begin, int end)
        where TLane : struct, ILanes<TLane, T>
    {
        for (int o = begin; o < end; o++)
            _loop.Windows<TLane, One>(input, output + o, channel, rows, _geometry.Width.Taps(o), _geometry.Width.PaddedTaps(o), laneStep: 1);
    }

    // The last register overlaps the one before, so none is left over. (Loops that may visit no window twice get a whole number of registers.)
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Interior<TLanes, TStep>(nint input, nint output, int channel, in RowTaps rows, int begin, int end)
        where TLanes : struct, ILanes<TLanes, T>
        where TStep : struct, ILaneStep
    {
        ref readonly AxisWindows columns = ref _geometry.Width;
        int kernel = columns.Kernel, stride = columns.Stride, first = columns.Taps(begin).First - begin * stride;
        for (int o = begin; o < end; o += TLanes.Count)
        {
            o = Math.Min(o, end - TLanes.Count);
            _loop.Windows<TLanes, TStep>(input, output + o, channel, rows, new AxisTaps(first + o * stride, kernel, 0), kernel, stride);
        }
    }

    // NHWC: neighbouring lanes are neighbouring channels of one window.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void RowOfPixels<TLanes, TLane>(nint input, nint output, in RowTaps rows)
        where TLanes : struct, ILanes<TLanes, T>
        where TLane : struct, ILanes<TLane, T>
    {
        int channels = _geometry.Inner;
        for (int o = 0; o < _geometry.Width.Output; o++, output += channels)
        {
            AxisTaps columns = _geometry.Width.Taps(o);
            int padded = _geometry.Width.PaddedTaps(o);
            int c = 0;
            for (; c <= channels - TLanes.Count; c += TLanes.Count)
                _loop.Windows<TLanes, One>(input + c, output + c, c, rows, columns, padded, laneStep: 1);

            for (; c < channels; c++)
                _loop.Windows<TLane, One>(input + c, output + c, c, rows, columns, padded, laneStep: 1);
        }
    }
}
