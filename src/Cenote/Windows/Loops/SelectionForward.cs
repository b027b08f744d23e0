using System.Numerics;
using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>y = the tap that the rule picks; index = its place in the input plane, the same in every layout, or -1 where a window has no tap.</summary>
internal readonly unsafe struct SelectionForward<TRule, T>(TRule rule, WindowGeometry geometry, T* x, T* y, long* indices) : IPlaneLoop<T>
    where TRule : struct, ISelection<T>
    where T : unmanaged, INumber<T>
{
    private readonly WindowGeometry _geometry = geometry;

    public void Run<TLanes>(nint firstPlane, nint endPlane)
        where TLanes : struct, ILanes<TLanes, T>
    {
        for (nint plane = firstPlane; plane < endPlane; plane++)
        {
            T* input = x + plane * _geometry.InputPlane;
            nint output = plane * _geometry.OutputPlane;
            for (int od = 0; od < _geometry.Depth.Output; od++)
            {
                for (int oh = 0; oh < _geometry.Height.Output; oh++)
                {
                    RowTaps rows = _geometry.Rows(od, oh);
                    if (_geometry.Inner == 1)
                        RowOfColumns<TLanes>(input, output, rows);
                    else
                        RowOfPixels<TLanes>(input, output, rows);

                    output += (nint)_geometry.Width.Output * _geometry.Inner;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RowOfColumns<TLanes>(T* input, nint output, in RowTaps rows)
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref readonly AxisWindows columns = ref _geometry.Width;
        Interior interior = Interior.Of(columns, TLanes.Count);
        for (int o = 0; o < interior.Begin; o++)
            Window<Lane<T>>(input, output + o, rows, columns.Taps(o), lanes: 1);

        for (int o = interior.Begin; o < interior.End; o = interior.Next(o))
            Window<TLanes>(input, output + o, rows, columns.Taps(o), columns.Stride);

        for (int o = interior.End; o < columns.Output; o++)
            Window<Lane<T>>(input, output + o, rows, columns.Taps(o), lanes: 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RowOfPixels<TLanes>(T* input, nint output, in RowTaps rows)
        where TLanes : struct, ILanes<TLanes, T>
    {
        int channels = _geometry.Inner;
        for (int o = 0; o < _geometry.Width.Output; o++, output += channels)
        {
            AxisTaps taps = _geometry.Width.Taps(o);
            int c = 0;
            for (; c <= channels - TLanes.Count; c += TLanes.Count)
                Window<TLanes>(input + c, output + c, rows, taps, lanes: 1);

            for (; c < channels; c++)
                Window<Lane<T>>(input + c, output + c, rows, taps, lanes: 1);
        }
    }

    // Some windows side by side, their first taps `lanes` places apart.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Window<TLanes>(T* input, nint output, in RowTaps rows, AxisTaps taps, int lanes)
        where TLanes : struct, ILanes<TLanes, T>
    {
        int inner = _geometry.Inner;
        nint tapStep = (nint)_geometry.Width.Dilation * inner;
        int depth = rows.FirstPlace + taps.First;

        // A window none of whose taps wins, as one of -inf only, still picks its first.
        bool empty = rows.Count * taps.Count == 0;
        TLanes best = rule.Identity<TLanes>();
        TLanes where = TLanes.CreateBits(empty ? -1 : depth);
        for (int d = 0; d < rows.DepthCount; d++, depth += rows.DepthStep)
        {
            int row = depth;
            for (int h = 0; h < rows.HeightCount; h++, row += rows.HeightStep)
            {
                T* tap = input + (nint)row * inner;
                for (int w = 0; w < taps.Count; w++, tap += tapStep)
                {
                    TLanes value = TLanes.Load(tap, lanes);
                    TLanes takes = rule.Takes(best, value);
                    best = TLanes.Select(takes, value, best);
                    where = TLanes.Select(takes, TLanes.CreateBits(row + w * _geometry.Width.Dilation), where);
                }
            }
        }

        TLanes.Store(best, y + output);

        // In NCHW lane i stands i windows further on, in NHWC at the same place of another channel.
        int placeStep = inner == 1 && !empty ? lanes : 0;
        for (int i = 0; i < TLanes.Count; i++)
            indices[output + i] = TLanes.BitsAt(where, i) + i * placeStep;
    }
}
