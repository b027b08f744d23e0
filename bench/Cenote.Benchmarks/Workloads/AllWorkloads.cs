namespace Cenote.Benchmarks.Workloads;

/// <summary>The rows of the table, in its order.</summary>
internal static class AllWorkloads
{
    public static IEnumerable<WorkloadPlan> Plans =>
    [
        .. CifarWindows.Plans,
        .. PlainWindows.Plans,
        .. WholeMaps.Plans,
        .. Volumes.Plans,
        .. Training.Plans,
        .. ChannelsLast.Plans,
        .. SmallTypes.Plans,
        .. Sequences.Plans,
        .. Compositions.Plans,
    ];

    public static IReadOnlyList<string> Groups => [.. Plans.Select(p => p.Group).Distinct()];
}
