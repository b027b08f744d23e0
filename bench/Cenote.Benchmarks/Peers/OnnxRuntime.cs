using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Cenote.Benchmarks.Peers;

/// <summary>ONNX Runtime on a model of one node, into memory that is given. It knows NCHW only.</summary>
internal sealed unsafe class OnnxRuntime : IPeer
{
    public const string Name = "onnxruntime";

    private static readonly string[] s_input = ["x"], s_output = ["y"];

    private readonly int _threads;

    public OnnxRuntime(int threads)
    {
        _threads = threads;
        try
        {
            Description = $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}, {threads} threads";
            IsThere = true;
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException)
        {
            Description = $"ONNX Runtime does not load: {e.GetBaseException().Message}";
        }
    }

    public string Description { get; }

    public bool IsThere { get; }

    public IEnumerable<Candidate> Forward<T>(PoolData<T> data)
        where T : unmanaged, INumber<T> => IsThere && Model<T>(data.Task) is { } model ? [Candidate(data, model)] : [];

    private Candidate Candidate<T>(PoolData<T> data, byte[] model)
        where T : unmanaged, INumber<T>
    {
        using SessionOptions options = new() { IntraOpNumThreads = _threads, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        InferenceSession session = new(model, options);
        RunOptions run = new();
        PinnedBuffer<T> y = data.NewOutput();
        (OrtValue[] X, OrtValue[] Y)[] calls =
        [
            .. data.Task.Calls.Select(c => (
                new[] { Value(data.Nchw, c.First * data.InputSize, [c.Count, .. data.Task.Shape[1..]]) },
                new[] { Value(y, c.First * data.OutputSize, [c.Count, .. data.OutputShape[1..]]) })),
        ];
        return new Candidate(
            Name,
            CandidateKind.Peer,
            TensorLayout.Nchw,
            Run,
            () => Layouts.Result<T>(Ours.Ran(Run, y).Span, data.OutputShape, TensorLayout.Nchw),
            [.. calls.SelectMany(c => c.X.Concat(c.Y)), run, session]);

        void Run()
        {
            foreach ((OrtValue[] input, OrtValue[] output) in calls)
                session.Run(run, s_input, input, s_output, output);
        }
    }

    private static OrtValue Value<T>(PinnedBuffer<T> buffer, int first, int[] shape)
        where T : unmanaged
    {
        long[] sizes = [.. shape.Select(n => (long)n)];
        return OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, Type<T>(), sizes, (nint)(buffer.Start + first), sizes.Aggregate(1L, (a, b) => a * b) * sizeof(T));
    }

    // The numbers are ONNX's too (TensorProto.DataType).
    private static TensorElementType Type<T>() =>
        typeof(T) == typeof(float) ? TensorElementType.Float
        : typeof(T) == typeof(Half) ? TensorElementType.Float16
        : typeof(T) == typeof(byte) ? TensorElementType.UInt8
        : throw new NotSupportedException($"The element type is {typeof(T).Name}; it is float, Half or byte.");

    private static byte[]? Model<T>(PoolTask task)
    {
        int type = (int)Type<T>();
        if (task.IsGlobal)
            return OnnxModel.Of(task.Rule == Rule.Max ? "GlobalMaxPool" : "GlobalAveragePool", type);

        if (task.Adaptive is not null)
            return null; // ONNX has no adaptive pooling.

        return OnnxModel.Of(
            task.Rule == Rule.Max ? "MaxPool" : "AveragePool",
            type,
            ("kernel_shape", Every(task.Kernel, task.SpatialAxes), true),
            ("strides", Every(task.Stride, task.SpatialAxes), true),
            ("pads", Every(task.Padding, 2 * task.SpatialAxes), true),
            ("ceil_mode", [task.CeilMode ? 1 : 0], false));
    }

    private static long[] Every(long number, int axes) => [.. Enumerable.Repeat(number, axes)];
}
