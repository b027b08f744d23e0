using System.Numerics;
using System.Runtime.InteropServices;

namespace Cenote.Benchmarks.Peers;

/// <summary>oneDNN by bench/native/onednn_pool.c, into memory that is given.</summary>
internal sealed unsafe class OneDnn : IPeer
{
    public const string Name = "onednn";

    /// <summary>The variable in which bench/run.sh says where the library is.</summary>
    private const string PathVariable = "CENOTE_BENCH_ONEDNN";

    private readonly delegate* unmanaged<OneDnnPurpose, int, int, long*, int, int, void*> _new;
    private readonly delegate* unmanaged<void*, void*, void*, int> _forward, _backward;
    private readonly delegate* unmanaged<void*, void> _free;

    public OneDnn(int threads)
    {
        string? path = Environment.GetEnvironmentVariable(PathVariable);
        if (string.IsNullOrEmpty(path) || !NativeLibrary.TryLoad(path, out nint library))
        {
            Description = $"oneDNN is not there ({PathVariable} is '{path}'); bench/run.sh says why";
            return;
        }

        _new = (delegate* unmanaged<OneDnnPurpose, int, int, long*, int, int, void*>)NativeLibrary.GetExport(library, "cenote_pool_new");
        _forward = (delegate* unmanaged<void*, void*, void*, int>)NativeLibrary.GetExport(library, "cenote_pool_forward");
        _backward = (delegate* unmanaged<void*, void*, void*, int>)NativeLibrary.GetExport(library, "cenote_pool_backward");
        _free = (delegate* unmanaged<void*, void>)NativeLibrary.GetExport(library, "cenote_pool_free");
        int* version = stackalloc int[3];
        ((delegate* unmanaged<int, int*, void>)NativeLibrary.GetExport(library, "cenote_onednn_start"))(threads, version);
        Description = $"oneDNN {version[0]}.{version[1]}.{version[2]}, {threads} threads";
        IsThere = true;
    }

    public string Description { get; }

    public bool IsThere { get; }

    public IEnumerable<Candidate> Forward<T>(PoolData<T> data)
        where T : unmanaged, INumber<T> => Forward(data, OneDnnPurpose.Inference);

    /// <summary>Forward as in training: it also keeps where each greatest element was, in a form of its own.</summary>
    public IEnumerable<Candidate> ForwardForTraining<T>(PoolData<T> data)
        where T : unmanaged, INumber<T> => Forward(data, OneDnnPurpose.Training);

    /// <summary>The gradient toward the input, from that toward the output.</summary>
    public IEnumerable<Candidate> Backward(PoolData<float> data, PoolGradient gradient) =>
        Enum.GetValues<TensorLayout>().Select(layout => Backward(data, gradient, layout)).OfType<Candidate>();

    private IEnumerable<Candidate> Forward<T>(PoolData<T> data, OneDnnPurpose purpose)
        where T : unmanaged, INumber<T> => Enum.GetValues<TensorLayout>().Select(layout => Forward(data, purpose, layout)).OfType<Candidate>();

    private Candidate? Forward<T>(PoolData<T> data, OneDnnPurpose purpose, TensorLayout layout)
        where T : unmanaged, INumber<T>
    {
        (int First, Pool? Pool)[] calls = PoolsOfCalls<T>(data.Task, layout, purpose);
        if (Array.Exists(calls, c => c.Pool is null))
            return null;

        PinnedBuffer<T> x = data.Input(layout), y = data.NewOutput();
        return new Candidate(
            Name, CandidateKind.Peer, layout, Run, () => Layouts.Result<T>(Ours.Ran(Run, y).Span, data.OutputShape, layout), calls.Select(c => c.Pool!).Distinct());

        void Run()
        {
            foreach ((int first, Pool? pool) in calls)
                pool!.Forward(x.Start + first * data.InputSize, y.Start + first * data.OutputSize);
        }
    }

    private Candidate? Backward(PoolData<float> data, PoolGradient gradient, TensorLayout layout)
    {
        PoolTask task = data.Task;
        if (Create<float>(task, task.Shape[0], layout, OneDnnPurpose.Backward) is not { } pool)
            return null;

        PinnedBuffer<float> dy = gradient.Output(layout), dx = new(data.Nchw.Length);
        pool.Forward(data.Input(layout).Start, data.NewOutput().Start);
        return new Candidate(Name, CandidateKind.Peer, layout, Run, () => Layouts.Result<float>(Ours.Ran(Run, dx).Span, task.Shape, layout), [pool]);

        void Run() => pool.Backward(dx.Start, dy.Start);
    }

    // One for each number of images: making one takes far longer than using it.
    private (int First, Pool? Pool)[] PoolsOfCalls<T>(PoolTask task, TensorLayout layout, OneDnnPurpose purpose)
    {
        Dictionary<int, Pool?> pools = [];
        foreach ((_, int count) in task.Calls)
            if (!pools.ContainsKey(count))
                pools[count] = Create<T>(task, count, layout, purpose);

        return [.. task.Calls.Select(c => (c.First, pools[c.Count]))];
    }

    private Pool? Create<T>(PoolTask task, int images, TensorLayout layout, OneDnnPurpose purpose)
    {
        if (!IsThere || task.Adaptive is not null || (typeof(T) != typeof(float) && typeof(T) != typeof(byte)))
            return null; // It knows no adaptive pooling, and half on newer processors only.

        int axes = task.SpatialAxes;
        int[] input = task.Shape[2..], output = task.OutputShape[2..];
        int[] kernel = task.IsGlobal ? input : Every(task.Kernel, axes), stride = task.IsGlobal ? kernel : Every(task.Stride, axes);

        // It knows no ceil mode: what hangs over the end is padding after the input.
        int[] before = Every(task.Padding, axes);
        int[] after = task.CeilMode ? [.. output.Select((size, i) => (size - 1) * stride[i] + kernel[i] - input[i] - before[i])] : before;
        int[] sizes = [images, .. task.Shape[1..], images, .. task.OutputShape[1..], .. kernel, .. stride, .. before, .. after];
        fixed (long* numbers = Array.ConvertAll(sizes, n => (long)n))
        {
            void* pool = _new(purpose, task.Rule == Rule.Max ? 1 : 0, axes, numbers, layout == TensorLayout.Nhwc ? 1 : 0, typeof(T) == typeof(byte) ? 1 : 0);
            return pool == null ? null : new Pool(this, pool);
        }
    }

    private static int[] Every(int number, int axes) => [.. Enumerable.Repeat(number, axes)];

    /// <summary>oneDNN's primitive for one shape.</summary>
    private sealed class Pool(OneDnn library, void* handle) : IDisposable
    {
        public void Forward(void* x, void* y) => Check(library._forward(handle, x, y));

        public void Backward(void* dx, void* dy) => Check(library._backward(handle, dx, dy));

        public void Dispose() => library._free(handle);

        private static void Check(int failed)
        {
            if (failed != 0)
                throw new InvalidOperationException("oneDNN fails to run a pooling that it made.");
        }
    }
}

/// <summary>What oneDNN is asked for, as numbered in onednn_pool.c.</summary>
internal enum OneDnnPurpose
{
    Inference = 0,
    Training = 1,
    Backward = 2,
}
