using System.Numerics;
using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>y = Finish(x1 . x2 . ... , divisor) for every window, the taps in scan order at every lane width.</summary>
internal readonly unsafe struct ReductionForward<TRule, T>(TRule rule, WindowGeometry geometry, T* x, T* y) : IPlaneLoop<T>
    where TRule : struct, IReduction<T>
    where T : unmanaged, INumber<T>
{
    private readonly WindowGeometry _geometry = geometry;

    public void Run<TLanes>(nint firstPlane, nint endPlane)
        where TLanes : struct, ILanes<TLanes, T>
    {
        for (nint plane = firstPlane; plane < endPlane; plane++)
        {
            T* input = x + plane * _geometry.InputPlane;
            T* output = y + plane * _geometry.OutputPlane;
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

    // NCHW: neighbouring lanes are neighbouring windows. Windows cut by the border go one by one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RowOfColumns<TLanes>(T* input, T* output, in RowTaps rows)
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref readonly AxisWindows columns = ref _geometry.Width;
        Interior interior = Interior.Of(columns, TLanes.Count);
        for (int o = 0; o < interior.Begin; o++)
            Window<Lane<T>>(input, output + o, rows, columns.Taps(o), columns.PaddedTaps(o), lanes: 1);

        for (int o = interior.Begin; o < interior.End; o = interior.Next(o))
            Window<TLanes>(input, output + o, rows, columns.Taps(o), columns.Kernel, columns.Stride);

        for (int o = interior.End; o < columns.Output; o++)
            Window<Lane<T>>(input, output + o, rows, columns.Taps(o), columns.PaddedTaps(o), lanes: 1);
    }

    // NHWC: neighbouring lanes are neighbouring channels of one window.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RowOfPixels<TLanes>(T* input, T* output, in RowTaps rows)
        where TLanes : struct, ILanes<TLanes, T>
    {
        int channels = _geometry.Inner;
        for (int o = 0; o < _geometry.Width.Output; o++, output += channels)
        {
            AxisTaps taps = _geometry.Width.Taps(o);
            int padded = _geometry.Width.PaddedTaps(o);
            int c = 0;
            for (; c <= channels - TLanes.Count; c += TLanes.Count)
                Window<TLanes>(input + c, output + c, rows, taps, padded, lanes: 1);

            for (; c < channels; c++)
                Window<Lane<T>>(input + c, output + c, rows, taps, padded, lanes: 1);
        }
    }

    // Some windows side by side, their first taps `lanes` places apart.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Window<TLanes>(T* input, T* output, in RowTaps rows, AxisTaps taps, int paddedTaps, int lanes)
        where TLanes : struct, ILanes<TLanes, T>
    {
        int inner = _geometry.Inner;
        nint tapStep = (nint)_geometry.Width.Dilation * inner;
        T* depth = input + (nint)(rows.FirstPlace + taps.First) * inner;
        TLanes acc = rule.Identity<TLanes>();
        for (int d = 0; d < rows.DepthCount; d++, depth += (nint)rows.DepthStep * inner)
        {
            T* row = depth;
            for (int h = 0; h < rows.HeightCount; h++, row += (nint)rows.HeightStep * inner)
            {
                T* tap = row;
                for (int w = 0; w < taps.Count; w++, tap += tapStep)
                    acc = rule.Accumulate(acc, TLanes.Load(tap, lanes));
            }
        }

        T count = T.CreateTruncating(rule.Divisor(rows.Count * taps.Count, rows.PaddedCount * paddedTaps));
        TLanes.Store(rule.Finish(acc, count), output);
    }
}
