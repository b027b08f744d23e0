namespace Cenote.Benchmarks.Workloads;

/// <summary>W9: ours in NHWC. The peers do NCHW too, so the column of any layout says which layout is worth having.</summary>
internal static class ChannelsLast
{
    private static readonly PoolTask s_strideOne = PlainWindows.W4 with { Rule = Rule.Max };

    public static IEnumerable<WorkloadPlan> Plans =>
    [
        .. ((PoolTask[])[PlainWindows.W2, PlainWindows.W2Small, PlainWindows.W3, s_strideOne, PlainWindows.W4])
            .Select(task => WorkloadPlan.Forward<float>("W9", task, TensorLayout.Nhwc)),
    ];
}
