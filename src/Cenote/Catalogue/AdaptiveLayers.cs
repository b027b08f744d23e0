namespace Cenote;

/// <summary>Makes the adaptive layers, for as many spatial axes as the settings say.</summary>
internal static class AdaptiveLayers
{
    public static WindowPool Max(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new AdaptiveMaxPool1d(s.OutputSize, s.Layout),
        2 => new AdaptiveMaxPool2d(s.OutputSize, s.Layout),
        _ => new AdaptiveMaxPool3d(s.OutputSize, s.Layout),
    };

    public static WindowPool Min(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new AdaptiveMinPool1d(s.OutputSize, s.Layout),
        2 => new AdaptiveMinPool2d(s.OutputSize, s.Layout),
        _ => new AdaptiveMinPool3d(s.OutputSize, s.Layout),
    };

    public static WindowPool Avg(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new AdaptiveAvgPool1d(s.OutputSize, s.Layout),
        2 => new AdaptiveAvgPool2d(s.OutputSize, s.Layout),
        _ => new AdaptiveAvgPool3d(s.OutputSize, s.Layout),
    };

    public static WindowPool Sum(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new AdaptiveSumPool1d(s.OutputSize, s.Layout),
        2 => new AdaptiveSumPool2d(s.OutputSize, s.Layout),
        _ => new AdaptiveSumPool3d(s.OutputSize, s.Layout),
    };

    public static WindowPool Lp(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new AdaptiveLpPool1d(s.P ?? 2, s.OutputSize, layout: s.Layout),
        2 => new AdaptiveLpPool2d(s.P ?? 2, s.OutputSize, layout: s.Layout),
        _ => new AdaptiveLpPool3d(s.P ?? 2, s.OutputSize, layout: s.Layout),
    };

    public static WindowPool Soft(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new AdaptiveSoftPool1d(s.OutputSize, s.Layout),
        2 => new AdaptiveSoftPool2d(s.OutputSize, s.Layout),
        _ => new AdaptiveSoftPool3d(s.OutputSize, s.Layout),
    };

    public static WindowPool GeM(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new AdaptiveGeMPool1d(s.OutputSize, [s.P ?? 3], layout: s.Layout),
        2 => new AdaptiveGeMPool2d(s.OutputSize, [s.P ?? 3], layout: s.Layout),
        _ => new AdaptiveGeMPool3d(s.OutputSize, [s.P ?? 3], layout: s.Layout),
    };
}
