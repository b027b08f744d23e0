using System.Numerics;
using System.Runtime.Intrinsics;
using Cenote.Geometry;
using Cenote.Simd;
using Cenote.Windows.Loops;

namespace Cenote.Windows;

/// <summary>The loops of a reduction without a parameter, by their short names.</summary>
internal static unsafe class Reductions
{
    public static void Forward<TRule, T>(TRule rule, in WindowGeometry geometry, T* x, T* y)
        where TRule : struct, IAccumulation
        where T : unmanaged, INumber<T> =>
        WindowWalk.Run<ReductionForward<TRule, T>, T>(new(rule, geometry, x, null, y), geometry);

    /// <summary>As <see cref="Forward"/>, for rules that may take their taps in any order.</summary>
    public static void Fold<TRule, T>(TRule rule, in WindowGeometry geometry, T* x, T* y)
        where TRule : struct, IFold
        where T : unmanaged, INumber<T>
    {
        bool done = ElementType<T>.IsFloatOrDouble && geometry.Planes * geometry.OutputPlane > 0
            && (Fold<ChannelForward, TRule, T>(rule, geometry, x, y) || Fold<ChannelLongForward, TRule, T>(rule, geometry, x, y)
                || Fold<MapForward, TRule, T>(rule, geometry, x, y) || Fold<TileForward, TRule, T>(rule, geometry, x, y) || Fold<WideForward, TRule, T>(rule, geometry, x, y));
        if (!done)
            Forward(rule, geometry, x, y);
    }

    // False where the loop declines.
    private static bool Fold<TLoop, TRule, T>(TRule rule, in WindowGeometry geometry, T* x, T* y)
        where TLoop : IFoldLoop
        where TRule : struct, IFold
        where T : unmanaged, INumber<T>
    {
        int lanes = WidestLanes<T>(TLoop.Run(geometry));
        if (TLoop.Declines(geometry, lanes) is not null)
            return false;

        if (lanes == Vector512<T>.Count)
            TLoop.Run<TRule, T, Lanes512<T>>(rule, geometry, x, y);
        else if (lanes == Vector256<T>.Count)
            TLoop.Run<TRule, T, Lanes256<T>>(rule, geometry, x, y);
        else if (lanes == Vector128<T>.Count)
            TLoop.Run<TRule, T, Lanes128<T>>(rule, geometry, x, y);
        else
            TLoop.Run<TRule, T, Lane<T, T>>(rule, geometry, x, y);

        return true;
    }

    // Of the machine's widest registers that a run of elements fills; 1 if it fills none.
    private static int WidestLanes<T>(long run) =>
        Vector512.IsHardwareAccelerated && run >= Vector512<T>.Count ? Vector512<T>.Count
        : Vector256.IsHardwareAccelerated && run >= Vector256<T>.Count ? Vector256<T>.Count
        : Vector128.IsHardwareAccelerated && run >= Vector128<T>.Count ? Vector128<T>.Count
        : 1;

    public static void Backward<TRule, T>(TRule rule, in WindowGeometry geometry, T* x, T* dy, T* dx)
        where TRule : struct, IReduction
        where T : unmanaged, INumber<T>
    {
        Memory.Clear(dx, geometry.Planes * geometry.InputPlane);
        WindowWalk.Run<ReductionBackward<TRule, T>, T>(new(rule, geometry, x, null, dy, dx, null), geometry);
    }
}
