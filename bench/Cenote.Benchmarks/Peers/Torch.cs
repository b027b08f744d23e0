using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Cenote.Benchmarks.Peers;

/// <summary>libtorch by TorchSharp. It makes its output anew at each call; its allocator is warm by then.</summary>
internal sealed class Torch : IPeer
{
    public const string Name = "torch";

    // Not by trying: when TorchSharp can not load libtorch it first copies 600 MB of it, and then names the wrong library.
    private const string ReadyVariable = "CENOTE_BENCH_LIBTORCH";

    private readonly IDisposable? _noGradients;

    public Torch(int threads)
    {
        if (Environment.GetEnvironmentVariable(ReadyVariable) is null)
        {
            Description = $"libtorch is not prepared ({ReadyVariable} is not set); bench/run.sh does it, or says what is missing";
            return;
        }

        set_num_threads(threads);
        _noGradients = no_grad();
        Description = $"libtorch {__version__}, {get_num_threads()} threads";
        IsThere = true;
    }

    public string Description { get; }

    public bool IsThere { get; }

    public IEnumerable<Candidate> Forward<T>(PoolData<T> data)
        where T : unmanaged, INumber<T>
    {
        if (!IsThere)
            yield break;

        PoolTask task = data.Task;
        foreach (TensorLayout layout in (TensorLayout[])[TensorLayout.Nchw, TensorLayout.Nhwc])
        {
            Tensor all = Input(data.Input(layout), task.Shape, layout);
            Tensor[] calls = [.. task.Calls.Select(c => all.narrow(0, c.First, c.Count).DetachFromDisposeScope())];
            yield return new Candidate(
                Name,
                CandidateKind.Peer,
                layout,
                run: () =>
                {
                    foreach (Tensor x in calls)
                        Pool(task, x).Dispose();
                },
                result: () => Numbers(() => cat([.. calls.Select(x => Pool(task, x))])),
                owned: [all, .. calls]);
        }
    }

    public void Dispose() => _noGradients?.Dispose();

    /// <summary>A tensor of shape [N, C, spatial...] over a buffer, without a copy.</summary>
    public static Tensor Input<T>(PinnedBuffer<T> buffer, int[] shape, TensorLayout layout)
        where T : unmanaged
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor flat = frombuffer(buffer.Array, Type<T>()).narrow(0, buffer.Offset, buffer.Length);
        Tensor shaped = flat.view([.. Layouts.Shape(shape, layout).Select(n => (long)n)]);
        if (layout == TensorLayout.Nhwc)
            shaped = shaped.permute([0, shape.Length - 1, .. Enumerable.Range(1, shape.Length - 2).Select(axis => (long)axis)]);

        return shaped.DetachFromDisposeScope();
    }

    /// <summary>A tensor's elements in the order of its axes.</summary>
    public static float[] Numbers(Func<Tensor> compute)
    {
        using DisposeScope scope = NewDisposeScope();
        return compute().to(ScalarType.Float32).contiguous().data<float>().ToArray();
    }

    private static ScalarType Type<T>() =>
        typeof(T) == typeof(float) ? ScalarType.Float32
        : typeof(T) == typeof(Half) ? ScalarType.Float16
        : typeof(T) == typeof(byte) ? ScalarType.Byte
        : typeof(T) == typeof(long) ? ScalarType.Int64
        : throw new NotSupportedException($"The element type is {typeof(T).Name}; it is float, Half, byte or long.");

    private static Tensor Pool(PoolTask task, Tensor x) => task switch
    {
        { IsGlobal: true, Rule: Rule.Max } => Functional.adaptive_max_pool2d(x, [1L, 1L]),
        { IsGlobal: true, Rule: Rule.Avg } => Functional.adaptive_avg_pool2d(x, 1),
        { Adaptive: { } size, Rule: Rule.Avg } => Functional.adaptive_avg_pool2d(x, size),
        { SpatialAxes: 3, Rule: Rule.Max } => Functional.max_pool3d(x, Every(task.Kernel, 3), Every(task.Stride, 3), Every(task.Padding, 3), ceil_mode: task.CeilMode),
        { SpatialAxes: 2, Rule: Rule.Max } => Functional.max_pool2d(x, task.Kernel, task.Stride, task.Padding, ceil_mode: task.CeilMode),
        { SpatialAxes: 2, Rule: Rule.Avg } => Functional.avg_pool2d(x, task.Kernel, task.Stride, task.Padding, task.CeilMode, count_include_pad: false),
        _ => throw new NotSupportedException($"libtorch is not asked for {task}."),
    };

    private static long[] Every(long number, int axes) => [.. Enumerable.Repeat(number, axes)];
}
