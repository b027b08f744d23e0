using System.Numerics;
using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>y = the tap that the rule picks; index = its place in the input plane, the same in every layout, or -1 where a window has no tap.</summary>
internal readonly unsafe struct SelectionForward<TRule, T>(TRule rule, WindowGeometry geometry, T* x, T* y, long* indices) : IWindowLoop<T>
    where TRule : struct, ISelection
    where T : unmanaged, INumber<T>
{
    private readonly int _inner = geometry.Inner;
    private readonly int _dilation = geometry.Width.Dilation;

    public static bool Scatters => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Windows<TLanes, TStep>(nint input, nint output, int channel, in RowTaps rows, AxisTaps columns, int paddedColumns, int laneStep)
        where TLanes : struct, ILanes<TLanes, T>
        where TStep : struct, ILaneStep
    {
        // A window none of whose taps wins, as one of -inf only, still picks its first.
        bool empty = rows.Count * columns.Count == 0;
        int depth = rows.FirstPlace + columns.First;
        TLanes best = rule.Identity<TLanes>();
        TLanes where = TLanes.CreateBits(empty ? -1 : depth);
        for (int d = 0; d < rows.DepthCount; d++, depth += rows.DepthStep)
        {
            int row = depth;
            for (int h = 0; h < rows.HeightCount; h++, row += rows.HeightStep)
            {
                T* tap = x + input + (nint)row * _inner;
                for (int w = 0; w < columns.Count; w++, tap += (nint)_dilation * _inner)
                {
                    TLanes value = TLanes.Load(tap, TStep.Of(laneStep));
                    TLanes takes = rule.Takes(best, value);
                    best = TLanes.Select(takes, value, best);
                    where = TLanes.Select(takes, TLanes.CreateBits(row + w * _dilation), where);
                }
            }
        }

        TLanes.Store(best, y + output);

        // In NCHW lane i stands i windows further on, in NHWC at the same place of another channel.
        TLanes.StoreBits(where, 0, _inner == 1 ? laneStep : 0, indices + output);
    }
}
