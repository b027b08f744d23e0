using System.Numerics;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>A rule whose taps all share the gradient: sum, average.</summary>
/// <remarks>A rule is a struct, so the JIT makes one straight loop of each pair of loop and rule.</remarks>
internal interface IReduction<T>
    where T : unmanaged, INumber<T>
{
    TLanes Identity<TLanes>()
        where TLanes : struct, ILanes<TLanes, T>;

    TLanes Accumulate<TLanes>(TLanes acc, TLanes x)
        where TLanes : struct, ILanes<TLanes, T>;

    /// <summary>What becomes of a window whose taps are accumulated.</summary>
    /// <param name="acc">All taps of the window, accumulated.</param>
    /// <param name="count">The window's <see cref="Divisor"/>.</param>
    TLanes Finish<TLanes>(TLanes acc, T count)
        where TLanes : struct, ILanes<TLanes, T>;

    /// <summary>What a window with <paramref name="taps"/> taps in the input, <paramref name="paddedTaps"/> with the padding, is divided by.</summary>
    long Divisor(long taps, long paddedTaps);
}

/// <summary>A reduction that is linear in its input, so its gradient needs nothing of the forward pass.</summary>
internal interface ILinearReduction<T> : IReduction<T>
    where T : unmanaged, INumber<T>
{
    /// <summary>The gradient of every tap of a window.</summary>
    TLanes Gradient<TLanes>(TLanes dy, T count)
        where TLanes : struct, ILanes<TLanes, T>;
}

/// <summary>A rule that picks one tap, which then takes the whole gradient: max.</summary>
internal interface ISelection<T>
    where T : unmanaged, INumber<T>
{
    /// <summary>What the first tap is compared with, and what a window without taps gives.</summary>
    TLanes Identity<TLanes>()
        where TLanes : struct, ILanes<TLanes, T>;

    /// <summary>A mask: where <paramref name="x"/> takes the place of <paramref name="best"/>, the pick of all taps before it.</summary>
    TLanes Takes<TLanes>(TLanes best, TLanes x)
        where TLanes : struct, ILanes<TLanes, T>;
}
