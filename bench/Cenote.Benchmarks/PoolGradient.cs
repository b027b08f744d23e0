namespace Cenote.Benchmarks;

/// <summary>The gradient toward a task's output, the same numbers in both layouts.</summary>
internal sealed class PoolGradient(PoolData<float> data)
{
    private readonly PinnedBuffer<float> _nchw = Numbers.Random<float>(data.Task.Shape[0] * data.OutputSize);
    private PinnedBuffer<float>? _nhwc;

    public PinnedBuffer<float> Output(TensorLayout layout) => layout == TensorLayout.Nchw ? _nchw : _nhwc ??= Layouts.ToNhwc(_nchw, data.OutputShape);
}
