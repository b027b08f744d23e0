namespace Cenote.Benchmarks.Workloads;

/// <summary>W7: windows over volumes.</summary>
internal static class Volumes
{
    public static IEnumerable<WorkloadPlan> Plans => [WorkloadPlan.Forward<float>("W7", new PoolTask(Rule.Max, [4, 32, 32, 56, 56]) { Kernel = 2, Stride = 2 })];
}
