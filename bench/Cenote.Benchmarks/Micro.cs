using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Cenote.Benchmarks;

/// <summary>Single kernels by BenchmarkDotNet, on one thread and on maps that stay in the cache: what a change of a loop does, without memory's noise.</summary>
public class Micro
{
    private const int Channels = 16;

    private PoolData<float> _data = null!;
    private PinnedBuffer<float> _output = null!;
    private WindowPool _layer = null!;
    private nint[] _shape = null!;

    [Params("max", "avg")]
    public string Rule { get; set; } = "max";

    [Params("k2 s2", "k3 s2 p1", "k3 s1 p1", "k3 s3")]
    public string Window { get; set; } = "k2 s2";

    [Params(14, 28, 56)]
    public int Side { get; set; }

    [Params(TensorLayout.Nchw, TensorLayout.Nhwc)]
    public TensorLayout Layout { get; set; }

    // In this process: another would be built anew, with 600 MB of the peers beside it.
    public static void Run(string[] arguments) => BenchmarkSwitcher.FromTypes([typeof(Micro)])
        .Run(arguments, DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)));

    [GlobalSetup]
    public void Setup()
    {
        PoolTask task = new(Rule == "max" ? Benchmarks.Rule.Max : Benchmarks.Rule.Avg, [1, Channels, Side, Side]);
        task = Window switch
        {
            "k2 s2" => task with { Kernel = 2, Stride = 2 },
            "k3 s2 p1" => task with { Kernel = 3, Stride = 2, Padding = 1 },
            "k3 s1 p1" => task with { Kernel = 3, Stride = 1, Padding = 1 },
            "k3 s3" => task with { Kernel = 3, Stride = 3 },
            _ => throw new InvalidOperationException($"Window is {Window}; Setup does not know it."),
        };
        _data = new PoolData<float>(task);
        _output = _data.NewOutput();
        _layer = Ours.Layer(task, Layout, threads: 1);
        _shape = _data.InputShape(1, Layout);
    }

    [Benchmark]
    public void Forward() => _layer.Forward((ReadOnlySpan<float>)_data.Input(Layout).Span, _shape, _output.Span);
}
