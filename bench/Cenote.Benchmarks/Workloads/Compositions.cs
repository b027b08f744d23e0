using System.Numerics.Tensors;
using Cenote.Benchmarks.Peers;

namespace Cenote.Benchmarks.Workloads;

/// <summary>W12: poolings that no peer has. A user of libtorch composes them of its operations, so that is the peer.</summary>
internal static class Compositions
{
    private const TensorLayout Layout = TensorLayout.Nchw;

    public static IEnumerable<WorkloadPlan> Plans =>
    [
        new("W12", Name("stochastic"), Stochastic),
        Window("soft", threads => new SoftPool2d(Kernel) { MaxDegreeOfParallelism = threads }, TorchCompositions.Soft),
        Window("L2", threads => new LpPool2d(2, Kernel) { MaxDegreeOfParallelism = threads }, TorchCompositions.L2),
    ];

    private static int Kernel => PlainWindows.W2.Kernel;

    private static string Name(string rule) => $"{PlainWindows.W2}".Replace("max", rule, StringComparison.Ordinal);

    private static WorkloadPlan Window(string rule, Func<int, WindowPool> layer, Func<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor> composed) =>
        new("W12", Name(rule), settings =>
        {
            PoolData<float> data = new(settings.Fit(PlainWindows.W2));
            return
            [
                Ours.Forward(data, layer(settings.Threads)),
                .. settings.Peers.Torch.Composed(data, composed),
                .. settings.Limits(data.Nchw.Bytes, data.NewOutput().Bytes, Layout),
            ];
        });

    // In both a draw is the first element whose summed probability is above a number. Sums of whole numbers are exact, so that both choose
    // alike whatever the order in which they add. What is timed draws anew each time; what is compared is given the same numbers.
    private static IEnumerable<Candidate> Stochastic(BuildSettings settings)
    {
        PoolData<float> data = new(settings.Fit(PlainWindows.W2) with { WholeNumbers = true });
        PinnedBuffer<float> y = data.NewOutput(), uniforms = data.NewOutput();
        PinnedBuffer<long> indices = new(y.Length);
        Random random = new(12);
        foreach (ref float uniform in uniforms.Span)
            uniform = (2 * random.Next(32) + 1) / 64f; // Never on the edge between two elements: their sum is at most 32.

        nint[] shape = Layouts.Shape(data.OutputShape, Layout);
        Tensor<float> input = data.Nchw.Tensor(Layouts.Shape(data.Task.Shape, Layout)), output = y.Tensor(shape);
        Tensor<long> places = indices.Tensor(shape);
        StochasticPool2d layer = new(Kernel) { MaxDegreeOfParallelism = settings.Threads };
        ulong seed = 0;
        return
        [
            new Candidate(Ours.Name, CandidateKind.Ours, Layout, () => layer.Sample(input.AsReadOnlyTensorSpan(), ++seed, output.AsTensorSpan(), places.AsTensorSpan()), Given),
            .. settings.Peers.Torch.Stochastic(data, uniforms),
            .. settings.Limits(data.Nchw.Bytes, y.Bytes + indices.Bytes, Layout),
        ];

        float[] Given()
        {
            layer.Sample(input.AsReadOnlyTensorSpan(), uniforms.Tensor(shape).AsReadOnlyTensorSpan(), output.AsTensorSpan(), places.AsTensorSpan());
            return y.Span.ToArray();
        }
    }
}
