namespace Cenote.Benchmarks.Workloads;

/// <summary>W5 and W6: whole maps to one number, and to a fixed size, as at the end of a network.</summary>
internal static class WholeMaps
{
    private static readonly PoolTask s_global = new(Rule.Avg, [64, 2048, 7, 7]) { IsGlobal = true };

    public static IEnumerable<WorkloadPlan> Plans =>
    [
        WorkloadPlan.Forward<float>("W5", s_global),
        WorkloadPlan.Forward<float>("W5", s_global with { Rule = Rule.Max }),
        WorkloadPlan.Forward<float>("W5", s_global with { Shape = [16, 512, 56, 56] }),
        WorkloadPlan.Forward<float>("W6", new PoolTask(Rule.Avg, [32, 512, 13, 13]) { Adaptive = 7 }),
    ];
}
