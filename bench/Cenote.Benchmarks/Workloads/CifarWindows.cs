namespace Cenote.Benchmarks.Workloads;

/// <summary>W1: a batch of CIFAR-10 in a network of the first hour. It stays in the cache, so calls themselves must cost little.</summary>
internal static class CifarWindows
{
    private const int Images = 10_000, Batch = 64;

    private static readonly PoolTask s_max = new(Rule.Max, [Batch, 3, 32, 32]) { Kernel = 3, Stride = 3, CeilMode = true };

    public static IEnumerable<WorkloadPlan> Plans =>
    [
        WorkloadPlan.Forward<float>("W1", s_max),
        WorkloadPlan.Forward<float>("W1", s_max with { Rule = Rule.Avg }),
        WorkloadPlan.Forward<float>(
            "W1", s_max with { Shape = [Images, 3, 32, 32], ImagesPerCall = Batch }, name: $"job: max k3 s3 ceil of {Images:#,0} images, {Batch} a call"),
    ];
}
