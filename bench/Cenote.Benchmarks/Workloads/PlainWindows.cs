namespace Cenote.Benchmarks.Workloads;

/// <summary>W2 to W4: the windows that networks for images have, at their sizes. All lie in memory, not in the cache.</summary>
internal static class PlainWindows
{
    public static readonly PoolTask W2 = new(Rule.Max, [32, 64, 112, 112]) { Kernel = 2, Stride = 2 };
    public static readonly PoolTask W2Small = W2 with { Shape = [32, 256, 28, 28] };
    public static readonly PoolTask W3 = new(Rule.Max, [32, 64, 112, 112]) { Kernel = 3, Stride = 2, Padding = 1 };
    public static readonly PoolTask W4 = new(Rule.Avg, [32, 192, 35, 35]) { Kernel = 3, Stride = 1, Padding = 1 };

    public static IEnumerable<WorkloadPlan> Plans =>
    [
        WorkloadPlan.Forward<float>("W2", W2),
        WorkloadPlan.Forward<float>("W2", W2Small),
        WorkloadPlan.Forward<float>("W3", W3),
        WorkloadPlan.Forward<float>("W4", W4),
    ];
}
