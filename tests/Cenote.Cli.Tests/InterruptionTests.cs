namespace Cenote.Cli.Tests;

/// <summary>Ctrl+C, a full disk, a data file that changes: what was written stays readable, and the exit code says what happened.</summary>
public class InterruptionTests
{
    [Fact]
    public void ControlCLeavesAReadableFile()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal that reaches one process only.");
        using TempFolder folder = new();
        using CenoteProcess process = StartLongRun(folder);
        Machine.Shell("kill", "-INT", process.Id.ToString());
        CenoteResult result = process.Wait();

        Assert.Equal(130, result.ExitCode);
        LoggedRun run = new(folder.File("logs_maxpool"));
        int steps = run.Pictures("Original_Images(池化前)").Length;
        Assert.InRange(steps, 1, 781);
        Assert.Equal(steps, run.Pictures("MaxPooled_Images(池化后)").Length);
        Assert.Equal($"cenote: interrupted after {steps:N0} of 782 steps; what was written is whole and readable.\n", result.Error);
        Assert.Contains("tensorboard --logdir logs_maxpool ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ADataFileThatChangesIsAFailureNotABadRequest()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets nobody write a file that is being read.");
        using TempFolder folder = new();
        using CenoteProcess process = StartLongRun(folder);
        using (FileStream data = new(folder.File("data/data_batch_1.bin"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            data.Position = 9_999 * 3073;
            data.WriteByte(10);
        }

        CenoteResult result = process.Wait();
        Assert.Equal(1, result.ExitCode);
        Assert.Matches(@"^cenote: data/data_batch_\d\.bin: record 9,999 \(from 0\) has label 10, but CIFAR-10's labels are 0 to 9\.\n$", result.Error);
        Assert.NotEmpty(new LoggedRun(folder.File("logs_maxpool")).Pictures("Original_Images(池化前)"));
    }

    [Fact]
    public void AFullDiskEndsWithOneSentenceAndWholeRecords() => Machine.OnASmallDisk(folder =>
    {
        CenoteResult result = CenoteProcess.Run(folder.Path, "visualize", "--batch-size", "8", "--logdir", "disk/logs");
        Assert.Equal(1, result.ExitCode);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
        Assert.Matches(@"^cenote: 'disk/logs/events\.out\.tfevents\..*' could not be written and ends with its last whole event: ", result.Error);
        int steps = new LoggedRun(folder.File("disk/logs")).Pictures("Original_Images(池化前)").Length;
        Assert.InRange(steps, 1, 11);
    });

    [Fact]
    public void ADiskThatIsFullFromTheBeginningIsNoBadRequest() => Machine.OnASmallDisk(folder =>
    {
        File.WriteAllBytes(folder.File("disk/ballast"), new byte[1 << 20]);
        CenoteResult result = CenoteProcess.Run(folder.Path, "visualize", "--logdir", "disk");
        Assert.Equal(1, result.ExitCode);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
        Assert.Equal(["ballast"], Directory.GetFiles(folder.File("disk")).Select(Path.GetFileName));
    });

    // Five files that are one, and the first steps written.
    private static CenoteProcess StartLongRun(TempFolder folder)
    {
        folder.WriteCifar("data/data_batch_1.bin", 10_000);
        for (int i = 2; i <= 5; i++)
            File.CreateSymbolicLink(folder.File($"data/data_batch_{i}.bin"), folder.File("data/data_batch_1.bin"));

        CenoteProcess process = CenoteProcess.Start(folder.Path, "visualize", "--dataset", "cifar10-train", "--data-dir", "data");
        Machine.WaitFor(() => Directory.Exists(folder.File("logs_maxpool")) && Directory.GetFiles(folder.File("logs_maxpool")).Any(f => new FileInfo(f).Length > 2_000_000));
        return process;
    }
}
