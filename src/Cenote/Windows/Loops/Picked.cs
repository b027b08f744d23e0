using System.Numerics;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>A selection of which only the value is wanted, as a reduction: one loop fewer to keep, and no index to carry.</summary>
internal readonly struct Picked<TRule, T> : IReduction<T>
    where TRule : struct, ISelection<T>
    where T : unmanaged, INumber<T>
{
    public TLanes Identity<TLanes>()
        where TLanes : struct, ILanes<TLanes, T> => default(TRule).Identity<TLanes>();

    public TLanes Accumulate<TLanes>(TLanes acc, TLanes x)
        where TLanes : struct, ILanes<TLanes, T> => TLanes.Select(default(TRule).Takes(acc, x), x, acc);

    public TLanes Finish<TLanes>(TLanes acc, T count)
        where TLanes : struct, ILanes<TLanes, T> => acc;

    public long Divisor(long taps, long paddedTaps) => 1;
}
