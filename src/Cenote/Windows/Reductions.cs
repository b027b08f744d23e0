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
        int width = geometry.Width.Input;
        if (!ElementType<T>.IsFloatOrDouble || geometry.Inner > 1 || geometry.Planes * geometry.OutputPlane == 0)
            Forward(rule, geometry, x, y);
        else if (Vector512.IsHardwareAccelerated && width >= Vector512<T>.Count)
            Fold<TRule, T, Lanes512<T>>(rule, geometry, x, y);
        else if (Vector256.IsHardwareAccelerated && width >= Vector256<T>.Count)
            Fold<TRule, T, Lanes256<T>>(rule, geometry, x, y);
        else if (Vector128.IsHardwareAccelerated && width >= Vector128<T>.Count)
            Fold<TRule, T, Lanes128<T>>(rule, geometry, x, y);
        else
            Forward(rule, geometry, x, y);
    }

    private static void Fold<TRule, T, TLanes>(TRule rule, in WindowGeometry geometry, T* x, T* y)
        where TRule : struct, IFold
        where T : unmanaged, INumber<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        if (TileForward.Declines(geometry, TLanes.Count) is null)
            TileForward.Run<TRule, T, TLanes>(rule, geometry, x, y);
        else
            Forward(rule, geometry, x, y);
    }

    public static void Backward<TRule, T>(TRule rule, in WindowGeometry geometry, T* x, T* dy, T* dx)
        where TRule : struct, IReduction
        where T : unmanaged, INumber<T>
    {
        Memory.Clear(dx, geometry.Planes * geometry.InputPlane);
        WindowWalk.Run<ReductionBackward<TRule, T>, T>(new(rule, geometry, x, null, dy, dx, null), geometry);
    }
}
