using System.Diagnostics;

namespace Cenote.Cli.Tests;

/// <summary>What the console shows: on a terminal, piped, in any locale.</summary>
public class ConsoleTests
{
    [Theory]
    [InlineData("C")]
    [InlineData("POSIX")]
    [InlineData("zh_CN.UTF-8")]
    [InlineData("zh_CN.GBK")]
    public void ChineseIsUtf8InEveryLocale(string locale)
    {
        using TempFolder folder = new();
        CenoteResult result = CenoteProcess.Run(folder.Path, [("LC_ALL", locale), ("LANG", locale)], "visualize", "--limit", "1");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Original_Images(池化前), MaxPooled_Images(池化后)", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ATerminalGetsABar()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script, which makes a terminal, is not here (Debian: bsdutils).");
        using TempFolder folder = new();
        ProcessStartInfo start = new("/usr/bin/script", ["-qec", $"'{CenoteProcess.Program}' visualize --batch-size 1", "/dev/null"])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["TERM"] = "xterm-256color";
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("Pooling", output, StringComparison.Ordinal);
        Assert.Contains("100%", output, StringComparison.Ordinal);
        Assert.Contains("91 images in 91 steps", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("explain max > /dev/full", "No space left on device")]
    [InlineData("--help > /dev/full", "No space left on device")]
    [InlineData("explain max >&-", "")]
    public void AnOutputThatCanNotBeWrittenIsNamed(string arguments, string why)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "/dev/full is not here.");
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"'{CenoteProcess.Program}' {arguments}"]) { RedirectStandardError = true, UseShellExecute = false })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(1, process.ExitCode);
        Assert.StartsWith($"cenote: standard output could not be written: {why}", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("--help", "visualize", "explain")]
    [InlineData("visualize --help", "--dataset", "cenote visualize --pool avg --kernel 2")]
    [InlineData("explain --help", "--input", "cenote explain avg --kernel 3")]
    [InlineData("events --help", "LOGDIR", "--follow", "cenote events logs --export images")]
    [InlineData("pool --help", "--indices", "cenote pool max x.npy -o y.npy")]
    [InlineData("shape --help", "layer", "cenote shape 32x32 \"max k3 s3 ceil\" \"avg k2\"")]
    [InlineData("bench --help", "--threads", "cenote bench max k2 s2 32x64x112x112")]
    [InlineData("list --help", "--choose", "cenote list --choose")]
    [InlineData("", "visualize", "explain", "events")]
    public void HelpNamesEverything(string arguments, params string[] expected)
    {
        CenoteResult result = CenoteProcess.Run(Path.GetTempPath(), arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.All(expected, text => Assert.Contains(text, result.Output, StringComparison.Ordinal));
    }
}
