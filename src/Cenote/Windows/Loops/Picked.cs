using System.Runtime.CompilerServices;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>A selection of which only the value is wanted, as a reduction: no index to carry.</summary>
internal readonly struct Picked<TRule, T> : IFold
    where TRule : struct, ISelection
{
    public static bool Compares => true;

    public static bool KeepsFirstZero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ElementType<T>.HasTwoZeros;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Start<TLanes>()
        where TLanes : struct, ILanes<TLanes> => new() { A = default(TRule).Identity<TLanes>() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Accumulate<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => new() { A = default(TRule).Better(state.A, x) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Of<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes> => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Combine<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes> => default(TRule).Better(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Finish<TLanes>(State<TLanes> state, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => state.A;

    public double Divisor(long taps, long paddedTaps, long kernelTaps) => 1;
}
