using Cenote.Torch.Modules;

namespace Cenote.Torch;

/// <summary>Makes Cenote's poolings as TorchSharp modules: <c>Pooling.MaxPool2d(3, stride: 2, padding: 1)</c> where TorchSharp has
/// <c>nn.MaxPool2d(3, stride: 2, padding: 1)</c>.</summary>
/// <remarks>
/// <para>Sizes are a number, or one for each spatial axis, outermost first. <c>stride</c> is by default the kernel's size, <c>padding</c> 0,
/// <c>dilation</c> 1. An option that can not be is refused when the module is made, a shape that does not fit when it is used; the message
/// says which and why.</para>
/// </remarks>
public static class Pooling
{
    private static readonly Dictionary<string, Func<WindowSettings, PoolingModule>> s_named = new()
    {
        ["max"] = windows => new MaxPoolModule(windows),
        ["avg"] = windows => new AvgPoolModule(windows, countIncludePad: false, null),
        ["sum"] = windows => new SumPoolModule(windows),
        ["soft"] = windows => new SoftPoolModule(windows),
        ["stochastic"] = windows => new StochasticPoolModule(windows),
        ["gem"] = windows => new GeMPoolModule(windows, p: 3, channels: null, eps: 1e-6),
        ["mixed"] = windows => new MixedPoolModule(windows, channels: null),
        ["gated"] = windows => new GatedPoolModule(windows, channels: null),
    };

    /// <summary>The names of the poolings that can be laid over any windows.</summary>
    public static IReadOnlyCollection<string> Names => s_named.Keys;

    internal static Func<WindowSettings, PoolingModule> Named(string name) => s_named.TryGetValue(name, out Func<WindowSettings, PoolingModule>? make)
        ? make
        : throw new ArgumentException($"pooling is {name}; it is one of {string.Join(", ", Names)}.", "pooling");

