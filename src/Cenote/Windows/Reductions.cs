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
        if (geometry.Planes * geometry.OutputPlane == 0)
            return;

        if (!ElementType<T>.IsFloatOrDouble && !TRule.Compares && WidenedForward<TRule, T>.Declines(geometry) is null)
            new WidenedForward<TRule, T>(rule, geometry, x, y).Run();
        else if (!HasLanes<TRule, T>() || !(Fold<ChannelForward, TRule, T>(rule, geometry, x, y) || Fold<TileForward, TRule, T>(rule, geometry, x, y) || Fold<WideForward, TRule, T>(rule, geometry, x, y)))
            Forward(rule, geometry, x, y);
    }

    // Registers of small elements compare them only.
    private static bool HasLanes<TRule, T>()
        where TRule : struct, IFold => ElementType<T>.IsFloatOrDouble || TRule.Compares;

    // False where the loop declines.
    private static bool Fold<TLoop, TRule, T>(TRule rule, in WindowGeometry geometry, T* x, T* y)
        where TLoop : IFoldLoop
        where TRule : struct, IFold
        where T : unmanaged, INumber<T>
    {
        int bytes = WidestRegister(TLoop.Run(geometry) * sizeof(T)), lanes = Math.Max(1, bytes / sizeof(T));
        if (TLoop.Declines(geometry, lanes) is not null)
            return false;

        if (bytes == 0)
            TLoop.Run<TRule, T, Lane<T, T>>(rule, geometry, x, y);
        else if (typeof(T) == typeof(Half))
            RunHalves<TLoop, TRule>(bytes, rule, geometry, (Half*)x, (Half*)y);
        else if (bytes == Vector512<byte>.Count)
            TLoop.Run<TRule, T, Lanes512<T>>(rule, geometry, x, y);
        else if (bytes == Vector256<byte>.Count)
            TLoop.Run<TRule, T, Lanes256<T>>(rule, geometry, x, y);
        else
            TLoop.Run<TRule, T, Lanes128<T>>(rule, geometry, x, y);

        return true;
    }

    private static void RunHalves<TLoop, TRule>(int bytes, TRule rule, in WindowGeometry geometry, Half* x, Half* y)
        where TLoop : IFoldLoop
        where TRule : struct, IFold
    {
        if (bytes == Vector512<byte>.Count)
            TLoop.Run<TRule, Half, HalfLanes512>(rule, geometry, x, y);
        else if (bytes == Vector256<byte>.Count)
            TLoop.Run<TRule, Half, HalfLanes256>(rule, geometry, x, y);
        else
            TLoop.Run<TRule, Half, HalfLanes128>(rule, geometry, x, y);
    }

    // The bytes of the machine's widest register that a run of elements fills; 0 if it fills none.
    private static int WidestRegister(long run) =>
        Vector512.IsHardwareAccelerated && run >= Vector512<byte>.Count ? Vector512<byte>.Count
        : Vector256.IsHardwareAccelerated && run >= Vector256<byte>.Count ? Vector256<byte>.Count
        : Vector128.IsHardwareAccelerated && run >= Vector128<byte>.Count ? Vector128<byte>.Count
        : 0;

    public static void Backward<TRule, T>(TRule rule, in WindowGeometry geometry, T* x, T* dy, T* dx)
        where TRule : struct, IReduction
        where T : unmanaged, INumber<T>
    {
        Memory.Clear(dx, geometry.Planes * geometry.InputPlane);
        WindowWalk.Run<ReductionBackward<TRule, T>, T>(new(rule, geometry, x, null, dy, dx, null), geometry);
    }
}
