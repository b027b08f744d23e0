namespace Cenote.Cli.Tests;

/// <summary>The 4x4 example of the notes and numbers of one's own, window by window.</summary>
public class ExplainTests
{
    public static TheoryData<string[], string[], string[]> Stories() => new()
    {
        { ["max"], ["max(1, 3, 5, 2) = 5", "max(2, 4, 7, 1) = 7", "max(3, 8, 6, 1) = 8", "max(4, 2, 5, 9) = 9"], ["5  7", "8  9"] },
        { ["avg"], ["(1 + 3 + 5 + 2) / 4 = 2.75", "(2 + 4 + 7 + 1) / 4 = 3.5", "(3 + 8 + 6 + 1) / 4 = 4.5", "(4 + 2 + 5 + 9) / 4 = 5"], ["2.75   3.5", "4.5     5"] },
        { ["sum"], ["1 + 3 + 5 + 2 = 11", "2 + 4 + 7 + 1 = 14", "3 + 8 + 6 + 1 = 18", "4 + 2 + 5 + 9 = 20"], ["11  14", "18  20"] },
        { ["max", "--layout", "nhwc", "--kernel", "3", "--ceil"], ["max(1, 3, 2, 5, 2, 7, 3, 8, 4) = 8", "max(4, 1, 2) = 4", "max(6, 1, 5) = 6", "max(9) = 9"], ["8  4", "6  9"] },
        { ["avg", "--input", "1 2; 3,4", "--padding", "1"], ["(1) / 4 = 0.25   (3 of its taps are padding: padding counts as 0)", "(4) / 4 = 1   (3 of its taps are padding: padding counts as 0)"], ["0.25   0.5", "0.75     1"] },
        { ["sum", "--input", "1 2 3 / 4 5 6 / 7 8 9", "--dilation", "2", "--stride", "1"], ["[1] 2 [3]", "1 + 3 + 7 + 9 = 20"], ["20"] },
        { ["max", "--input", "-1.5 -2e3", "--kernel", "1,2"], ["max(-1.5, -2000) = -1.5"], ["-1.5"] },
    };

    [Theory, MemberData(nameof(Stories))]
    public void TellsEveryWindowAndTheResult(string[] arguments, string[] arithmetic, string[] result)
    {
        CenoteResult story = CenoteProcess.Run(Path.GetTempPath(), ["explain", .. arguments]);
        Assert.Equal((0, ""), (story.ExitCode, story.Error));
        Assert.All(arithmetic, line => Assert.Contains(line, story.Output, StringComparison.Ordinal));
        string[] lines = [.. story.Output.Split('\n').Select(l => l.Trim())];
        Assert.Equal(result, lines[(Array.IndexOf(lines, "Result:") + 1)..^1]);
    }
}
