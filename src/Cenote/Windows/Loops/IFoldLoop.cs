using System.Numerics;
using Cenote.Geometry;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>A loop over all windows of a tensor for rules that take their taps in any order, better than the general loop where it does not decline.</summary>
internal unsafe interface IFoldLoop
{
    /// <summary>How many elements lie side by side that fill a register; it is as wide as they allow.</summary>
    static abstract long Run(in WindowGeometry geometry);

    /// <summary>Why these windows are not for this loop; null if they are.</summary>
    static abstract string? Declines(in WindowGeometry geometry, int lanes);

    static abstract void Run<TRule, T, TLanes>(TRule rule, in WindowGeometry geometry, T* x, T* y)
        where TRule : struct, IFold
        where T : unmanaged, INumber<T>
        where TLanes : struct, ILanes<TLanes, T>;
}
