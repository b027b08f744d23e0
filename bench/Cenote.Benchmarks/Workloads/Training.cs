using Cenote.Benchmarks.Peers;

namespace Cenote.Benchmarks.Workloads;

/// <summary>W8: what a training step does. Forward keeps which elements are the greatest; backward takes gradients back to them.</summary>
/// <remarks>Ours and oneDNN (in a workspace of its own) keep a byte for each, libtorch an int64; the limit counts a byte.</remarks>
internal static class Training
{
    private const TensorLayout Layout = TensorLayout.Nchw;

    public static IEnumerable<WorkloadPlan> Plans =>
    [
        Forward(PlainWindows.W2),
        Forward(PlainWindows.W3),
        Backward(PlainWindows.W2),
        Backward(PlainWindows.W3),
        Backward(PlainWindows.W2 with { Rule = Rule.Avg }),
    ];

    private static WorkloadPlan Forward(PoolTask task) => new("W8", $"forward: {task}", settings =>
    {
        PoolData<float> data = new(settings.Fit(task));
        long outputs = (long)data.Task.Shape[0] * data.OutputSize;
        return
        [
            Ours.ForwardWithTaps(data, Layout, settings.Threads),
            .. settings.Peers.Torch.ForwardWithIndices(data),
            .. settings.Peers.OneDnn.ForwardForTraining(data),
            .. settings.Limits(data.Nchw.Bytes, outputs * (sizeof(float) + sizeof(byte)), Layout),
        ];
    });

    private static WorkloadPlan Backward(PoolTask task) => new("W8", $"backward: {task}", settings =>
    {
        PoolData<float> data = new(settings.Fit(task));
        PoolGradient gradient = new(data);
        long outputs = (long)data.Task.Shape[0] * data.OutputSize;
        int bytesRead = sizeof(float) + (task.Rule == Rule.Max ? sizeof(byte) : 0);
        return
        [
            Ours.Backward(data, gradient, Layout, settings.Threads),
            .. settings.Peers.Torch.Backward(data, gradient),
            .. settings.Peers.OneDnn.Backward(data, gradient),
            .. settings.Limits(outputs * bytesRead, data.Nchw.Bytes, Layout),
        ];
    });
}
