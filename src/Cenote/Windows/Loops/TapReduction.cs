using System.Numerics;
using System.Runtime.CompilerServices;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>As <see cref="ReductionForward{TRule, T}"/>, of taps that have been gathered.</summary>
internal readonly unsafe struct TapReduction<TRule, T>(TRule rule, T* parameters, T* y) : ITapLoop<T>
    where TRule : struct, IAccumulation
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Windows<TLanes>(in GatheredTaps<T> taps)
        where TLanes : struct, ILanes<TLanes, T>
    {
        TLanes parameter = parameters is null ? default : TLanes.Create(double.CreateTruncating(parameters[taps.Channel]));
        State<TLanes> state = rule.Start<TLanes>();
        if (taps.Masks is null)
        {
            if (TRule.LooksAhead)
                state = Pass(state, taps, parameter, ahead: true, masked: false);

            state = Pass(state, taps, parameter, ahead: false, masked: false);
        }
        else
        {
            if (TRule.LooksAhead)
                state = Pass(state, taps, parameter, ahead: true, masked: true);

            state = Pass(state, taps, parameter, ahead: false, masked: true);
        }

        TLanes result = rule.Finish(state, TRule.Counts ? TLanes.Load(taps.Divisors, 1) : default, parameter);
        if (taps.Room == TLanes.Count)
            TLanes.Store(result, y + taps.Output);
        else
            Partial.Store(result, y + taps.Output, taps.Room);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private State<TLanes> Pass<TLanes>(State<TLanes> state, in GatheredTaps<T> taps, TLanes parameter, bool ahead, bool masked)
        where TLanes : struct, ILanes<TLanes, T>
    {
        int columns = taps.Columns;
        T* tap = taps.Taps, end = tap + taps.Row->Depth * taps.Row->Height * columns * TLanes.Count, mask = taps.Masks, endMask = mask + 2 * columns * TLanes.Count;
        for (; tap < end; tap += TLanes.Count)
        {
            TLanes x = TLanes.Load(tap, 1);
            State<TLanes> next = ahead ? rule.Prepare(state, x, parameter) : rule.Accumulate(state, x, parameter);
            if (!masked)
            {
                state = next;
                continue;
            }

            TLanes has = TLanes.Load(mask, 1);
            state = new() { A = TLanes.Select(has, next.A, state.A), B = TLanes.Select(has, next.B, state.B), C = TLanes.Select(has, next.C, state.C) };
            mask += 2 * TLanes.Count;
            if (mask == endMask)
                mask = taps.Masks;
        }

        return state;
    }
}
