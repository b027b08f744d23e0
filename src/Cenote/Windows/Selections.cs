using System.Numerics;
using Cenote.Geometry;
using Cenote.Simd;
using Cenote.Windows.Loops;

namespace Cenote.Windows;

/// <summary>The loops of a selection that also says what it picked, and of its gradient.</summary>
internal static unsafe class Selections
{
    /// <summary>Writes the picked elements and the places they had in their planes.</summary>
    public static void Forward<TRule, T>(TRule rule, in WindowGeometry geometry, T* x, T* y, long* places)
        where TRule : struct, ISelection
        where T : unmanaged, INumber<T>
    {
        if (!InTiles<TRule, PlaceMarks, T>(rule, geometry, x, y, places))
            WindowWalk.Run<SelectionForward<TRule, T>, T>(new(rule, geometry, x, y, places), geometry);
    }

    /// <summary>Writes the picked elements and the numbers of their taps. A window has at most 255.</summary>
    public static void Forward<TRule, T>(TRule rule, in WindowGeometry geometry, T* x, T* y, byte* taps)
        where TRule : struct, ISelection
        where T : unmanaged, INumber<T>
    {
        if (InTiles<TRule, TapMarks, T>(rule, geometry, x, y, taps))
            return;

        using Scratch<long> scratch = new(geometry.Planes * geometry.OutputPlane, "taps");
        fixed (long* places = scratch)
        {
            WindowWalk.Run<SelectionForward<TRule, T>, T>(new(rule, geometry, x, y, places), geometry);
            TapNumbers.OfPlaces(geometry, places, taps);
        }
    }

    /// <summary>Overwrites dx with the gradient, from the numbers of the picked taps.</summary>
    public static void Backward<T>(in WindowGeometry geometry, T* dy, byte* taps, T* dx)
        where T : unmanaged, INumber<T>
    {
        int lanes = Widest.Lanes<T>(geometry.Width.Output);
        if (TileSelectionBackward.Declines(geometry, lanes) is null)
        {
            Widest.Run<Gathering<T>, T>(lanes, new(geometry, dy, taps, dx));
            return;
        }

        using Scratch<long> scratch = new(geometry.Planes * geometry.OutputPlane, "taps");
        fixed (long* places = scratch)
        {
            TapNumbers.ToPlaces(geometry, taps, places);
            Memory.Clear(dx, geometry.Planes * geometry.InputPlane);
            SelectionBackward.Run(geometry, dy, places, dx);
        }
    }

    private static bool InTiles<TRule, TMarks, T>(TRule rule, in WindowGeometry geometry, T* x, T* y, void* marks)
        where TRule : struct, ISelection
        where TMarks : struct, IMarks
        where T : unmanaged, INumber<T>
    {
        int lanes = Widest.Lanes<T>(geometry.Width.Input);
        if (!ElementType<T>.IsFloatOrDouble || geometry.Planes * geometry.OutputPlane == 0 || TileSelection.Declines(geometry, lanes) is not null)
            return false;

        Widest.Run<Selecting<TRule, TMarks, T>, T>(lanes, new(rule, geometry, x, y, marks));
        return true;
    }

    private readonly struct Selecting<TRule, TMarks, T>(TRule rule, WindowGeometry geometry, T* x, T* y, void* marks) : IForLanes<T>
        where TRule : struct, ISelection
        where TMarks : struct, IMarks
        where T : unmanaged, INumber<T>
    {
        public void Run<TLanes>()
            where TLanes : struct, ILanes<TLanes, T> => TileSelection.Run<TRule, TMarks, T, TLanes>(rule, geometry, x, y, marks);
    }

    private readonly struct Gathering<T>(WindowGeometry geometry, T* dy, byte* taps, T* dx) : IForLanes<T>
        where T : unmanaged, INumber<T>
    {
        public void Run<TLanes>()
            where TLanes : struct, ILanes<TLanes, T> => TileSelectionBackward.Run<T, TLanes>(geometry, dy, taps, dx);
    }
}
