using System.Diagnostics;

namespace Cenote.Torch.Tests;

/// <summary>The sample that trains does what its comments say.</summary>
public class SampleTests
{
    [Fact]
    public void TrainingLearnsAndCounts()
    {
        Libtorch.Need();
        using TempFolder folder = new();
        foreach (int number in Enumerable.Range(1, 5))
            folder.WriteCifar($"data_batch_{number}.bin", 20, salt: number);

        folder.WriteCifar("test_batch.bin", 30);
        (int code, string output, string error) = Run(folder.Path, "2");
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"^epoch 1: loss \d\.\d{3}, \d+ of 30 test images right \(\d+\.\d ?%\)\nepoch 2: loss \d\.\d{3}, \d+ of 30 test images right \(\d+\.\d ?%\)\n$", output);
        Assert.Equal(output, Run(folder.Path, "2").Output);
    }

    [Theory]
    [InlineData]
    [InlineData("nowhere", "1")]
    [InlineData(".", "0")]
    public void TrainingNeedsItsArguments(params string[] arguments)
    {
        Libtorch.Need();
        Assert.Equal((2, "", "Training needs two arguments: the folder of CIFAR-10's binary files, and a number of epochs, at least 1.\n"), Run(arguments));
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        ProcessStartInfo start = new(Path.Combine(Repository.Root, "samples/Training/bin", configuration, "net10.0/Training"), arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
