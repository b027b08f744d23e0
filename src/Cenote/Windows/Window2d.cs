using Cenote.Geometry;

namespace Cenote;

/// <summary>Options of a window over two spatial axes.</summary>
internal static class Window2d
{
    public static WindowOptions Options(Size2 kernelSize, Size2? stride, Size2 padding, Size2? dilation, bool ceilMode, TensorLayout layout)
    {
        Size2 step = stride ?? kernelSize;
        Size2 apart = dilation ?? 1;
        return new WindowOptions(
            [
                new AxisOptions(kernelSize.Height, step.Height, padding.Height, apart.Height),
                new AxisOptions(kernelSize.Width, step.Width, padding.Width, apart.Width),
            ],
            ceilMode,
            layout);
    }
}
