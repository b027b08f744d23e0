namespace Cenote.Tests.Conformance.Onnx;

/// <summary>The layer that stands for a node of an ONNX graph.</summary>
internal static class OnnxLayers
{
    private static readonly string[] s_windows = ["kernel_shape", "strides", "pads", "auto_pad", "dilations", "ceil_mode"];

    /// <summary>Makes the layer of a node; refuses what the constructors refuse.</summary>
    /// <param name="node">The node.</param>
    /// <param name="rank">Spatial axes of its input.</param>
    /// <param name="layout">The layout that is to be pooled.</param>
    public static WindowPool Make(OnnxNode node, int rank, TensorLayout layout) => node.Op switch
    {
        "MaxPool" => Max(node, layout),
        "AveragePool" => Average(node, layout),
        "LpPool" => Lp(node, layout),
        _ => Global(node, rank, layout),
    };

    private static MaxPool Max(OnnxNode node, TensorLayout layout)
    {
        node.Only([.. s_windows, "storage_order"]);
        (SpatialSize kernel, SpatialSize stride, Padding padding, SpatialSize? dilation, bool ceil) = Windows(node);
        return kernel.Count switch
        {
            1 => new MaxPool1d(kernel, stride, padding, dilation, ceil, layout),
            2 => new MaxPool2d(kernel, stride, padding, dilation, ceil, layout),
            _ => new MaxPool3d(kernel, stride, padding, dilation, ceil, layout),
        };
    }

    private static AvgPool Average(OnnxNode node, TensorLayout layout)
    {
        node.Only([.. s_windows, "count_include_pad"]);
        (SpatialSize kernel, SpatialSize stride, Padding padding, SpatialSize? dilation, bool ceil) = Windows(node);

        // ONNX does not count padding unless told to, however it is given.
        bool count = node.Flag("count_include_pad");
        return kernel.Count switch
        {
            1 => new AvgPool1d(kernel, stride, padding, ceil, count, layout: layout, dilation: dilation),
            2 => new AvgPool2d(kernel, stride, padding, ceil, count, layout: layout, dilation: dilation),
            _ => new AvgPool3d(kernel, stride, padding, ceil, count, layout: layout, dilation: dilation),
        };
    }

    private static LpPool Lp(OnnxNode node, TensorLayout layout)
    {
        node.Only([.. s_windows, "p"]);
        (SpatialSize kernel, SpatialSize stride, Padding padding, SpatialSize? dilation, bool ceil) = Windows(node);
        int p = node.Number("p", 2);
        return kernel.Count switch
        {
            1 => new LpPool1d(p, kernel, stride, ceil, LpConvention.Onnx, layout, padding, dilation),
            2 => new LpPool2d(p, kernel, stride, ceil, LpConvention.Onnx, layout, padding, dilation),
            _ => new LpPool3d(p, kernel, stride, ceil, LpConvention.Onnx, layout, padding, dilation),
        };
    }

    private static WindowPool Global(OnnxNode node, int rank, TensorLayout layout)
    {
        node.Only(node.Op == "GlobalLpPool" ? ["p"] : []);
        int p = node.Number("p", 2);
        return (node.Op, rank) switch
        {
            ("GlobalMaxPool", 2) => new GlobalMaxPool2d(layout),
            ("GlobalMaxPool", 3) => new GlobalMaxPool3d(layout),
            ("GlobalAveragePool", 2) => new GlobalAvgPool2d(layout),
            ("GlobalAveragePool", 3) => new GlobalAvgPool3d(layout),
            ("GlobalLpPool", 2) => new GlobalLpPool2d(p, LpConvention.Onnx, layout),
            _ => throw new InvalidDataException($"No case asks for {node.Op} of {rank} axes."),
        };
    }

    // ONNX's strides are 1 where they are not given, not the kernel's size.
    private static (SpatialSize Kernel, SpatialSize Stride, Padding Padding, SpatialSize? Dilation, bool CeilMode) Windows(OnnxNode node)
    {
        int[] kernel = node.Numbers("kernel_shape")!;
        SpatialSize stride = TorchLayers.Size(node.Numbers("strides")) ?? 1;
        return (TorchLayers.Size(kernel).Value, stride, Padding(node, kernel.Length), TorchLayers.Size(node.Numbers("dilations")), node.Flag("ceil_mode"));
    }

    private static Padding Padding(OnnxNode node, int rank)
    {
        int[] pads = node.Numbers("pads") ?? new int[2 * rank];
        if (pads.Length != 2 * rank)
            throw new InvalidDataException($"pads has {pads.Length} numbers for {rank} axes.");

        string auto = node.Text("auto_pad");
        if (auto is not ("" or "NOTSET") && pads.Max() > 0)
            throw new InvalidDataException($"auto_pad is {auto}, and pads are given too.");

        // All the beginnings come first, then all the ends.
        return auto switch
        {
            "SAME_UPPER" => Cenote.Padding.Same,
            "SAME_LOWER" => Cenote.Padding.SameLower,
            "" or "NOTSET" or "VALID" => Cenote.Padding.Edges([.. Enumerable.Range(0, rank).Select(i => (pads[i], pads[rank + i]))]),
            _ => throw new InvalidDataException($"auto_pad is {auto}."),
        };
    }
}
