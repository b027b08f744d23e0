using System.CommandLine;

namespace Cenote.Cli;

/// <summary>The options that every command with a window has.</summary>
internal sealed class PoolOptions
{
    private readonly SpatialSize _defaultKernel;
    private readonly Option<SpatialSize?> _kernel;
    private readonly Option<SpatialSize?> _stride = Options.Size("--stride", "Steps from window to window; by default the kernel's size.", least: 1);
    private readonly Option<SpatialSize?> _padding = Options.Size("--padding", "Padding around the image, at most half the kernel; by default 0.", least: 0);
    private readonly Option<SpatialSize?> _dilation = Options.Size("--dilation", "Pixels from one tap of a window to the next; by default 1.", least: 1);
    private readonly Option<string> _ceil;
    private readonly Option<string> _layout = Options.Word("--layout", "How pixels run through memory: channels first or last.", "nchw", "nchw", "nhwc");

    public PoolOptions(SpatialSize kernel, bool ceil)
    {
        _defaultKernel = kernel;
        _kernel = Options.Size("--kernel", $"Height and width of a window; by default {kernel}.", least: 1);
        _ceil = Options.Switch("--ceil", "Keep a last window that hangs over the edge.", ceil);
    }

    public void AddTo(Command command)
    {
        command.Add(_kernel);
        command.Add(_stride);
        command.Add(_padding);
        command.Add(_dilation);
        command.Add(_ceil);
        command.Add(_layout);
    }

    /// <summary>The layer that was asked for.</summary>
    public WindowPool Make(PoolKind kind, ParseResult request)
    {
        PoolSettings settings = new(
            request.GetValue(_kernel) ?? _defaultKernel,
            request.GetValue(_stride),
            request.GetValue(_padding) ?? 0,
            request.GetValue(_dilation),
            request.GetValue(_ceil) == Options.On,
            request.GetValue(_layout) == "nhwc" ? TensorLayout.Nhwc : TensorLayout.Nchw);
        return BadRequestException.Unless(() => kind.Make(settings));
    }
}
