using System.Numerics;

namespace Cenote.Benchmarks;

/// <summary>The input of a task, the same numbers in both layouts.</summary>
internal sealed class PoolData<T>
    where T : unmanaged, INumber<T>
{
    private readonly Lazy<PinnedBuffer<T>> _nhwc;

    public PoolData(PoolTask task)
    {
        Task = task;
        InputSize = Product(task.Shape[1..]);
        OutputShape = task.OutputShape;
        OutputSize = Product(OutputShape[1..]);
        Nchw = Numbers.Random<T>(task.Shape[0] * InputSize, task.WholeNumbers);
        _nhwc = new(() => Layouts.ToNhwc(Nchw, task.Shape));
    }

    public PoolTask Task { get; }

    public int[] OutputShape { get; }

    /// <summary>Elements of one image.</summary>
    public int InputSize { get; }

    /// <summary>Elements of one pooled image.</summary>
    public int OutputSize { get; }

    public PinnedBuffer<T> Nchw { get; }

    public PinnedBuffer<T> Input(TensorLayout layout) => layout == TensorLayout.Nchw ? Nchw : _nhwc.Value;

    public PinnedBuffer<T> NewOutput() => new(Task.Shape[0] * OutputSize);

    /// <summary>The shape of so many images of the input, in a layout's order.</summary>
    public nint[] InputShape(int images, TensorLayout layout) => Layouts.Shape([images, .. Task.Shape[1..]], layout);

    private static int Product(int[] sizes) => sizes.Aggregate(1, (a, b) => checked(a * b));
}
