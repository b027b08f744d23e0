using System.Numerics;
using Cenote.Benchmarks.Peers;

namespace Cenote.Benchmarks.Workloads;

/// <summary>A row of the table before its memory is taken.</summary>
/// <param name="Group">W1 to W12.</param>
/// <param name="Name">What is done.</param>
/// <param name="Build">Makes the candidates.</param>
internal sealed record WorkloadPlan(string Group, string Name, Func<BuildSettings, IEnumerable<Candidate>> Build)
{
    /// <summary>A pooling forward: ours in one layout, each peer in all that it knows.</summary>
    public static WorkloadPlan Forward<T>(string group, PoolTask task, TensorLayout layout = TensorLayout.Nchw, string? name = null)
        where T : unmanaged, INumber<T> => new(group, name ?? $"{task}", settings =>
        {
            PoolData<T> data = new(settings.Fit(task));
            return
            [
                Ours.Forward(data, layout, settings.Threads),
                .. settings.Peers.All.SelectMany(p => p.Forward(data)),
                .. settings.Limits(data.Nchw.Bytes, data.NewOutput().Bytes, layout),
            ];
        });

    public Workload Take(BuildSettings settings) => new(Group, Name, Build(settings));
}

/// <summary>What a plan needs to become a workload.</summary>
/// <param name="Peers">Whom to compare with.</param>
/// <param name="Threads">On how many threads everybody works.</param>
/// <param name="AtMostImages">Only so many images, where results are compared and nothing is timed.</param>
internal sealed record BuildSettings(AllPeers Peers, int Threads, int? AtMostImages = null)
{
    public PoolTask Fit(PoolTask task) => AtMostImages is { } images ? task.WithAtMost(images) : task;

    public IEnumerable<Candidate> Limits(long inputBytes, long outputBytes, TensorLayout layout) =>
        AtMostImages is null ? Limit.Candidates(inputBytes, outputBytes, Threads, layout) : [];
}
