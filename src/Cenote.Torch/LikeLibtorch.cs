using Cenote.Torch.Modules;
using static TorchSharp.torch;

namespace Cenote.Torch;

/// <summary>Reads the options of TorchSharp's own poolings, whose classes have no base in common.</summary>
internal sealed class LikeLibtorch
{
    private readonly nn.Module _module;
    private readonly int _axes;

    private LikeLibtorch(nn.Module module)
    {
        _module = module;
        string name = module.GetType().Name;
        if (module.GetType().Namespace == "TorchSharp.Modules" && name.Contains("Pool", StringComparison.Ordinal) && name[^1] == 'd')
            (Kind, _axes) = (name[..^2], name[^2] - '0');
        else if (module is PoolingModule ours)
            (Kind, _axes) = (ours.GetName()[..^2], ours.Settings.SpatialAxes);
    }

    /// <summary>MaxPool, AdaptiveAvgPool, ...; null if it is no pooling.</summary>
    public string? Kind { get; }

    public static LikeLibtorch Of(nn.Module module) => new(module);

    /// <summary>The pooling of Cenote that does the same; null if there is none.</summary>
    public nn.Module? Same() => Kind switch
    {
        _ when _module is PoolingModule => null,
        "MaxPool" => new MaxPoolModule(Windows()),
        "AvgPool" => new AvgPoolModule(Windows(), (bool)Get("count_include_pad")!, (int?)(long?)Get("divisor_override")),
        "LPPool" => new LPPoolModule(Windows(), (double)Get("norm_type")!),
        "AdaptiveMaxPool" => new AdaptiveMaxPoolModule(WindowSettings.Adaptive(_axes, Size("output_size")!.Value)),
        "AdaptiveAvgPool" => new AdaptiveAvgPoolModule(WindowSettings.Adaptive(_axes, Size("output_size")!.Value)),
        "MaxUnpool" => new MaxUnpoolModule(Windows()),
        _ => null,
    };

    /// <summary>The windows it lays, if they have a size of their own.</summary>
    public WindowSettings? FixedWindows() =>
        _module is PoolingModule ours ? (ours.Settings.OutputSize is null ? ours.Settings : null) : Kind is "MaxPool" or "AvgPool" or "LPPool" ? Windows() : null;

    private WindowSettings Windows() => WindowSettings.Fixed(_axes, Size("kernel_size")!.Value, Size("stride"), Size("padding"), Size("dilation"), (bool?)Get("ceil_mode") ?? false);

    // A number in the 1-d layers, an array in the others, of one number for every axis or one for each.
    private SpatialSize? Size(string name) => Get(name) switch
    {
        long every => checked((int)every),
        long[] numbers => SpatialSize.Of(Array.ConvertAll(numbers, n => checked((int)n))),
        _ => null,
    };

    private object? Get(string name) => _module.GetType().GetProperty(name)?.GetValue(_module);
}
