using System.Numerics;

namespace Cenote.Benchmarks;

/// <summary>Cenote, through its public API, into memory that is given.</summary>
internal static class Ours
{
    public const string Name = "ours";

    public static Candidate Forward<T>(PoolData<T> data, TensorLayout layout, int threads)
        where T : unmanaged, INumber<T>
    {
        PinnedBuffer<T> x = data.Input(layout), y = data.NewOutput();
        WindowPool layer = Layer(data.Task, layout, threads);
        (int First, int Count, nint[] Shape)[] calls = [.. data.Task.Calls.Select(c => (c.First, c.Count, data.InputShape(c.Count, layout)))];
        return new Candidate(Name, CandidateKind.Ours, layout, Run, () => Layouts.Result<T>(Ran(Run, y).Span, data.OutputShape, layout));

        void Run()
        {
            Span<T> input = x.Span, output = y.Span;
            foreach ((int first, int count, nint[] shape) in calls)
                layer.Forward(
                    (ReadOnlySpan<T>)input.Slice(first * data.InputSize, count * data.InputSize), shape, output.Slice(first * data.OutputSize, count * data.OutputSize));
        }
    }

    public static WindowPool Layer(PoolTask task, TensorLayout layout, int threads) => task switch
    {
        { IsGlobal: true, Rule: Rule.Max } => new GlobalMaxPool2d(layout) { MaxDegreeOfParallelism = threads },
        { IsGlobal: true, Rule: Rule.Avg } => new GlobalAvgPool2d(layout) { MaxDegreeOfParallelism = threads },
        { Adaptive: { } size, Rule: Rule.Avg } => new AdaptiveAvgPool2d(size, layout) { MaxDegreeOfParallelism = threads },
        { SpatialAxes: 3, Rule: Rule.Max } =>
            new MaxPool3d(task.Kernel, task.Stride, task.Padding, ceilMode: task.CeilMode, layout: layout) { MaxDegreeOfParallelism = threads },
        { SpatialAxes: 2, Rule: Rule.Max } => MaxPool2d(task, layout, threads),
        { SpatialAxes: 2, Rule: Rule.Avg } =>
            new AvgPool2d(task.Kernel, task.Stride, task.Padding, task.CeilMode, countIncludePad: false, layout: layout) { MaxDegreeOfParallelism = threads },
        _ => throw new ArgumentException($"No layer is known for {task}.", nameof(task)),
    };

    public static MaxPool2d MaxPool2d(PoolTask task, TensorLayout layout, int threads) =>
        new(task.Kernel, task.Stride, task.Padding, ceilMode: task.CeilMode, layout: layout) { MaxDegreeOfParallelism = threads };

    /// <summary>The memory after one more run.</summary>
    public static PinnedBuffer<T> Ran<T>(Action run, PinnedBuffer<T> output)
        where T : unmanaged
    {
        run();
        return output;
    }
}
