using System.Numerics;
using Cenote.Geometry;
using Cenote.Simd;
using Cenote.Windows.Loops;

namespace Cenote.Windows;

/// <summary>The loops of a reduction, by their short names.</summary>
internal static unsafe class Reductions
{
    public static void Forward<TRule, T>(TRule rule, in WindowGeometry geometry, T* x, T* y)
        where TRule : struct, IAccumulation
        where T : unmanaged, INumber<T> => Forward(rule, geometry, x, null, y);

    /// <summary>As the other, for rules with a parameter for each channel.</summary>
    public static void Forward<TRule, T>(TRule rule, in WindowGeometry geometry, T* x, T* parameters, T* y)
        where TRule : struct, IAccumulation
        where T : unmanaged, INumber<T>
    {
        if (!TapWalk.Run(rule, new TapReduction<TRule, T>(rule, parameters, y), geometry, x))
            WindowWalk.Run<ReductionForward<TRule, T>, T>(new(rule, geometry, x, parameters, y), geometry);
    }

    /// <summary>As the other two, for rules that may take their taps in any order.</summary>
    public static void Fold<TRule, T>(TRule rule, in WindowGeometry geometry, T* x, T* y)
        where TRule : struct, IFold
        where T : unmanaged, INumber<T>
    {
        if (geometry.Planes * geometry.OutputPlane == 0)
            return;

        if (!ElementType<T>.IsFloatOrDouble && !TRule.Compares && WidenedForward<TRule, T>.Declines(geometry) is null)
            new WidenedForward<TRule, T>(rule, geometry, x, y).Run();
        else if (!HasLanes<TRule, T>() || !(
            Fold<ChannelForward, TRule, T>(rule, geometry, x, y) || Fold<ChannelLongForward, TRule, T>(rule, geometry, x, y)
            || (ElementType<T>.IsFloatOrDouble && Fold<MapForward, TRule, T>(rule, geometry, x, y))
            || Fold<TileForward, TRule, T>(rule, geometry, x, y) || Fold<WideForward, TRule, T>(rule, geometry, x, y)))
            WindowWalk.Run<ReductionForward<TRule, T>, T>(new(rule, geometry, x, null, y), geometry);
    }

    /// <summary>The loops that are tried for such windows, to the first that takes them.</summary>
    public static IReadOnlyList<LoopChoice> Loops<T>(in WindowGeometry geometry, bool folds)
        where T : unmanaged
    {
        List<LoopChoice> loops = !folds ? [new(nameof(TapWalk), TapWalk.Declines(geometry, Widest.Lanes<T>(geometry.Width.Input))), LoopChoice.General] : [Choice<ChannelForward, T>(geometry), Choice<ChannelLongForward, T>(geometry), Choice<MapForward, T>(geometry), Choice<TileForward, T>(geometry), Choice<WideForward, T>(geometry), LoopChoice.General];
        return loops[..(loops.FindIndex(l => l.Declines is null) + 1)];
    }

    private static LoopChoice Choice<TLoop, T>(in WindowGeometry geometry)
        where TLoop : IFoldLoop
        where T : unmanaged => new(typeof(TLoop).Name, TLoop.Declines(geometry, Widest.Lanes<T>(TLoop.Run(geometry))));

    // Registers of small elements compare them only.
    private static bool HasLanes<TRule, T>()
        where TRule : struct, IFold => ElementType<T>.IsFloatOrDouble || TRule.Compares;

    // False where the loop declines.
    private static bool Fold<TLoop, TRule, T>(TRule rule, in WindowGeometry geometry, T* x, T* y)
        where TLoop : IFoldLoop
        where TRule : struct, IFold
        where T : unmanaged, INumber<T>
    {
        int lanes = Widest.Lanes<T>(TLoop.Run(geometry));
        if (TLoop.Declines(geometry, lanes) is not null)
            return false;

        if (typeof(T) == typeof(Half))
            Widest.RunHalves(lanes, new Folding<TLoop, TRule, Half>(rule, geometry, (Half*)x, (Half*)y));
        else
            Widest.Run<Folding<TLoop, TRule, T>, T>(lanes, new(rule, geometry, x, y));

        return true;
    }

    private readonly struct Folding<TLoop, TRule, T>(TRule rule, WindowGeometry geometry, T* x, T* y) : IForLanes<T>
        where TLoop : IFoldLoop
        where TRule : struct, IFold
        where T : unmanaged, INumber<T>
    {
        public void Run<TLanes>()
            where TLanes : struct, ILanes<TLanes, T> => TLoop.Run<TRule, T, TLanes>(rule, geometry, x, y);
    }

    public static void Backward<TRule, T>(TRule rule, in WindowGeometry geometry, T* x, T* dy, T* dx)
        where TRule : struct, IReduction
        where T : unmanaged, INumber<T>
    {
        Memory.Clear(dx, geometry.Planes * geometry.InputPlane);
        WindowWalk.Run<ReductionBackward<TRule, T>, T>(new(rule, geometry, x, null, dy, dx, null), geometry);
    }
}
