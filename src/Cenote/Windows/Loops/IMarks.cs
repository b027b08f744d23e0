using Cenote.Geometry;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>How the tap that a window picked is written down.</summary>
internal unsafe interface IMarks
{
    /// <summary>What stands for a window without taps.</summary>
    static abstract int None { get; }

    /// <summary>What stands for tap (<paramref name="d"/>, <paramref name="h"/>, <paramref name="w"/>) of a window that begins at place 0.</summary>
    static abstract int Of(in WindowGeometry geometry, int d, int h, int w);

    /// <summary>Writes neighbours' marks, for the output number <paramref name="output"/> and those after it. The first window begins at place
    /// <paramref name="first"/>, in the padding if it does, the next <paramref name="step"/> further on.</summary>
    static abstract void Store<TLanes>(TLanes marks, int first, int step, void* destination, nint output)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>What stands for each tap of a window, in scan order.</summary>
internal static class MarksOfTaps
{
    public static void Fill<TMarks>(in WindowGeometry geometry, Span<int> marks)
        where TMarks : struct, IMarks
    {
        int next = 0;
        for (int d = 0; d < geometry.Depth.Kernel; d++)
        {
            for (int h = 0; h < geometry.Height.Kernel; h++)
            {
                for (int w = 0; w < geometry.Width.Kernel; w++)
                    marks[next++] = TMarks.Of(geometry, d, h, w);
            }
        }
    }
}

/// <summary>As the place of the tap in its plane, a <see cref="long"/>; -1 for none.</summary>
internal readonly unsafe struct PlaceMarks : IMarks
{
    public static int None => -1;

    public static int Of(in WindowGeometry geometry, int d, int h, int w) =>
        (d * geometry.Depth.Dilation * geometry.Height.Input + h * geometry.Height.Dilation) * geometry.Width.Input + w * geometry.Width.Dilation;

    public static void Store<TLanes>(TLanes marks, int first, int step, void* destination, nint output)
        where TLanes : struct, ILanes<TLanes> => TLanes.StoreBits(marks, first, step, (long*)destination + output);
}

/// <summary>As the tap's number in its window, counted in scan order, a <see cref="byte"/>; 255 for none.</summary>
internal readonly unsafe struct TapMarks : IMarks
{
    public static int None => byte.MaxValue;

    public static int Of(in WindowGeometry geometry, int d, int h, int w) => (d * geometry.Height.MostTaps + h) * geometry.Width.MostTaps + w;

    public static void Store<TLanes>(TLanes marks, int first, int step, void* destination, nint output)
        where TLanes : struct, ILanes<TLanes> => TLanes.StoreBytes(marks, (byte*)destination + output);
}
