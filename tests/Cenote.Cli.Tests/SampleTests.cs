using System.Text.RegularExpressions;

namespace Cenote.Cli.Tests;

/// <summary>The samples do what their comments say.</summary>
public class SampleTests
{
    [Fact]
    public void TheExerciseLogsEveryBatchBeforeAndAfter()
    {
        using TempFolder folder = new();
        byte[] file = folder.WriteCifar("data/test_batch.bin", 130);
        CenoteResult result = CenoteProcess.RunSample("Exercise", folder.Path, "data");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));

        LoggedRun run = new(folder.File("logs_exercise"));
        PngPicture[] before = run.Pictures("Original_Images(池化前)"), after = run.Pictures("MaxPooled_Images(池化后)");
        Assert.Equal([(256, 256), (256, 256), (64, 32)], before.Select(p => (p.Width, p.Height)));
        Assert.Equal([(88, 88), (88, 88), (22, 11)], after.Select(p => (p.Width, p.Height)));
        Grid last = new(before[2], 32);
        Assert.Equal(file[129 * 3073 + 1], last[1, 0, 0, 0]);
    }

    [Theory]
    [InlineData]
    [InlineData("nowhere")]
    public void TheExerciseNeedsItsFolder(params string[] arguments)
    {
        using TempFolder folder = new();
        CenoteResult result = CenoteProcess.RunSample("Exercise", folder.Path, arguments);
        Assert.Equal((2, "Exercise needs one folder, the one that holds test_batch.bin of CIFAR-10's binary version.\n"), (result.ExitCode, result.Error));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void TheQuickstartRuns()
    {
        CenoteResult result = CenoteProcess.RunSample("Quickstart", Path.GetTempPath());
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.EndsWith(": [64, 3, 16, 16], means 2.75, 3.5, 4.5, 5\n", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void ReadmesShowTheQuickstart(string readme)
    {
        string program = File.ReadAllText(Path.Combine(Repository.Root, "samples", "Quickstart", "Program.cs"));
        string shown = File.ReadAllText(Path.Combine(Repository.Root, readme)).Split("```csharp\n")[1].Split("```")[0];
        Assert.Equal(WithoutComments(program), WithoutComments(shown));
        if (readme == "README.md")
            Assert.Equal(program, shown);
    }

    // Comments are in the language of their page.
    private static string WithoutComments(string program) => Regex.Replace(program, " *//.*", "");
}
