using System.Numerics;
using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>dx += Gradient(dy, divisor) for every tap of every window. The caller has set dx to zero.</summary>
/// <remarks>
/// Each element of dx receives its windows in scan order, at every lane width: within a register the last tap comes first, since
/// a later tap of an earlier window and an earlier tap of a later window meet in the same place.
/// </remarks>
internal readonly unsafe struct ReductionBackward<TRule, T>(TRule rule, WindowGeometry geometry, T* dy, T* dx) : IPlaneLoop<T>
    where TRule : struct, ILinearReduction<T>
    where T : unmanaged, INumber<T>
{
    private readonly WindowGeometry _geometry = geometry;

    public void Run<TLanes>(nint firstPlane, nint endPlane)
        where TLanes : struct, ILanes<TLanes, T>
    {
        for (nint plane = firstPlane; plane < endPlane; plane++)
        {
            T* input = dx + plane * _geometry.InputPlane;
            T* output = dy + plane * _geometry.OutputPlane;
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

    // A register of windows adds to places a stride apart, and only a stride of 1 is a plain load and store.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RowOfColumns<TLanes>(T* input, T* output, in RowTaps rows)
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref readonly AxisWindows columns = ref _geometry.Width;
        int o = 0;
        if (columns.Stride == 1)
        {
            for (; o < columns.InteriorBegin; o++)
                Window<Lane<T>>(input, output + o, rows, columns.Taps(o), columns.PaddedTaps(o));

            for (; o <= columns.InteriorEnd - TLanes.Count; o += TLanes.Count)
                Window<TLanes>(input, output + o, rows, columns.Taps(o), columns.Kernel);
        }

        for (; o < columns.Output; o++)
            Window<Lane<T>>(input, output + o, rows, columns.Taps(o), columns.PaddedTaps(o));
    }

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
                Window<TLanes>(input + c, output + c, rows, taps, padded);

            for (; c < channels; c++)
                Window<Lane<T>>(input + c, output + c, rows, taps, padded);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Window<TLanes>(T* input, T* output, in RowTaps rows, AxisTaps taps, int paddedTaps)
        where TLanes : struct, ILanes<TLanes, T>
    {
        int inner = _geometry.Inner;
        nint tapStep = (nint)_geometry.Width.Dilation * inner;
        T count = T.CreateTruncating(rule.Divisor(rows.Count * taps.Count, rows.PaddedCount * paddedTaps));
        TLanes gradient = rule.Gradient(TLanes.Load(output, 1), count);
        T* depth = input + (nint)(rows.FirstPlace + taps.First) * inner;
        for (int d = 0; d < rows.DepthCount; d++, depth += (nint)rows.DepthStep * inner)
        {
            T* row = depth;
            for (int h = 0; h < rows.HeightCount; h++, row += (nint)rows.HeightStep * inner)
            {
                T* tap = row + (taps.Count - 1) * tapStep;
                for (int w = taps.Count; w > 0; w--, tap -= tapStep)
                    TLanes.Store(TLanes.Load(tap, 1) + gradient, tap);
            }
        }
    }
}
