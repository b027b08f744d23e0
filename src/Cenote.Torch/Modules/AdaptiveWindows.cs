using static TorchSharp.torch;

namespace Cenote.Torch.Modules;

/// <summary>Windows of unequal size, reduced axis by axis by libtorch's operations.</summary>
internal static class AdaptiveWindows
{
    /// <summary>Reduces each window of an axis to one element, then those of the next axis; for reductions that may go so.</summary>
    public static Tensor Reduce(Tensor input, WindowPool layer, Func<Tensor, long, Tensor> reduce)
    {
        for (int at = 0; at < layer.SpatialAxes; at++)
        {
            long axis = input.dim() - layer.SpatialAxes + at;
            Tensor all = input;
            input = cat([.. layer.Windows(at, (int)input.shape[axis]).Select(window => reduce(all.narrow(axis, window.First, window.Count), axis))], axis);
        }

        return input;
    }
}
