using System.Numerics;
using System.Runtime.Intrinsics;
using Cenote.Geometry;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>A loop over planes that can run at any width. A struct: its fields are the loop's operands.</summary>
internal interface IPlaneLoop<T>
    where T : unmanaged, INumber<T>
{
    void Run<TLanes>(nint firstPlane, nint endPlane)
        where TLanes : struct, ILanes<TLanes, T>;
}

internal static class PlaneLoops
{
    /// <summary>Runs a loop over all planes, in the widest register that a run of neighbouring outputs fills.</summary>
    public static void Run<TLoop, T>(in TLoop loop, in WindowGeometry geometry)
        where TLoop : struct, IPlaneLoop<T>
        where T : unmanaged, INumber<T>
    {
        int run = geometry.Inner > 1 ? geometry.Inner : geometry.Width.InteriorEnd - geometry.Width.InteriorBegin;
        if (Vector512.IsHardwareAccelerated && run >= Vector512<T>.Count)
            loop.Run<Lanes512<T>>(0, geometry.Planes);
        else if (Vector256.IsHardwareAccelerated && run >= Vector256<T>.Count)
            loop.Run<Lanes256<T>>(0, geometry.Planes);
        else if (Vector128.IsHardwareAccelerated && run >= Vector128<T>.Count)
            loop.Run<Lanes128<T>>(0, geometry.Planes);
        else
            loop.Run<Lane<T>>(0, geometry.Planes);
    }
}
