using System.Text.Json;

namespace Cenote.Cli.Tests;

/// <summary>The main job, run as a user runs it and read back by readers that share no code with it.</summary>
public class VisualizeTests
{
    private const string Before = "Original_Images(池化前)";

    [Fact]
    public void PoolsThePhotographsWithoutAnyOption()
    {
        using TempFolder folder = new();
        CenoteResult result = CenoteProcess.Run(folder.Path, "visualize");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("[64, 3, 128, 128] -> [64, 3, 43, 43]", result.Output, StringComparison.Ordinal);
        Assert.Contains("91 images in 2 steps", result.Output, StringComparison.Ordinal);
        Assert.Contains("tensorboard --logdir logs_maxpool --samples_per_plugin images=100000\n", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', result.Output);

        LoggedRun run = new(folder.File("logs_maxpool"));
        Assert.Equal([Before, "MaxPooled_Images(池化后)"], run.Tags);
        Assert.Equal([(1024, 1024), (1024, 512)], run.Pictures(Before).Select(p => (p.Width, p.Height)));
        JsonElement pooling = JsonDocument.Parse(run.Pooling).RootElement;
        Assert.Equal("max", pooling.GetProperty("name").GetString());
        Assert.Equal([3, 3], pooling.GetProperty("stride").EnumerateArray().Select(e => e.GetInt32()));
        Assert.True(pooling.GetProperty("ceilMode").GetBoolean());
        Assert.Equal("MaxPooled_Images(池化后)", pooling.GetProperty("outputTag").GetString());
    }

    // A maximum is one of the pixels; a mean lies between two, and the lower is shown.
    public static TheoryData<string, string[], Func<int[], double>, double> Poolings() => new()
    {
        { "Max", ["--pool", "max"], taps => taps.Max(), 0 },
        { "Max", ["--pool", "Max", "--layout", "NHWC"], taps => taps.Max(), 0 },
        { "Avg", ["--pool", "avg"], taps => taps.Average(), -1 },
        { "Avg", ["--pool", "avg", "--layout", "nhwc"], taps => taps.Average(), -1 },
    };

    [Theory, MemberData(nameof(Poolings), DisableDiscoveryEnumeration = true)]
    public void EveryPooledPixelIsItsWindow(string title, string[] options, Func<int[], double> pool, double least)
    {
        using TempFolder folder = new();
        CenoteResult result = CenoteProcess.Run(folder.Path, ["visualize", "--limit", "9", "--logdir", "logs", "--ceil", .. options]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        LoggedRun run = new(folder.File("logs"));
        Grid before = new(Assert.Single(run.Pictures(Before)), 128), after = new(Assert.Single(run.Pictures($"{title}Pooled_Images(池化后)")), 43);
        EachPixel(9, 43, (n, c, y, x) => Assert.InRange(after[n, c, y, x] - pool(Window(before, n, c, y, x, side: 128)), least, 0));
    }

    [Fact]
    public void EveryPoolingOfImagesIsLogged() => Assert.All(OperatorCatalogue.All.Where(o => o.ForImages is not null), o =>
    {
        using TempFolder folder = new();
        CenoteResult result = CenoteProcess.Run(folder.Path, "visualize", "--limit", "3", "--batch-size", "2", "--pool", o.Name, "--output-size", "5,7", "--logdir", "logs");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        LoggedRun run = new(folder.File("logs"));
        PngPicture[] pooled = run.Pictures($"{o.Tag}Pooled_Images(池化后)");
        Assert.Equal(2, pooled.Length);
        (int height, int width) = o.Kind switch { PoolingKind.Global => (1, 1), PoolingKind.Adaptive => (5, 7), PoolingKind.Unpooling => (128, 128), _ => (43, 43) };
        Assert.Equal((2 * width, height), (pooled[0].Width, pooled[0].Height));
        JsonElement pooling = JsonDocument.Parse(run.Pooling).RootElement;
        Assert.Equal(o.Name, pooling.GetProperty("name").GetString());
        Assert.Equal(o.Kind is not (PoolingKind.Global or PoolingKind.Adaptive), pooling.TryGetProperty("kernelSize", out _));
    });

    [Fact]
    public void SumsAreShownDividedByTheirGreatest()
    {
        using TempFolder folder = new();
        CenoteResult result = CenoteProcess.Run(folder.Path, "visualize", "--limit", "5", "--pool", "sum", "--kernel", "4,2");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("Each pooled batch is shown divided by its greatest value (", result.Output, StringComparison.Ordinal);
        LoggedRun run = new(folder.File("logs_sumpool"));
        Grid before = new(Assert.Single(run.Pictures(Before)), 128);
        PngPicture picture = Assert.Single(run.Pictures("SumPooled_Images(池化后)"));
        Assert.Equal((5 * 64, 32), (picture.Width, picture.Height));
        Assert.Equal(255, picture.Pixels.Max());

        int Sum(int n, int c, int y, int x) => Enumerable.Range(0, 8).Sum(tap => before[n, c, 4 * y + tap / 2, 2 * x + tap % 2]);
        int greatest = 0;
        Each(5, 32, 64, (n, c, y, x) => greatest = Math.Max(greatest, Sum(n, c, y, x)));
        Each(5, 32, 64, (n, c, y, x) => Assert.InRange(picture.Pixels[(y * picture.Width + n * 64 + x) * 3 + c] - Sum(n, c, y, x) * 255.0 / greatest, -1.001, 0.001));
        Assert.True(JsonDocument.Parse(run.Pooling).RootElement.GetProperty("outputDividedByGreatest").GetBoolean());
    }

    [Fact]
    public void ABlackBatchOfSumsIsDividedByNothing()
    {
        using TempFolder folder = new();
        byte[] file = folder.WriteCifar("data/test_batch.bin", 2);
        Array.Clear(file, 1, 3072);
        File.WriteAllBytes(folder.File("data/test_batch.bin"), file);
        string[] job = ["visualize", "--dataset", "cifar10", "--data-dir", "data", "--pool", "sum", "--batch-size", "1", "--kernel", "32"];
        CenoteResult black = CenoteProcess.Run(folder.Path, [.. job, "--limit", "1"]);
        Assert.Equal(0, black.ExitCode);
        Assert.DoesNotContain("divided", black.Output, StringComparison.Ordinal);
        Assert.Contains("1 image in 1 step,", black.Output, StringComparison.Ordinal);

        CenoteResult both = CenoteProcess.Run(folder.Path, [.. job, "--overwrite"]);
        Assert.Matches(@"divided by its greatest value \(([1-9]\d*\.?\d*) to \1\)", both.Output);
        Assert.All(new LoggedRun(folder.File("logs_sumpool")).Pictures("SumPooled_Images(池化后)")[0].Pixels, pixel => Assert.Equal(0, pixel));
    }

    [Fact]
    public void TheTensorBoardCommandIsQuotedForTheShell()
    {
        using TempFolder folder = new();
        CenoteResult result = CenoteProcess.Run(folder.Path, "visualize", "--limit", "1", "--logdir", "cat's eye", "--pool", "avg");
        string quoted = OperatingSystem.IsWindows() ? "\"cat's eye\"" : @"'cat'\''s eye'";
        Assert.Contains($"tensorboard --logdir {quoted} --samples_per_plugin images=100000\n", result.Output, StringComparison.Ordinal);
        Assert.StartsWith("Average pooling [1, 3, 128, 128] -> ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void TenThousandCifarImagesEqualTheFile()
    {
        string data = Repository.SharedOrSkip("data/cifar-10-batches-bin");
        using TempFolder folder = new();
        CenoteResult result = CenoteProcess.Run(folder.Path, "visualize", "--dataset", "cifar10-train", "--data-dir", data, "--limit", "10000");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("[64, 3, 32, 32] -> [64, 3, 11, 11]", result.Output, StringComparison.Ordinal);
        LoggedRun run = new(folder.File("logs_maxpool"));
        PngPicture[] before = run.Pictures(Before), after = run.Pictures("MaxPooled_Images(池化后)");
        Assert.Equal([.. Enumerable.Repeat((256, 256), 156), (256, 64)], before.Select(p => (p.Width, p.Height)));
        Assert.Equal([.. Enumerable.Repeat((88, 88), 156), (88, 22)], after.Select(p => (p.Width, p.Height)));

        byte[] file = File.ReadAllBytes(Path.Combine(data, "data_batch_1.bin"));
        for (int step = 0; step < before.Length; step++)
        {
            Grid original = new(before[step], 32), pooled = new(after[step], 11);
            int images = Math.Min(64, 10_000 - step * 64), first = step * 64;
            Each(images, 32, 32, (n, c, y, x) => Same(file[(first + n) * 3073 + 1 + (c * 32 + y) * 32 + x], original[n, c, y, x]));
            Each(images, 11, 11, (n, c, y, x) => Same(Window(original, n, c, y, x, side: 32).Max(), pooled[n, c, y, x]));
        }
    }

    [Fact]
    public void TestImagesEqualWhatPyTorchWrote()
    {
        string data = Repository.SharedOrSkip("data/cifar-10-test-first1000");
        string oracle = Repository.SharedOrSkip("tensorboard/torch-oracles/cifar_grid64_linear");
        using TempFolder folder = new();
        CenoteResult result = CenoteProcess.Run(folder.Path, "visualize", "--dataset", "cifar10", "--data-dir", data, "--limit", "128");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Note: test_batch.bin holds 1,000 images; the official file holds 10,000.", result.Output, StringComparison.Ordinal);
        PngPicture[] expected = new LoggedRun(oracle).Pictures("input"), actual = new LoggedRun(folder.File("logs_maxpool")).Pictures(Before);
        Assert.Equal(2, actual.Length);
        Assert.Equal(expected.Select(p => p.Pixels), actual.Select(p => p.Pixels));
    }

    [Fact]
    public void RunsNeverMix()
    {
        using TempFolder folder = new();
        string[] job = ["visualize", "--limit", "1", "--logdir", "logs"];
        Assert.Equal(0, CenoteProcess.Run(folder.Path, job).ExitCode);
        string first = Assert.Single(Directory.GetFiles(folder.File("logs")));
        File.WriteAllText(folder.File("logs/mine.txt"), "kept");

        CenoteResult refused = CenoteProcess.Run(folder.Path, job);
        Assert.Equal((2, "cenote: logs already holds a run; --overwrite replaces it, --run NAME writes beside it.\n"), (refused.ExitCode, refused.Error));
        Assert.True(File.Exists(first));

        Assert.Equal(0, CenoteProcess.Run(folder.Path, [.. job, "--run", "other"]).ExitCode);
        Assert.True(File.Exists(first));
        Assert.Single(Directory.GetFiles(folder.File("logs/other")));

        // A request that turns out bad costs the earlier run nothing, even with --overwrite.
        Assert.Equal(2, CenoteProcess.Run(folder.Path, [.. job, "--overwrite", "--kernel", "200"]).ExitCode);
        Assert.True(File.Exists(first));

        Assert.Equal(0, CenoteProcess.Run(folder.Path, [.. job, "--overwrite"]).ExitCode);
        Assert.False(File.Exists(first));
        Assert.True(File.Exists(folder.File("logs/mine.txt")));
    }

    private static void Same(int expected, int actual)
    {
        // Assert.Equal, a hundred million times, would take minutes.
        if (expected != actual)
            Assert.Equal(expected, actual);
    }

    // Kernel 3, stride 3, ceil mode: the last windows are cut at the edge.
    private static int[] Window(Grid image, int n, int c, int y, int x, int side) =>
        [.. from ky in Enumerable.Range(3 * y, Math.Min(3, side - 3 * y)) from kx in Enumerable.Range(3 * x, Math.Min(3, side - 3 * x)) select image[n, c, ky, kx]];

    private static void EachPixel(int images, int side, Action<int, int, int, int> check) => Each(images, side, side, check);

    private static void Each(int images, int height, int width, Action<int, int, int, int> check)
    {
        for (int n = 0; n < images; n++)
            for (int c = 0; c < 3; c++)
                for (int y = 0; y < height; y++)
                    for (int x = 0; x < width; x++)
                        check(n, c, y, x);
    }
}
