namespace Cenote.Tests.Conformance;

/// <summary>The layer that stands for a call of PyTorch's functional API.</summary>
internal static class TorchLayers
{
    /// <summary>Makes the layer of a case; refuses what the constructors refuse.</summary>
    public static WindowPool Make(ConformanceCase c, TensorLayout layout)
    {
        int rank = c.Op[^2] - '0';
        string op = c.Op[..^2];
        if (op.StartsWith("adaptive", StringComparison.Ordinal))
        {
            OutputSize size = Output(c.OpenNumbers("output_size"));
            return (op, rank) switch
            {
                ("adaptive_max_pool", 1) => new AdaptiveMaxPool1d(size, layout),
                ("adaptive_max_pool", 2) => new AdaptiveMaxPool2d(size, layout),
                ("adaptive_max_pool", 3) => new AdaptiveMaxPool3d(size, layout),
                ("adaptive_avg_pool", 1) => new AdaptiveAvgPool1d(size, layout),
                ("adaptive_avg_pool", 2) => new AdaptiveAvgPool2d(size, layout),
                ("adaptive_avg_pool", 3) => new AdaptiveAvgPool3d(size, layout),
                _ => throw new NotSupportedException(c.Op),
            };
        }

        SpatialSize kernel = Size(c.Numbers("kernel_size")!).Value;
        SpatialSize? stride = Size(c.Numbers("stride"));
        bool ceil = c.Flag("ceil_mode");
        if (op == "lp_pool")
        {
            double norm = c.Norm;
            return rank switch
            {
                1 => new LpPool1d(norm, kernel, stride, ceil, layout: layout),
                2 => new LpPool2d(norm, kernel, stride, ceil, layout: layout),
                _ => new LpPool3d(norm, kernel, stride, ceil, layout: layout),
            };
        }

        SpatialSize padding = Size(c.Numbers("padding")!).Value;
        if (op == "max_pool")
        {
            SpatialSize? dilation = Size(c.Numbers("dilation"));
            return rank switch
            {
                1 => new MaxPool1d(kernel, stride, padding, dilation, ceil, layout),
                2 => new MaxPool2d(kernel, stride, padding, dilation, ceil, layout),
                _ => new MaxPool3d(kernel, stride, padding, dilation, ceil, layout),
            };
        }

        Assert.Equal("avg_pool", op);
        bool countIncludePad = c.Flag("count_include_pad");
        int? divisor = c.Number("divisor_override");
        return rank switch
        {
            1 => new AvgPool1d(kernel, stride, padding, ceil, countIncludePad, divisor, layout),
            2 => new AvgPool2d(kernel, stride, padding, ceil, countIncludePad, divisor, layout),
            _ => new AvgPool3d(kernel, stride, padding, ceil, countIncludePad, divisor, layout),
        };
    }

    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(numbers))]
    public static SpatialSize? Size(int[]? numbers) => numbers switch
    {
        null => null,
        [int every] => every,
        [int height, int width] => (height, width),
        [int depth, int height, int width] => (depth, height, width),
        _ => throw new ArgumentException($"{numbers.Length} numbers.", nameof(numbers)),
    };

    private static OutputSize Output(int?[] numbers) => numbers switch
    {
        [int every] => every,
        [_, _] => (numbers[0], numbers[1]),
        [_, _, _] => (numbers[0], numbers[1], numbers[2]),
        _ => throw new ArgumentException($"{numbers.Length} numbers.", nameof(numbers)),
    };
}
