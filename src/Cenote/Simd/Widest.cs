using System.Numerics;
using System.Runtime.Intrinsics;

namespace Cenote.Simd;

/// <summary>Work that is the same for registers of any width.</summary>
internal interface IForLanes<T>
    where T : unmanaged, INumber<T>
{
    void Run<TLanes>()
        where TLanes : struct, ILanes<TLanes, T>;
}

/// <summary>The one place where the width of the registers is chosen.</summary>
internal static class Widest
{
    /// <summary>How many lanes the machine's widest registers have of those that a run of elements fills; 1 if it fills none.</summary>
    public static int Lanes<T>(long run) =>
        Vector512.IsHardwareAccelerated && run >= Vector512<T>.Count ? Vector512<T>.Count
        : Vector256.IsHardwareAccelerated && run >= Vector256<T>.Count ? Vector256<T>.Count
        : Vector128.IsHardwareAccelerated && run >= Vector128<T>.Count ? Vector128<T>.Count
        : 1;

    /// <summary>Does the work with registers of so many lanes, as <see cref="Lanes"/> counts them.</summary>
    public static void Run<TWork, T>(int lanes, TWork work)
        where TWork : struct, IForLanes<T>
        where T : unmanaged, INumber<T>
    {
        if (lanes == Vector512<T>.Count)
            work.Run<Lanes512<T>>();
        else if (lanes == Vector256<T>.Count)
            work.Run<Lanes256<T>>();
        else if (lanes == Vector128<T>.Count)
            work.Run<Lanes128<T>>();
        else
            work.Run<Lane<T, T>>();
    }
}
