namespace Cenote.Benchmarks.Workloads;

/// <summary>W10: elements of one and two bytes. As many elements as in W2, so a quarter and half of its bytes.</summary>
internal static class SmallTypes
{
    public static IEnumerable<WorkloadPlan> Plans =>
    [
        WorkloadPlan.Forward<byte>("W10", PlainWindows.W2, name: $"uint8 {PlainWindows.W2}"),
        WorkloadPlan.Forward<Half>("W10", PlainWindows.W2, name: $"half {PlainWindows.W2}"),
    ];
}
