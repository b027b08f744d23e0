using System.Numerics;
using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>y = Finish(all taps accumulated, divisor) for every window, the taps in scan order at every lane width.</summary>
/// <remarks><c>parameters</c> holds one for each channel, or is null where the rule has none.</remarks>
internal readonly unsafe struct ReductionForward<TRule, T>(TRule rule, WindowGeometry geometry, T* x, T* parameters, T* y) : IWindowLoop<T>
    where TRule : struct, IAccumulation
    where T : unmanaged, INumber<T>
{
    private readonly ReductionWindow<TRule, T> _window = new(rule, geometry, x, parameters);

    public static bool Scatters => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Windows<TLanes, TStep>(nint input, nint output, int channel, in RowTaps rows, AxisTaps columns, int paddedColumns, int laneStep)
        where TLanes : struct, ILanes<TLanes, T>
        where TStep : struct, ILaneStep
    {
        TLanes parameter = _window.Parameter<TLanes>(channel);
        State<TLanes> state = _window.Accumulate<TLanes, TStep>(input, rows, columns, laneStep, parameter);
        TLanes count = _window.Count<TLanes>(rows, columns, paddedColumns);
        TLanes.Store(rule.Finish(state, count, parameter), y + output);
    }
}

/// <summary>What a reduction's forward and backward loops do alike: find a window's parameter and divisor, accumulate its taps.</summary>
internal readonly unsafe struct ReductionWindow<TRule, T>(TRule rule, WindowGeometry geometry, T* x, T* parameters)
    where TRule : struct, IAccumulation
    where T : unmanaged, INumber<T>
{
    private readonly int _inner = geometry.Inner;
    private readonly nint _tapStep = (nint)geometry.Width.Dilation * geometry.Inner;
    private readonly long _kernelTaps = geometry.KernelTaps;

    public nint TapStep => _tapStep;

    /// <summary>The element of the window's first tap, from the plane's start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint First(in RowTaps rows, AxisTaps columns) => (nint)(rows.FirstPlace + columns.First) * _inner;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Parameter<TLanes>(int channel)
        where TLanes : struct, ILanes<TLanes, T>
    {
        if (parameters is null)
            return default;

        // In NHWC the lanes are channels; in NCHW all lanes are of one.
        return _inner > 1 ? TLanes.Load(parameters + channel, 1) : TLanes.Create(double.CreateTruncating(parameters[channel]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Count<TLanes>(in RowTaps rows, AxisTaps columns, int paddedColumns)
        where TLanes : struct, ILanes<TLanes, T> =>
        TLanes.Create(rule.Divisor(rows.Count * columns.Count, rows.PaddedCount * paddedColumns, _kernelTaps));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Accumulate<TLanes, TStep>(nint input, in RowTaps rows, AxisTaps columns, int laneStep, TLanes parameter)
        where TLanes : struct, ILanes<TLanes, T>
        where TStep : struct, ILaneStep
    {
        State<TLanes> state = rule.Start<TLanes>();
        T* first = x + input + First(rows, columns);
        if (TRule.LooksAhead)
        {
            T* depth = first;
            for (int d = 0; d < rows.DepthCount; d++, depth += (nint)rows.DepthStep * _inner)
            {
                T* row = depth;
                for (int h = 0; h < rows.HeightCount; h++, row += (nint)rows.HeightStep * _inner)
                {
                    T* tap = row;
                    for (int w = 0; w < columns.Count; w++, tap += _tapStep)
                        state = rule.Prepare(state, TLanes.Load(tap, TStep.Of(laneStep)), parameter);
                }
            }
        }

        for (int d = 0; d < rows.DepthCount; d++, first += (nint)rows.DepthStep * _inner)
        {
            T* row = first;
            for (int h = 0; h < rows.HeightCount; h++, row += (nint)rows.HeightStep * _inner)
            {
                T* tap = row;
                for (int w = 0; w < columns.Count; w++, tap += _tapStep)
                    state = rule.Accumulate(state, TLanes.Load(tap, TStep.Of(laneStep)), parameter);
            }
        }

        return state;
    }
}
