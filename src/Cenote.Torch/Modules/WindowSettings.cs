using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Modules;

/// <summary>The windows of a module: their size, or the size of the output, along each of 1, 2 or 3 spatial axes.</summary>
internal sealed class WindowSettings
{
    private WindowSettings(int spatialAxes) => SpatialAxes = spatialAxes;

    public int SpatialAxes { get; }

    public SpatialSize KernelSize { get; private init; }

    public SpatialSize? Stride { get; private init; }

    public SpatialSize Padding { get; private init; }

    public SpatialSize Dilation { get; private init; }

    public bool CeilMode { get; private init; }

    public OutputSize? OutputSize { get; private init; }

    /// <summary>Options as PyTorch prints them.</summary>
    public IEnumerable<string> Options => OutputSize is OutputSize size
        ? [$"output_size={size}"]
        : [$"kernel_size={KernelSize}", $"stride={Stride ?? KernelSize}", $"padding={Padding}", $"dilation={Dilation}", $"ceil_mode={(CeilMode ? "True" : "False")}"];

    public static WindowSettings Fixed(int spatialAxes, SpatialSize kernelSize, SpatialSize? stride, SpatialSize? padding, SpatialSize? dilation, bool ceilMode) =>
        new(spatialAxes) { KernelSize = kernelSize, Stride = stride, Padding = padding ?? 0, Dilation = dilation ?? 1, CeilMode = ceilMode };

    public static WindowSettings Adaptive(int spatialAxes, OutputSize outputSize) => new(spatialAxes) { OutputSize = outputSize };
}
