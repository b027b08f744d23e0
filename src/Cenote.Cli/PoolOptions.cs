using System.CommandLine;

namespace Cenote.Cli;

/// <summary>The options of a pooling. Each pooling reads those that concern it.</summary>
internal sealed class PoolOptions
{
    private readonly SpatialSize _defaultKernel;
    private readonly Option<SpatialSize?> _kernel;
    private readonly Option<SpatialSize?> _stride;
    private readonly Option<SpatialSize?> _padding;
    private readonly Option<SpatialSize?> _dilation;
    private readonly Option<string> _ceil;
    private readonly Option<SpatialSize?> _outputSize;
    private readonly Option<string> _countIncludePad = Options.Switch("--count-include-pad", "Whether averages count padding.", value: true);
    private readonly Option<int?> _divisor = Options.Number("--divisor", "What averages divide by in place of the count.", least: int.MinValue);
    private readonly Option<double?> _norm = Options.Real("--norm", "p of lp (by default 2; inf is the greatest magnitude) and of gem (by default 3).");
    private readonly Option<double?> _sharpness = Options.Real("--sharpness", "r of lse; by default 1.");
    private readonly Option<int?> _seed = Options.Number("--seed", "What random draws follow from; by default 0.", least: 0);
    private readonly Option<string> _layout;
    private readonly bool _arrays;

    /// <param name="kernel">The window's size where none is given.</param>
    /// <param name="ceil">Whether a last window that hangs over is kept where nothing is said.</param>
    /// <param name="arrays">Whether arrays of one to three spatial axes are pooled, not images alone.</param>
    public PoolOptions(SpatialSize kernel, bool ceil, bool arrays = false)
    {
        _defaultKernel = kernel;
        _arrays = arrays;
        string window = arrays ? "Taps of a window along each axis" : "Height and width of a window", elements = arrays ? "Elements" : "Pixels";
        _kernel = Options.Size("--kernel", $"{window}; by default {kernel}.", least: 1, arrays);
        _stride = Options.Size("--stride", "Steps from window to window; by default the kernel's size.", least: 1, arrays);
        _padding = Options.Size("--padding", $"Padding around the {(arrays ? "map" : "image")}, at most half the kernel; by default 0.", least: 0, arrays);
        _dilation = Options.Size("--dilation", $"{elements} from one tap of a window to the next; by default 1.", least: 1, arrays);
        _ceil = Options.Switch("--ceil", "Keep a last window that hangs over the edge.", ceil);
        _outputSize = Options.Size("--output-size", arrays ? "What an adaptive pooling gives (by default 2), or max unpooling." : "What an adaptive pooling gives; by default 2.", least: 1, arrays);
        _layout = Options.Word("--layout", $"How {elements.ToLowerInvariant()} run through memory: channels first or last.", "nchw", "nchw", "nhwc");
    }

    public void AddTo(Command command)
    {
        Option[] ofAverages = _arrays ? [_countIncludePad, _divisor] : [];
        foreach (Option option in (Option[])[_kernel, _stride, _padding, _dilation, _ceil, _outputSize, .. ofAverages, _norm, _sharpness, _seed, _layout])
            command.Add(option);
    }

    /// <summary>What was said, for as many spatial axes.</summary>
    public PoolingSettings Read(ParseResult request, int axes = 2) => new()
    {
        SpatialAxes = axes,
        KernelSize = request.GetValue(_kernel) ?? _defaultKernel,
        Stride = request.GetValue(_stride),
        Padding = request.GetValue(_padding) ?? 0,
        Dilation = request.GetValue(_dilation) ?? 1,
        CeilMode = request.GetValue(_ceil) == Options.On,
        OutputSize = OutputSize(request) ?? 2,
        CountIncludePad = _arrays ? request.GetValue(_countIncludePad) == Options.On : null,
        DivisorOverride = request.GetValue(_divisor),
        P = request.GetValue(_norm),
        Sharpness = request.GetValue(_sharpness) ?? 1,
        Seed = (ulong)(request.GetValue(_seed) ?? 0),
        Layout = Layout(request),
    };

    /// <summary>The size that was asked for, if one was.</summary>
    public SpatialSize? OutputSize(ParseResult request) => request.GetValue(_outputSize);

    public TensorLayout Layout(ParseResult request) => request.GetValue(_layout) == "nhwc" ? TensorLayout.Nhwc : TensorLayout.Nchw;
}
