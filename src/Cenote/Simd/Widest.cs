using System.Numerics;
using System.Runtime.CompilerServices;
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
    public static int Lanes<T>(long run)
        where T : unmanaged
    {
        long bytes = run * Unsafe.SizeOf<T>();
        int widest = Vector512.IsHardwareAccelerated && bytes >= Vector512<byte>.Count ? Vector512<byte>.Count
            : Vector256.IsHardwareAccelerated && bytes >= Vector256<byte>.Count ? Vector256<byte>.Count
            : Vector128.IsHardwareAccelerated && bytes >= Vector128<byte>.Count ? Vector128<byte>.Count
            : 0;
        return Math.Max(1, widest / Unsafe.SizeOf<T>());
    }

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

    /// <summary>As <see cref="Run"/>, for the one element type that vectors do not know.</summary>
    public static void RunHalves<TWork>(int lanes, TWork work)
        where TWork : struct, IForLanes<Half>
    {
        if (lanes == HalfLanes512.Count)
            work.Run<HalfLanes512>();
        else if (lanes == HalfLanes256.Count)
            work.Run<HalfLanes256>();
        else if (lanes == HalfLanes128.Count)
            work.Run<HalfLanes128>();
        else
            work.Run<Lane<Half, Half>>();
    }
}
