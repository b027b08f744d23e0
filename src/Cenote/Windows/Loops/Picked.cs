using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>A selection of which only the value is wanted, as a reduction: no index to carry.</summary>
internal readonly struct Picked<TRule> : IAccumulation
    where TRule : struct, ISelection
{
    public State<TLanes> Start<TLanes>()
        where TLanes : struct, ILanes<TLanes> => new() { A = default(TRule).Identity<TLanes>() };

    public State<TLanes> Accumulate<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => new() { A = TLanes.Select(default(TRule).Takes(state.A, x), x, state.A) };

    public TLanes Finish<TLanes>(State<TLanes> state, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => state.A;

    public double Divisor(long taps, long paddedTaps, long kernelTaps) => 1;
}
