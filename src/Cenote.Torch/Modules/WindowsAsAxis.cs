using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Modules;

/// <summary>A tensor's windows as one more axis, by libtorch's operations alone: what a pooling reduces where Cenote's kernels do not run.</summary>
internal static class WindowsAsAxis
{
    /// <summary>The taps of every window along a last axis, [N, C, outputs..., taps], in scan order.</summary>
    /// <param name="input">[N, C, spatial...] or [C, spatial...].</param>
    /// <param name="layer">Whose windows.</param>
    /// <param name="fill">What stands for a tap in the padding.</param>
    public static Tensor Of(Tensor input, WindowPool layer, double fill)
    {
        int axes = layer.SpatialAxes;
        long first = input.dim() - axes;
        nint[] outputs = layer.OutputShape(Array.ConvertAll(input.shape, n => (nint)n))[^axes..];
        List<long> pads = [];
        for (int axis = axes - 1; axis >= 0; axis--)
        {
            long before = layer.Padding[axis], length = input.shape[first + axis], needed = Reach(layer, axis, outputs[axis]);
            pads.AddRange([before, Math.Max(0, needed - length - before)]);
        }

        Tensor windows = nn.functional.pad(input, [.. pads], PaddingModes.Constant, fill);
        for (int axis = 0; axis < axes; axis++)
        {
            long reach = (long)(layer.KernelSize[axis] - 1) * layer.Dilation[axis] + 1;
            windows = windows.narrow(first + axis, 0, Reach(layer, axis, outputs[axis])).unfold(first + axis, reach, layer.Stride[axis]);
            windows = windows.slice(-1, 0, reach, layer.Dilation[axis]);
        }

        return windows.flatten(-axes, -1);
    }

    /// <summary>1 for the taps of every window that lie in the input, 0 in the padding.</summary>
    public static Tensor Inside(Tensor input, WindowPool layer) => Of(ones_like(input), layer, 0);

    // How many elements, padding and all, the windows reach over.
    private static long Reach(WindowPool layer, int axis, long outputs) =>
        (outputs - 1) * layer.Stride[axis] + (long)(layer.KernelSize[axis] - 1) * layer.Dilation[axis] + 1;
}
