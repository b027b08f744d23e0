namespace Cenote.Cli.Tests;

/// <summary>What shells are told at a tab.</summary>
public class CompletionTests
{
    private const string Images = "adaptive-avg adaptive-gem adaptive-lp adaptive-max adaptive-min adaptive-soft adaptive-sum";

    public static TheoryData<string, string> Lines() => new()
    {
        { "cenote ", "--help --version -h bench board completion events explain list pool shape visualize" },
        { "cenote e", "events explain" },
        { "cenote E", "events explain" },
        { "/usr/local/bin/cenote li", "list" },
        { "cenote visualise", "" },
        { "cenote [x] ", "" },
        { "", "--help --version -h bench board completion events explain list pool shape visualize" },
        { "cenote visualize --lo", "--logdir" },
        { "cenote visualize --dataset ", "cifar10 cifar10-test cifar10-train fashion-mnist fashion-mnist-test fashion-mnist-train photographs" },
        { "cenote visualize --dataset cifar10-t", "cifar10-test cifar10-train" },
        { "cenote visualize --dataset /", "" },
        { "cenote visualize --pool ad", Images },
        { "cenote visualize --pool seq", "" },
        { "cenote visualize --limit 3 --pool global-m", "global-max global-min" },
        { "cenote visualize --ceil ", "false true" },
        { "cenote visualize --layout nh", "nhwc" },
        { "cenote visualize --logdir ", "" },
        { "cenote pool seq-m", "seq-max seq-mean seq-mean-sqrt" },
        { "cenote pool max x.npy --in", "--indices" },
        { "cenote pool max x.npy --ke", "--kernel" },
        { "cenote explain stoch", "stochastic" },
        { "cenote bench max-", "max-unpool" },
        { "cenote events logs --f", "--follow" },
        { "cenote list --c", "--choose" },
        { "cenote completion f", "fish" },
    };

    [Theory, MemberData(nameof(Lines))]
    public void EveryNameIsOffered(string line, string expected)
    {
        CenoteResult result = CenoteProcess.Run(Path.GetTempPath(), "suggest", line);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(expected, string.Join(' ', result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("cenote visualize --po", "--pool")]
    [InlineData("cenote visualize --pool global-mi", "global-min")]
    [InlineData("cenote li", "list")]
    [InlineData("cenote events /etc/pass", "")]
    public void BashCompletes(string line, string expected)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "bash is not here.");
        using TempFolder folder = new();
        File.WriteAllText(folder.File("script"), $$"""
            cenote() { '{{CenoteProcess.Program}}' "$@"; }
            source <(cenote completion bash)
            complete -p cenote >&2
            COMP_LINE='{{line}} behind' COMP_POINT={{line.Length}} COMP_WORDS=($COMP_LINE) COMP_CWORD={{line.Split(' ').Length - 1}}
            _cenote
            echo "${COMPREPLY[@]}"
            """);
        CenoteResult result = CenoteProcess.RunProgram("/bin/bash", folder.Path, [], "script");
        Assert.Equal((0, expected + "\n", "complete -o default -F _cenote cenote\n"), (result.ExitCode, result.Output, result.Error));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _cenote cenote")]
    [InlineData("zsh", "#compdef cenote")]
    [InlineData("fish", "complete -c cenote")]
    public void EveryShellHasItsScript(string shell, string expected)
    {
        CenoteResult result = CenoteProcess.Run(Path.GetTempPath(), "completion", shell);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
        Assert.Contains("cenote suggest", result.Output, StringComparison.Ordinal);
        Assert.SkipUnless(File.Exists($"/usr/bin/{shell}"), $"{shell} is not here to read its script.");
        using TempFolder folder = new();
        File.WriteAllText(folder.File("script"), result.Output);
        Assert.Equal((0, ""), (CenoteProcess.RunProgram($"/usr/bin/{shell}", folder.Path, [], "-n", "script") is var read ? read.ExitCode : 0, read.Error));
    }
}
