using System.Numerics;
using Cenote.Geometry;
using Cenote.Windows.Loops;

namespace Cenote.Windows;

/// <summary>The loops of a reduction without a parameter, by their short names.</summary>
internal static unsafe class Reductions
{
    public static void Forward<TRule, T>(TRule rule, in WindowGeometry geometry, T* x, T* y)
        where TRule : struct, IAccumulation
        where T : unmanaged, INumber<T> =>
        WindowWalk.Run<ReductionForward<TRule, T>, T>(new(rule, geometry, x, null, y), geometry);

    public static void Backward<TRule, T>(TRule rule, in WindowGeometry geometry, T* x, T* dy, T* dx)
        where TRule : struct, IReduction
        where T : unmanaged, INumber<T>
    {
        Memory.Clear(dx, geometry.Planes * geometry.InputPlane);
        WindowWalk.Run<ReductionBackward<TRule, T>, T>(new(rule, geometry, x, null, dy, dx, null), geometry);
    }
}
