using System.Numerics;
using System.Numerics.Tensors;

namespace Cenote.Benchmarks;

/// <summary>Cenote, through its public API, into memory that is given.</summary>
internal static class Ours
{
    public const string Name = "ours";

    public static Candidate Forward<T>(PoolData<T> data, TensorLayout layout, int threads)
        where T : unmanaged, INumber<T> => Forward(data, Layer(data.Task, layout, threads));

    public static Candidate Forward<T>(PoolData<T> data, WindowPool layer)
        where T : unmanaged, INumber<T>
    {
        TensorLayout layout = layer.Layout;
        PinnedBuffer<T> x = data.Input(layout), y = data.NewOutput();
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

    /// <summary>The greatest elements and which tap of its window each is; compared are the places that follow from it.</summary>
    public static Candidate ForwardWithTaps(PoolData<float> data, TensorLayout layout, int threads)
    {
        MaxPool2d layer = MaxPool2d(data.Task, layout, threads);
        PinnedBuffer<float> y = data.NewOutput();
        PinnedBuffer<byte> numbers = new(y.Length);
        nint[] shape = Layouts.Shape(data.OutputShape, layout);
        Tensor<float> input = data.Input(layout).Tensor(Layouts.Shape(data.Task.Shape, layout)), output = y.Tensor(shape);
        Tensor<byte> taps = numbers.Tensor(shape);
        return new Candidate(Name, CandidateKind.Ours, layout, Run, ValuesAndPlaces);

        float[] ValuesAndPlaces()
        {
            float[] values = Layouts.Result<float>(Ran(Run, y).Span, data.OutputShape, layout), ofTaps = Layouts.Result<byte>(numbers.Span, data.OutputShape, layout);
            int[] outputs = data.OutputShape[2..];
            return [.. values, .. ofTaps.Select((tap, i) => data.Task.Place((int)tap, i, outputs))];
        }

        void Run() => layer.ForwardWithTaps(input.AsReadOnlyTensorSpan(), output.AsTensorSpan(), taps.AsTensorSpan());
    }

    /// <summary>The gradient toward the input; that of max by the taps that the forward pass kept.</summary>
    public static Candidate Backward(PoolData<float> data, PoolGradient gradient, TensorLayout layout, int threads)
    {
        nint[] inputShape = Layouts.Shape(data.Task.Shape, layout), outputShape = Layouts.Shape(data.OutputShape, layout);
        PinnedBuffer<float> dx = new(data.Nchw.Length);
        Tensor<float> gradInput = dx.Tensor(inputShape), gradOutput = gradient.Output(layout).Tensor(outputShape);
        Action run;
        if (data.Task.Rule == Rule.Max)
        {
            MaxPool2d layer = MaxPool2d(data.Task, layout, threads);
            Tensor<byte> taps = new PinnedBuffer<byte>(data.Task.Shape[0] * data.OutputSize).Tensor(outputShape);
            layer.ForwardWithTaps(data.Input(layout).Tensor(inputShape).AsReadOnlyTensorSpan(), data.NewOutput().Tensor(outputShape).AsTensorSpan(), taps.AsTensorSpan());
            run = () => layer.Backward(gradOutput.AsReadOnlyTensorSpan(), taps.AsReadOnlyTensorSpan(), gradInput.AsTensorSpan());
        }
        else
        {
            AvgPool2d layer = (AvgPool2d)Layer(data.Task, layout, threads);
            run = () => layer.Backward(gradOutput.AsReadOnlyTensorSpan(), gradInput.AsTensorSpan());
        }

        return new Candidate(Name, CandidateKind.Ours, layout, run, () => Layouts.Result<float>(Ran(run, dx).Span, data.Task.Shape, layout));
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
