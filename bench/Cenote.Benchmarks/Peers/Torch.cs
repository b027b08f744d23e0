using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Cenote.Benchmarks.Peers;

/// <summary>libtorch by TorchSharp. It makes its output anew at each call; its allocator is warm by then.</summary>
internal sealed class Torch : IPeer, IDisposable
{
    public const string Name = "torch";

    // Not by trying: when TorchSharp can not load libtorch it first copies 600 MB of it, and then names the wrong library.
    private const string ReadyVariable = "CENOTE_BENCH_LIBTORCH";

    private readonly IDisposable? _noGradients;

    public Torch(int threads)
    {
        if (Environment.GetEnvironmentVariable(ReadyVariable) != "ready")
        {
            Description = $"libtorch is not prepared ({ReadyVariable} is not 'ready'); bench/run.sh does it, or says what is missing";
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
        where T : unmanaged, INumber<T> => Each(data, x => Pool(data.Task, x));

    public IEnumerable<Candidate> ForwardWithIndices(PoolData<float> data)
    {
        PoolTask task = data.Task;
        return Each(data, Pool, x =>
        {
            (Tensor values, Tensor indices) = Both(x);
            return cat([values.contiguous().flatten(), indices.to(ScalarType.Float32).contiguous().flatten()]);
        });

        (Tensor Values, Tensor Indices) Both(Tensor x) =>
            Functional.max_pool2d_with_indices(x, Every(task.Kernel, 2), Every(task.Stride, 2), Every(task.Padding, 2), ceil_mode: task.CeilMode);

        Tensor Pool(Tensor x) => Both(x).Values;
    }

    /// <summary>The gradient toward the input by autograd, whose graph is made once.</summary>
    public IEnumerable<Candidate> Backward(PoolData<float> data, PoolGradient gradient)
    {
        foreach (TensorLayout layout in IsThere ? Enum.GetValues<TensorLayout>() : [])
        {
            Tensor x = Input(data.Input(layout), data.Task.Shape, layout).requires_grad_(), dy = Input(gradient.Output(layout), data.OutputShape, layout);
            Tensor y;
            using (enable_grad())
                y = Pool(data.Task, x);

            yield return Candidate(layout, () => autograd.grad([y], [x], [dy], retain_graph: true)[0], [x, y, dy]);
        }
    }

    /// <summary>A composition of operations in place of a pooling.</summary>
    public IEnumerable<Candidate> Composed(PoolData<float> data, Func<Tensor, Tensor> composed) => Each(data, composed);

    /// <summary>Draws anew each time; what it computes for the comparison is drawn by given numbers.</summary>
    public IEnumerable<Candidate> Stochastic(PoolData<float> data, PinnedBuffer<float> uniforms)
    {
        long[] shape = Array.ConvertAll(data.OutputShape, n => (long)n);
        return Each(data, x => TorchCompositions.Stochastic(x, rand(shape)), x =>
        {
            using Tensor given = Input(uniforms, data.OutputShape, TensorLayout.Nchw);
            return TorchCompositions.Stochastic(x, given);
        });
    }

    public IEnumerable<Candidate> MaskedMean(PinnedBuffer<float> x, PinnedBuffer<bool> mask, int items, int tokens, int width)
    {
        foreach (Func<Tensor, Tensor, Tensor> mean in IsThere ? (Func<Tensor, Tensor, Tensor>[])[TorchCompositions.MaskedMean, TorchCompositions.MaskedMeanByProduct] : [])
        {
            Tensor input = Input(x, [items, tokens, width], TensorLayout.Nchw), keeps = Input(mask, [items, tokens], TensorLayout.Nchw);
            yield return Candidate(TensorLayout.Nchw, () => mean(input, keeps), [input, keeps]);
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

    /// <summary>A candidate for each layout; what is compared may be more than what is timed gives.</summary>
    private IEnumerable<Candidate> Each<T>(PoolData<T> data, Func<Tensor, Tensor> pool, Func<Tensor, Tensor>? compared = null)
        where T : unmanaged, INumber<T>
    {
        // Max pooling of bytes in channels-last counts a map's elements in a byte, and refuses any real map ("Expected ... numeric_limits<integer_t>::max()").
        TensorLayout[] layouts = typeof(T) == typeof(byte) ? [TensorLayout.Nchw] : Enum.GetValues<TensorLayout>();
        foreach (TensorLayout layout in IsThere ? layouts : [])
        {
            Tensor all = Input(data.Input(layout), data.Task.Shape, layout);
            Tensor[] calls = [.. data.Task.Calls.Select(c => all.narrow(0, c.First, c.Count))];
            yield return new Candidate(
                Name,
                CandidateKind.Peer,
                layout,
                run: () =>
                {
                    foreach (Tensor x in calls)
                        Run(() => pool(x));
                },
                result: () => Numbers(() => cat([.. calls.Select(compared ?? pool)])),
                owned: [all, .. calls]);
        }
    }

    private static Candidate Candidate(TensorLayout layout, Func<Tensor> compute, IEnumerable<IDisposable> owned) =>
        new(Name, CandidateKind.Peer, layout, () => Run(compute), () => Numbers(compute), owned);

    // Everything that is made on the way is given back at once, as in C++; else the allocator would be cold at each call.
    private static void Run(Func<Tensor> compute)
    {
        using DisposeScope scope = NewDisposeScope();
        compute();
    }

    private static ScalarType Type<T>() =>
        typeof(T) == typeof(float) ? ScalarType.Float32
        : typeof(T) == typeof(Half) ? ScalarType.Float16
        : typeof(T) == typeof(byte) ? ScalarType.Byte
        : typeof(T) == typeof(bool) ? ScalarType.Bool
        : throw new NotSupportedException($"The element type is {typeof(T).Name}; it is float, Half, byte or bool.");

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
