namespace Cenote;

/// <summary>Makes the layers whose windows move, for as many spatial axes as the settings say.</summary>
internal static class FixedLayers
{
    public static WindowPool Max(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new MaxPool1d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout),
        2 => new MaxPool2d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout),
        _ => new MaxPool3d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout),
    };

    public static WindowPool Min(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new MinPool1d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout),
        2 => new MinPool2d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout),
        _ => new MinPool3d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout),
    };

    public static WindowPool Avg(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new AvgPool1d(s.KernelSize, s.Stride, s.Padding, s.CeilMode, s.CountIncludePad, s.DivisorOverride, s.Layout, s.Dilation),
        2 => new AvgPool2d(s.KernelSize, s.Stride, s.Padding, s.CeilMode, s.CountIncludePad, s.DivisorOverride, s.Layout, s.Dilation),
        _ => new AvgPool3d(s.KernelSize, s.Stride, s.Padding, s.CeilMode, s.CountIncludePad, s.DivisorOverride, s.Layout, s.Dilation),
    };

    public static WindowPool Sum(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new SumPool1d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout),
        2 => new SumPool2d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout),
        _ => new SumPool3d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout),
    };

    public static WindowPool Lp(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new LpPool1d(s.P ?? 2, s.KernelSize, s.Stride, s.CeilMode, layout: s.Layout, padding: s.Padding, dilation: s.Dilation),
        2 => new LpPool2d(s.P ?? 2, s.KernelSize, s.Stride, s.CeilMode, layout: s.Layout, padding: s.Padding, dilation: s.Dilation),
        _ => new LpPool3d(s.P ?? 2, s.KernelSize, s.Stride, s.CeilMode, layout: s.Layout, padding: s.Padding, dilation: s.Dilation),
    };

    public static WindowPool Soft(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new SoftPool1d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout),
        2 => new SoftPool2d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout),
        _ => new SoftPool3d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout),
    };

    public static WindowPool LogSumExp(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new LogSumExpPool1d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Sharpness, layout: s.Layout),
        2 => new LogSumExpPool2d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Sharpness, layout: s.Layout),
        _ => new LogSumExpPool3d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Sharpness, layout: s.Layout),
    };

    public static WindowPool GeM(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new GeMPool1d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, [s.P ?? 3], layout: s.Layout),
        2 => new GeMPool2d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, [s.P ?? 3], layout: s.Layout),
        _ => new GeMPool3d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, [s.P ?? 3], layout: s.Layout),
    };

    public static StochasticPool Stochastic(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new StochasticPool1d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, layout: s.Layout),
        2 => new StochasticPool2d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, layout: s.Layout),
        _ => new StochasticPool3d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, layout: s.Layout),
    };

    public static GatedPool Gated(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new GatedPool1d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout),
        2 => new GatedPool2d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout),
        _ => new GatedPool3d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout),
    };

    public static AttentionWindowPool Attention(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new AttentionPool1d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout),
        2 => new AttentionPool2d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout),
        _ => new AttentionPool3d(s.KernelSize, s.Stride, s.Padding, s.Dilation, s.CeilMode, s.Layout),
    };

    public static MaxUnpool Unpool(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new MaxUnpool1d(s.KernelSize, s.Stride, s.Padding, s.Layout),
        2 => new MaxUnpool2d(s.KernelSize, s.Stride, s.Padding, s.Layout),
        _ => new MaxUnpool3d(s.KernelSize, s.Stride, s.Padding, s.Layout),
    };
}
