namespace Cenote.Cli;

/// <summary>A pooling that the commands know by name.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Tag">Its name in tags.</param>
/// <param name="Title">Its name in sentences.</param>
/// <param name="Meaning">What it does, in a sentence that its title begins.</param>
/// <param name="Make">Makes the layer.</param>
internal sealed record PoolKind(string Name, string Tag, string Title, string Meaning, Func<PoolSettings, WindowPool> Make)
{
    public static IReadOnlyList<PoolKind> All { get; } =
    [
        new("max", "Max", "Max pooling", "keeps the greatest element of each window.",
            s => new MaxPool2d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout)),
        new("avg", "Avg", "Average pooling", "keeps the mean of each window; padding counts as zeros, overhang does not count.",
            s => new AvgPool2d(s.KernelSize, s.Stride, s.Padding, s.CeilMode, layout: s.Layout, dilation: s.Dilation)),
        new("sum", "Sum", "Sum pooling", "keeps the sum of each window.",
            s => new SumPool2d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout)),
    ];

    public static string[] Names { get; } = [.. All.Select(kind => kind.Name)];

    public static PoolKind Named(string name) =>
        All.FirstOrDefault(kind => kind.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new BadRequestException($"there is no pooling named {name}; there are {string.Join(", ", Names)}.");
}

/// <summary>What the commands' options say of a pooling.</summary>
internal sealed record PoolSettings(SpatialSize KernelSize, SpatialSize? Stride, SpatialSize Padding, SpatialSize? Dilation, bool CeilMode, TensorLayout Layout);
