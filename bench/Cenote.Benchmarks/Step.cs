using System.Diagnostics;
using Cenote.Benchmarks.Peers;
using Cenote.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Benchmarks;

/// <summary>A training step of a small network with Cenote's max pooling beside TorchSharp's own, and the poolings alone.</summary>
/// <remarks>Three blocks of a 3x3 convolution with 32, 64 and 128 channels, batch norm, ReLU and the pooling, then the mean of each map and a
/// linear layer; batches of 64 images of 3x32x32, cross entropy, SGD. With p the poolings' share of TorchSharp's step and r their speed-up,
/// forward and backward, no step can be more than 1 / (1 - p + p / r) times as fast.</remarks>
internal static class Step
{
    private const int Batch = 64;
    private const int RunsOfRound = 5;
    private static readonly (int Channels, int Side)[] s_blocks = [(32, 32), (64, 16), (128, 8)];

    public static void Run(TableOptions options)
    {
        using Peers.Torch peer = new(options.Threads);
        if (!peer.IsThere)
            throw new BadRequestException(peer.Description + ".");

        using IDisposable gradients = enable_grad();
        manual_seed(1);
        Func<nn.Module<Tensor, Tensor>> ours = () => Pooling.MaxPool2d(3, stride: 2, padding: 1), theirs = () => nn.MaxPool2d(3, stride: 2, padding: 1);
        Action ourStep = TrainingStep(ours), theirStep = TrainingStep(theirs), ourPools = Poolings(ours), theirPools = Poolings(theirs);
        double[] medians = Medians([ourStep, theirStep, ourPools, theirPools], options.Rounds);

        double p = medians[3] / medians[1], r = medians[3] / medians[2], whole = medians[1] / medians[0], most = 1 / (1 - p + p / r);
        Console.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"""
            {peer.Description}; medians of {options.Rounds} rounds in turns, milliseconds.
            step:     Cenote {medians[0]:F1}, TorchSharp {medians[1]:F1}: {whole:F2} times as fast
            poolings: Cenote {medians[2]:F2}, TorchSharp {medians[3]:F2}: r = {r:F1}; their share of TorchSharp's step p = {p:F2}
            at most 1 / (1 - p + p / r) = {most:F2}; reached: {whole / most:P0}
            """));
    }

    private static Action TrainingStep(Func<nn.Module<Tensor, Tensor>> pooling)
    {
        List<(string, nn.Module<Tensor, Tensor>)> parts = [];
        int before = 3;
        foreach ((int channels, _) in s_blocks)
        {
            parts.AddRange([($"conv{channels}", nn.Conv2d(before, channels, 3, padding: 1)), ($"norm{channels}", nn.BatchNorm2d(channels)), ($"relu{channels}", nn.ReLU()), ($"pool{channels}", pooling())]);
            before = channels;
        }

        nn.Module<Tensor, Tensor> model = nn.Sequential([.. parts, ("mean", nn.AdaptiveAvgPool2d(1)), ("flat", nn.Flatten()), ("head", nn.Linear(before, 10))]);
        optim.Optimizer optimiser = optim.SGD(model.parameters(), 0.01);
        Tensor images = rand(Batch, 3, 32, 32), labels = randint(10, [Batch], ScalarType.Int64);
        return () =>
        {
            using DisposeScope scope = NewDisposeScope();
            optimiser.zero_grad();
            nn.functional.cross_entropy(model.call(images), labels).backward();
            optimiser.step();
        };
    }

    // The three poolings of a step, on what a ReLU gives.
    private static Action Poolings(Func<nn.Module<Tensor, Tensor>> pooling)
    {
        (nn.Module<Tensor, Tensor> Layer, Tensor X, Tensor Dy)[] all =
            [.. s_blocks.Select(b => (pooling(), randn(Batch, b.Channels, b.Side, b.Side).relu().requires_grad_(), randn(Batch, b.Channels, b.Side / 2, b.Side / 2)))];
        return () =>
        {
            using DisposeScope scope = NewDisposeScope();
            foreach ((nn.Module<Tensor, Tensor> layer, Tensor x, Tensor dy) in all)
                autograd.grad([layer.call(x)], [x], [dy]);
        };
    }

    private static double[] Medians(Action[] candidates, int rounds)
    {
        List<double>[] times = [.. candidates.Select(_ => new List<double>())];
        for (int round = -3; round < rounds; round++)
        {
            for (int i = 0; i < candidates.Length; i++)
            {
                // The threads of libtorch spin for some milliseconds after their work; the next candidate shall have the cores for itself.
                Thread.Sleep(Harness.Pause);
                for (int run = -1; run < RunsOfRound; run++)
                {
                    long start = Stopwatch.GetTimestamp();
                    candidates[i]();
                    if (round >= 0 && run >= 0)
                        times[i].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }
        }

        return [.. times.Select(Harness.Median)];
    }
}
