using Cenote.Benchmarks.Peers;

namespace Cenote.Benchmarks.Workloads;

/// <summary>W8: what a training step does. Forward keeps the places of the greatest elements; backward takes gradients back along them.</summary>
/// <remarks>Ours and libtorch keep places as int64; the limit counts them as they are in ours. oneDNN's are a byte each, in a workspace of its own.</remarks>
internal static class Training
{
    // What a place of ours is in memory, for the limit. To be changed together with the candidates in Ours.
    private const int BytesOfPlace = sizeof(long);

    private const TensorLayout Layout = TensorLayout.Nchw;

    public static IEnumerable<WorkloadPlan> Plans =>
    [
        Forward(PlainWindows.W2),
        Forward(PlainWindows.W3),
        Backward(PlainWindows.W2),
        Backward(PlainWindows.W3),
        Backward(PlainWindows.W2 with { Rule = Rule.Avg }),
    ];

    private static WorkloadPlan Forward(PoolTask task) => new("W8", $"with indices: {task}", settings =>
    {
        PoolData<float> data = new(settings.Fit(task));
        long outputs = (long)data.Task.Shape[0] * data.OutputSize;
        return
        [
            Ours.ForwardWithIndices(data, Layout, settings.Threads),
            .. settings.Peers.Torch.ForwardWithIndices(data),
            .. settings.Peers.OneDnn.ForwardForTraining(data),
            .. settings.Limits(data.Nchw.Bytes, outputs * (sizeof(float) + BytesOfPlace), Layout),
        ];
    });

    private static WorkloadPlan Backward(PoolTask task) => new("W8", $"backward: {task}", settings =>
    {
        PoolData<float> data = new(settings.Fit(task));
        PoolGradient gradient = new(data);
        long outputs = (long)data.Task.Shape[0] * data.OutputSize;
        int bytesRead = sizeof(float) + (task.Rule == Rule.Max ? BytesOfPlace : 0);
        return
        [
            Ours.Backward(data, gradient, Layout, settings.Threads),
            .. settings.Peers.Torch.Backward(data, gradient),
            .. settings.Peers.OneDnn.Backward(data, gradient),
            .. settings.Limits(outputs * bytesRead, data.Nchw.Bytes, Layout),
        ];
    });
}
