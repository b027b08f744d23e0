using System.Numerics.Tensors;
using Cenote.Benchmarks.Peers;

namespace Cenote.Benchmarks.Workloads;

/// <summary>W11: the mean of a text's tokens, of which a mask keeps between one and all.</summary>
internal static class Sequences
{
    private const int Items = 32, Tokens = 512, Width = 768;

    // Sequences have one order in memory; the table calls it NCHW like all that is not channels-last.
    private const TensorLayout Layout = TensorLayout.Nchw;

    public static IEnumerable<WorkloadPlan> Plans => [new("W11", $"masked mean [{Items},{Tokens},{Width}]", Candidates)];

    private static IEnumerable<Candidate> Candidates(BuildSettings settings)
    {
        int items = settings.AtMostImages ?? Items;
        PinnedBuffer<float> x = Numbers.Random<float>(items * Tokens * Width), y = new(items * Width);
        PinnedBuffer<bool> mask = new(items * Tokens);
        Random random = new(11);
        long kept = 0;
        for (int item = 0; item < items; item++)
        {
            int length = random.Next(1, Tokens + 1);
            mask.Span.Slice(item * Tokens, length).Fill(true);
            kept += length;
        }

        Tensor<float> input = x.Tensor([items, Tokens, Width]), output = y.Tensor([items, Width]);
        Tensor<bool> keeps = mask.Tensor([items, Tokens]);
        SequenceMeanPool layer = new(); // It works on one thread, however many the peers have.
        return
        [
            new Candidate(Ours.Name, CandidateKind.Ours, Layout, Run, () => Ours.Ran(Run, y).Span.ToArray()),
            .. settings.Peers.Torch.MaskedMean(x, mask, items, Tokens, Width),

            // A token that the mask leaves out need not be read.
            .. settings.Limits(kept * Width * sizeof(float) + mask.Bytes, y.Bytes, Layout),
        ];

        void Run() => layer.Forward(input.AsReadOnlyTensorSpan(), output.AsTensorSpan(), keeps.AsReadOnlyTensorSpan());
    }
}
