namespace Cenote.Cli.Tests;

/// <summary>What every command has: help with examples, and the exit codes 0 (done), 1 (failed) and 2 (bad request).</summary>
/// <remarks>130, Ctrl+C, is in <see cref="InterruptionTests"/>, <see cref="PoolFailureTests"/>, <see cref="EventsTests"/> and <see cref="DownloadTests"/>.</remarks>
public class CommandTests
{
    private static readonly string[] s_commands = ["bench", "board", "completion", "events", "explain", "list", "pool", "shape", "visualize"];

    [Fact]
    public void TheseAreAllCommands() =>
        Assert.Equal(s_commands, CenoteProcess.Run(Path.GetTempPath(), "suggest", "cenote ").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(word => word[0] != '-').Order(StringComparer.Ordinal));

    [Fact]
    public void HelpOfEveryCommandHasExamples() => Assert.All(s_commands, command =>
    {
        CenoteResult result = CenoteProcess.Run(Path.GetTempPath(), command, "--help");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches($@"Examples:\n +(source <\()?cenote {command}", result.Output.ReplaceLineEndings("\n"));
        Assert.Contains(command, CenoteProcess.Run(Path.GetTempPath(), "--help").Output, StringComparison.Ordinal);
    });

    // Printing to a full device fails whatever the command prints.
    public static TheoryData<string, int> Ends() => new()
    {
        { "bench max k2 1x1x8x8", 0 },
        { "bench max k2 1x1x8x8 > /dev/full", 1 },
        { "bench max k9 1x1x8x8", 2 },
        { "completion bash", 0 },
        { "completion zsh > /dev/full", 1 },
        { "completion tcsh", 2 },
        { "completion", 2 },
        { "events logs", 0 },
        { "events damaged", 1 },
        { "events nowhere", 2 },
        { "explain max", 0 },
        { "explain max > /dev/full", 1 },
        { "explain median", 2 },
        { "list", 0 },
        { "list --choose > /dev/full", 1 },
        { "list --all", 2 },
        { "pool max x.npy -o y.npy", 0 },
        { "pool max cut.npy -o y.npy", 1 },
        { "pool max none.npy -o y.npy", 2 },
        { "shape 8x8 max", 0 },
        { "shape 8x8 max > /dev/full", 1 },
        { "shape 8y8 max", 2 },
        { "visualize --limit 1", 0 },
        { "visualize --limit 1 > /dev/full", 1 },
        { "visualize --limit 0", 2 },
        { "suggest 'cenote l' > /dev/full", 1 },
        { "'[suggest]' 'cenote l'", 2 },
        { "--version", 0 },
        { "--versions", 2 },
    };

    [Theory, MemberData(nameof(Ends))]
    public void EndsWithItsCode(string line, int exitCode)
    {
        Assert.SkipUnless(File.Exists("/dev/full") && File.Exists("/bin/sh"), "/dev/full or /bin/sh is not here.");
        using TempFolder folder = new();
        byte[] x = HandMade.Npy<float>("<f4", "(1, 1, 4, 4)", new float[16]);
        File.WriteAllBytes(folder.File("x.npy"), x);
        File.WriteAllBytes(folder.File("cut.npy"), x[..^1]);
        byte[] record = EventFile.Frame([]);
        foreach ((string name, byte[] file) in ((string, byte[])[])[("logs", record), ("damaged", record[..^1])])
        {
            Directory.CreateDirectory(folder.File(name));
            File.WriteAllBytes(folder.File($"{name}/events.out.tfevents.1"), file);
        }

        CenoteResult result = CenoteProcess.RunProgram("/bin/sh", folder.Path, [], "-c", $"'{CenoteProcess.Program}' {line}");
        Assert.Equal(exitCode, result.ExitCode);
        if (exitCode == 0)
            Assert.Equal("", result.Error);
        else
            Assert.Matches("^cenote: [^\n]+\n$", result.Error);
    }
}
