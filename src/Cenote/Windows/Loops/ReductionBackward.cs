using System.Numerics;
using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>dx += Gradient(x, y, dy, divisor) for every tap of every window, y reckoned anew. The caller has set dx to zero.</summary>
/// <remarks>
/// <para>Each element of dx receives its windows in scan order, at every lane width: within a register the last tap comes first, since
/// a later tap of an earlier window and an earlier tap of a later window meet in the same place.</para>
/// <para><c>dParameter</c> takes each window's part of the gradient toward its channel's parameter; null where nobody asks.</para>
/// </remarks>
internal readonly unsafe struct ReductionBackward<TRule, T>(TRule rule, WindowGeometry geometry, T* x, T* parameters, T* dy, T* dx, T* dParameter) : IWindowLoop<T>
    where TRule : struct, IReduction
    where T : unmanaged, INumber<T>
{
    private readonly ReductionWindow<TRule, T> _window = new(rule, geometry, x, parameters);
    private readonly int _inner = geometry.Inner;

    public static bool Scatters => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Windows<TLanes, TStep>(nint input, nint output, int channel, in RowTaps rows, AxisTaps columns, int paddedColumns, int laneStep)
        where TLanes : struct, ILanes<TLanes, T>
        where TStep : struct, ILaneStep
    {
        TLanes parameter = _window.Parameter<TLanes>(channel);
        TLanes count = _window.Count<TLanes>(rows, columns, paddedColumns);
        TLanes gradient = TLanes.Load(dy + output, 1), result = default;
        State<TLanes> state = default;
        if (!TRule.IsLinear)
        {
            state = _window.Accumulate<TLanes, TStep>(input, rows, columns, laneStep, parameter);
            result = rule.Finish(state, count, parameter);
        }

        if (dParameter is not null)
            TLanes.Store(rule.ParameterGradient(state, result, gradient, parameter), dParameter + output);

        nint first = input + _window.First(rows, columns);
        for (int d = 0; d < rows.DepthCount; d++, first += (nint)rows.DepthStep * _inner)
        {
            nint row = first;
            for (int h = 0; h < rows.HeightCount; h++, row += (nint)rows.HeightStep * _inner)
            {
                nint tap = row + (columns.Count - 1) * _window.TapStep;
                for (int w = columns.Count; w > 0; w--, tap -= _window.TapStep)
                {
                    TLanes value = TRule.IsLinear ? default : TLanes.Load(x + tap, TStep.Of(laneStep));
                    TLanes part = rule.Gradient(state, value, result, gradient, count, parameter);
                    TLanes.Store(TLanes.Load(dx + tap, 1) + part, dx + tap);
                }
            }
        }
    }
}
