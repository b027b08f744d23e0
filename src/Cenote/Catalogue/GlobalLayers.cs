namespace Cenote;

/// <summary>Makes the global layers, for as many spatial axes as the settings say.</summary>
internal static class GlobalLayers
{
    public static WindowPool Max(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new GlobalMaxPool1d(s.Layout),
        2 => new GlobalMaxPool2d(s.Layout),
        _ => new GlobalMaxPool3d(s.Layout),
    };

    public static WindowPool Min(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new GlobalMinPool1d(s.Layout),
        2 => new GlobalMinPool2d(s.Layout),
        _ => new GlobalMinPool3d(s.Layout),
    };

    public static WindowPool Avg(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new GlobalAvgPool1d(s.Layout),
        2 => new GlobalAvgPool2d(s.Layout),
        _ => new GlobalAvgPool3d(s.Layout),
    };

    public static WindowPool Sum(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new GlobalSumPool1d(s.Layout),
        2 => new GlobalSumPool2d(s.Layout),
        _ => new GlobalSumPool3d(s.Layout),
    };

    public static WindowPool Lp(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new GlobalLpPool1d(s.P ?? 2, layout: s.Layout),
        2 => new GlobalLpPool2d(s.P ?? 2, layout: s.Layout),
        _ => new GlobalLpPool3d(s.P ?? 2, layout: s.Layout),
    };

    public static WindowPool Soft(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new GlobalSoftPool1d(s.Layout),
        2 => new GlobalSoftPool2d(s.Layout),
        _ => new GlobalSoftPool3d(s.Layout),
    };

    public static WindowPool LogSumExp(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new GlobalLogSumExpPool1d(s.Sharpness, layout: s.Layout),
        2 => new GlobalLogSumExpPool2d(s.Sharpness, layout: s.Layout),
        _ => new GlobalLogSumExpPool3d(s.Sharpness, layout: s.Layout),
    };

    public static WindowPool GeM(PoolingSettings s) => s.SpatialAxes switch
    {
        1 => new GlobalGeMPool1d([s.P ?? 3], layout: s.Layout),
        2 => new GlobalGeMPool2d([s.P ?? 3], layout: s.Layout),
        _ => new GlobalGeMPool3d([s.P ?? 3], layout: s.Layout),
    };
}
