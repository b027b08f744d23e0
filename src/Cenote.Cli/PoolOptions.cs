using System.CommandLine;

namespace Cenote.Cli;

/// <summary>The options of a pooling. Each pooling reads those that concern it.</summary>
internal sealed class PoolOptions
{
    private readonly SpatialSize _defaultKernel;
    private readonly Option<SpatialSize?> _kernel;
    private readonly Option<SpatialSize?> _stride = Options.Size("--stride", "Steps from window to window; by default the kernel's size.", least: 1);
    private readonly Option<SpatialSize?> _padding = Options.Size("--padding", "Padding around the image, at most half the kernel; by default 0.", least: 0);
    private readonly Option<SpatialSize?> _dilation = Options.Size("--dilation", "Pixels from one tap of a window to the next; by default 1.", least: 1);
    private readonly Option<string> _ceil;
    private readonly Option<SpatialSize?> _outputSize = Options.Size("--output-size", "What an adaptive pooling gives; by default 2.", least: 1);
    private readonly Option<double?> _norm = Options.Real("--norm", "p of lp (by default 2; inf is the greatest magnitude) and of gem (by default 3).");
    private readonly Option<double?> _sharpness = Options.Real("--sharpness", "r of lse; by default 1.");
    private readonly Option<int?> _seed = Options.Number("--seed", "What random draws follow from; by default 0.", least: 0);
    private readonly Option<string> _layout = Options.Word("--layout", "How pixels run through memory: channels first or last.", "nchw", "nchw", "nhwc");

    public PoolOptions(SpatialSize kernel, bool ceil)
    {
        _defaultKernel = kernel;
        _kernel = Options.Size("--kernel", $"Height and width of a window; by default {kernel}.", least: 1);
        _ceil = Options.Switch("--ceil", "Keep a last window that hangs over the edge.", ceil);
    }

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_kernel, _stride, _padding, _dilation, _ceil, _outputSize, _norm, _sharpness, _seed, _layout])
            command.Add(option);
    }

    public PoolingSettings Read(ParseResult request) => new()
    {
        KernelSize = request.GetValue(_kernel) ?? _defaultKernel,
        Stride = request.GetValue(_stride),
        Padding = request.GetValue(_padding) ?? 0,
        Dilation = request.GetValue(_dilation) ?? 1,
        CeilMode = request.GetValue(_ceil) == Options.On,
        OutputSize = request.GetValue(_outputSize)?.ForAxes(2, "outputSize") is [int height, int width] ? (height, width) : 2,
        P = request.GetValue(_norm),
        Sharpness = request.GetValue(_sharpness) ?? 1,
        Seed = (ulong)(request.GetValue(_seed) ?? 0),
        Layout = request.GetValue(_layout) == "nhwc" ? TensorLayout.Nhwc : TensorLayout.Nchw,
    };
}
