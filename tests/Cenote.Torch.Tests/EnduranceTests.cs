using System.Globalization;
using Cenote.Torch.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Tests;

/// <summary>Training with every module, beside a thread that forces collections, keeps its memory. Some steps here; eng/torch-endurance.sh does 2,000.</summary>
public class EnduranceTests
{
    private const string StepsVariable = "CENOTE_TEST_STEPS";

    [Fact]
    public void MemoryStaysWhileTheCollectorRuns()
    {
        Libtorch.Need();
        int steps = int.Parse(Environment.GetEnvironmentVariable(StepsVariable) ?? "40", CultureInfo.InvariantCulture);
        using DisposeScope scope = NewDisposeScope();
        PoolingModule[] modules = [.. ModuleCase.All.Where(c => c.SpatialAxes == 2).Select(c => c.Ours()), Pooling.StochasticPool2d(3, 2, 1)];
        MaxPoolModule max = Pooling.MaxPool2d(2);
        MaxUnpoolModule unpool = Pooling.MaxUnpool2d(2);
        using CancellationTokenSource ended = new();
        Thread collector = new(() => Collect(ended.Token)) { IsBackground = true };
        collector.Start();
        long before = 0;
        for (int step = 1; step <= steps; step++)
        {
            using DisposeScope ofStep = NewDisposeScope();
            Tensor x = rand(4, 3, 32, 32).requires_grad_();
            foreach (PoolingModule module in modules)
            {
                module.zero_grad();
                PoolingError.Backward(module.call(x).sum());
            }

            (Tensor y, Tensor indices) = max.forward_with_indices(x);
            PoolingError.Backward(unpool.forward(y, indices).sum());
            if (step == Math.Max(1, steps / 10))
                before = ResidentBytes();
        }

        long after = ResidentBytes();
        ended.Cancel();
        collector.Join();

        // In few steps what the program itself still compiles counts for more than what a leak would.
        double bound = steps >= 1000 ? 1.05 : 1.5;
        Assert.True(after <= bound * before, $"{after} bytes are resident after {steps} steps, {before} after a tenth of them.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{(double)after / before:F3} times the memory of a tenth of {steps} steps");
    }

    private static void Collect(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(1);
        }
    }

    private static long ResidentBytes()
    {
        using System.Diagnostics.Process process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