    /// <summary>Max pooling of sequences.</summary>
    public static MaxPoolModule MaxPool1d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceil_mode = false) =>
        new(WindowSettings.Fixed(1, kernel_size, stride, padding, dilation, ceil_mode));

    /// <summary>Max pooling of images.</summary>
    public static MaxPoolModule MaxPool2d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceil_mode = false) =>
        new(WindowSettings.Fixed(2, kernel_size, stride, padding, dilation, ceil_mode));

    /// <summary>Max pooling of volumes.</summary>
    public static MaxPoolModule MaxPool3d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceil_mode = false) =>
        new(WindowSettings.Fixed(3, kernel_size, stride, padding, dilation, ceil_mode));

    /// <summary>Average pooling of sequences.</summary>
    public static AvgPoolModule AvgPool1d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, bool ceil_mode = false, bool count_include_pad = true, int? divisor_override = null) =>
        new(WindowSettings.Fixed(1, kernel_size, stride, padding, null, ceil_mode), count_include_pad, divisor_override);

    /// <summary>Average pooling of images.</summary>
    public static AvgPoolModule AvgPool2d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, bool ceil_mode = false, bool count_include_pad = true, int? divisor_override = null) =>
        new(WindowSettings.Fixed(2, kernel_size, stride, padding, null, ceil_mode), count_include_pad, divisor_override);

    /// <summary>Average pooling of volumes.</summary>
    public static AvgPoolModule AvgPool3d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, bool ceil_mode = false, bool count_include_pad = true, int? divisor_override = null) =>
        new(WindowSettings.Fixed(3, kernel_size, stride, padding, null, ceil_mode), count_include_pad, divisor_override);

    /// <summary>Sum pooling of sequences.</summary>
    public static SumPoolModule SumPool1d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceil_mode = false) =>
        new(WindowSettings.Fixed(1, kernel_size, stride, padding, dilation, ceil_mode));

    /// <summary>Sum pooling of images.</summary>
    public static SumPoolModule SumPool2d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceil_mode = false) =>
        new(WindowSettings.Fixed(2, kernel_size, stride, padding, dilation, ceil_mode));

    /// <summary>Sum pooling of volumes.</summary>
    public static SumPoolModule SumPool3d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceil_mode = false) =>
        new(WindowSettings.Fixed(3, kernel_size, stride, padding, dilation, ceil_mode));

    /// <summary>Lp pooling of sequences.</summary>
    public static LPPoolModule LPPool1d(double norm_type, SpatialSize kernel_size, SpatialSize? stride = null, bool ceil_mode = false) =>
        new(WindowSettings.Fixed(1, kernel_size, stride, null, null, ceil_mode), norm_type);

    /// <summary>Lp pooling of images.</summary>
    public static LPPoolModule LPPool2d(double norm_type, SpatialSize kernel_size, SpatialSize? stride = null, bool ceil_mode = false) =>
        new(WindowSettings.Fixed(2, kernel_size, stride, null, null, ceil_mode), norm_type);

    /// <summary>Lp pooling of volumes.</summary>
    public static LPPoolModule LPPool3d(double norm_type, SpatialSize kernel_size, SpatialSize? stride = null, bool ceil_mode = false) =>
        new(WindowSettings.Fixed(3, kernel_size, stride, null, null, ceil_mode), norm_type);

    /// <summary>Max pooling to a given size of sequences.</summary>
    public static AdaptiveMaxPoolModule AdaptiveMaxPool1d(OutputSize output_size) =>
        new(WindowSettings.Adaptive(1, output_size));

    /// <summary>Max pooling to a given size of images.</summary>
    public static AdaptiveMaxPoolModule AdaptiveMaxPool2d(OutputSize output_size) =>
        new(WindowSettings.Adaptive(2, output_size));

    /// <summary>Max pooling to a given size of volumes.</summary>
    public static AdaptiveMaxPoolModule AdaptiveMaxPool3d(OutputSize output_size) =>
        new(WindowSettings.Adaptive(3, output_size));

    /// <summary>Average pooling to a given size of sequences.</summary>
    public static AdaptiveAvgPoolModule AdaptiveAvgPool1d(OutputSize output_size) =>
        new(WindowSettings.Adaptive(1, output_size));

    /// <summary>Average pooling to a given size of images.</summary>
    public static AdaptiveAvgPoolModule AdaptiveAvgPool2d(OutputSize output_size) =>
        new(WindowSettings.Adaptive(2, output_size));

    /// <summary>Average pooling to a given size of volumes.</summary>
    public static AdaptiveAvgPoolModule AdaptiveAvgPool3d(OutputSize output_size) =>
        new(WindowSettings.Adaptive(3, output_size));

    /// <summary>The way back of max pooling of sequences.</summary>
    public static MaxUnpoolModule MaxUnpool1d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null) =>
        new(WindowSettings.Fixed(1, kernel_size, stride, padding, null, false));

    /// <summary>The way back of max pooling of images.</summary>
    public static MaxUnpoolModule MaxUnpool2d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null) =>
        new(WindowSettings.Fixed(2, kernel_size, stride, padding, null, false));

    /// <summary>The way back of max pooling of volumes.</summary>
    public static MaxUnpoolModule MaxUnpool3d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null) =>
        new(WindowSettings.Fixed(3, kernel_size, stride, padding, null, false));

    /// <summary>Soft pooling of sequences.</summary>
    public static SoftPoolModule SoftPool1d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceil_mode = false) =>
        new(WindowSettings.Fixed(1, kernel_size, stride, padding, dilation, ceil_mode));

    /// <summary>Soft pooling of images.</summary>
    public static SoftPoolModule SoftPool2d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceil_mode = false) =>
        new(WindowSettings.Fixed(2, kernel_size, stride, padding, dilation, ceil_mode));

    /// <summary>Soft pooling of volumes.</summary>
    public static SoftPoolModule SoftPool3d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceil_mode = false) =>
        new(WindowSettings.Fixed(3, kernel_size, stride, padding, dilation, ceil_mode));

    /// <summary>Stochastic pooling of sequences.</summary>
    public static StochasticPoolModule StochasticPool1d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceil_mode = false) =>
        new(WindowSettings.Fixed(1, kernel_size, stride, padding, dilation, ceil_mode));

    /// <summary>Stochastic pooling of images.</summary>
    public static StochasticPoolModule StochasticPool2d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceil_mode = false) =>
        new(WindowSettings.Fixed(2, kernel_size, stride, padding, dilation, ceil_mode));

    /// <summary>Stochastic pooling of volumes.</summary>
    public static StochasticPoolModule StochasticPool3d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceil_mode = false) =>
        new(WindowSettings.Fixed(3, kernel_size, stride, padding, dilation, ceil_mode));

    /// <summary>Generalised-mean pooling, p learned from its first value (one for each of <c>channels</c> if they are given), of sequences.</summary>
    public static GeMPoolModule GeMPool1d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceil_mode = false, double p = 3, long? channels = null, double eps = 1e-6) =>
        new(WindowSettings.Fixed(1, kernel_size, stride, padding, dilation, ceil_mode), p, channels, eps);

    /// <summary>Generalised-mean pooling, p learned from its first value (one for each of <c>channels</c> if they are given), of images.</summary>
    public static GeMPoolModule GeMPool2d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceil_mode = false, double p = 3, long? channels = null, double eps = 1e-6) =>
        new(WindowSettings.Fixed(2, kernel_size, stride, padding, dilation, ceil_mode), p, channels, eps);

    /// <summary>Generalised-mean pooling, p learned from its first value (one for each of <c>channels</c> if they are given), of volumes.</summary>
    public static GeMPoolModule GeMPool3d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceil_mode = false, double p = 3, long? channels = null, double eps = 1e-6) =>
        new(WindowSettings.Fixed(3, kernel_size, stride, padding, dilation, ceil_mode), p, channels, eps);

    /// <summary>A learned mixture of max and average pooling (one for each of <c>channels</c> if they are given) of sequences.</summary>
    public static MixedPoolModule MixedPool1d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceil_mode = false, long? channels = null) =>
        new(WindowSettings.Fixed(1, kernel_size, stride, padding, dilation, ceil_mode), channels);

    /// <summary>A learned mixture of max and average pooling (one for each of <c>channels</c> if they are given) of images.</summary>
    public static MixedPoolModule MixedPool2d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceil_mode = false, long? channels = null) =>
        new(WindowSettings.Fixed(2, kernel_size, stride, padding, dilation, ceil_mode), channels);

    /// <summary>A learned mixture of max and average pooling (one for each of <c>channels</c> if they are given) of volumes.</summary>
    public static MixedPoolModule MixedPool3d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceil_mode = false, long? channels = null) =>
        new(WindowSettings.Fixed(3, kernel_size, stride, padding, dilation, ceil_mode), channels);

    /// <summary>Gated max-average pooling, with one mask (or one for each of <c>channels</c> if they are given), of sequences.</summary>
    public static GatedPoolModule GatedPool1d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceil_mode = false, long? channels = null) =>
        new(WindowSettings.Fixed(1, kernel_size, stride, padding, dilation, ceil_mode), channels);

    /// <summary>Gated max-average pooling, with one mask (or one for each of <c>channels</c> if they are given), of images.</summary>
    public static GatedPoolModule GatedPool2d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceil_mode = false, long? channels = null) =>
        new(WindowSettings.Fixed(2, kernel_size, stride, padding, dilation, ceil_mode), channels);

    /// <summary>Gated max-average pooling, with one mask (or one for each of <c>channels</c> if they are given), of volumes.</summary>
    public static GatedPoolModule GatedPool3d(SpatialSize kernel_size, SpatialSize? stride = null, SpatialSize? padding = null, SpatialSize? dilation = null, bool ceil_mode = false, long? channels = null) =>
        new(WindowSettings.Fixed(3, kernel_size, stride, padding, dilation, ceil_mode), channels);
}
