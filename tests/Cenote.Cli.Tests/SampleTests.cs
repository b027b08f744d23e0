namespace Cenote.Cli.Tests;

/// <summary>The samples do what their comments say.</summary>
public class SampleTests
{
    [Fact]
    public void TheExerciseLogsEveryBatchBeforeAndAfter()
    {
        using TempFolder folder = new();
        byte[] file = folder.WriteCifar("data/test_batch.bin", 130);
        CenoteResult result = CenoteProcess.RunSample("Exercise", folder.Path);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));

        LoggedRun run = new(folder.File("logs_maxpool"));
        PngPicture[] before = run.Pictures("Original_Images(池化前)"), after = run.Pictures("MaxPooled_Images(池化后)");
        Assert.Equal([(256, 256), (256, 256), (64, 32)], before.Select(p => (p.Width, p.Height)));
        Assert.Equal([(88, 88), (88, 88), (22, 11)], after.Select(p => (p.Width, p.Height)));
        Grid last = new(before[2], 32);
        Assert.Equal(file[129 * 3073 + 1], last[1, 0, 0, 0]);
    }
}
