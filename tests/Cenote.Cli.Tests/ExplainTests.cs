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
        { ["AVG", "--kernel", "2x2", "--input", "[[1, 2],\n [3, 4]]"], ["2x2 -> 1x1, kernel 2x2, stride 2x2, padding 0x0, dilation 1x1, ceil mode off\n", "(1 + 2 + 3 + 4) / 4 = 2.5"], ["2.5"] },
        {
            ["avg", "--input", "[[1,2],[3,4]]", "--kernel", "3", "--stride", "2", "--padding", "1", "--ceil"],
            [
                " [.][.][.] .\n [.][1][2] .\n [.][3][4] .\n  .  .  .  .\n  (1 + 2 + 3 + 4) / 9 = 1.1111   (5 of its taps are padding: padding counts as 0)\n",
                "  .  . [.][.]\n  .  1 [2][.]\n  .  3 [4][.]\n  .  .  .  .\n  (2 + 4) / 6 = 1   (4 of its taps are padding: padding counts as 0; 3 of its taps hang over the edge and do not count)\n",
            ],
            ["1.1111       1", "1.1667       1"]
        },
        { ["max", "--input", "1 2 3", "--kernel", "1,2", "--ceil", "ON"], ["max(3) = 3   (1 of its taps hangs over the edge and does not count)\n"], ["2  3"] },
        { ["max", "--input", "1 2 3", "--kernel", "1,2", "--ceil", "off"], ["Window 1 of 1"], ["2"] },
        { ["avg", "--input", "8", "--kernel", "100000", "--padding", "50000"], ["too large to draw", "(8) / 10000000000 = 8e-10   (9999999999 of its taps are padding: "], ["8e-10"] },
        { ["sum", "--input", "inf 1e9 / 2e-7 -INF / nan 0.0001", "--kernel", "1,2", "--stride", "1"], ["inf + 1e+09 = inf", "2e-07 + -inf = -inf", "nan + 0.0001 = nan"], ["inf", "-inf", "nan"] },
        {
            ["max", "--input", string.Join('/', Enumerable.Repeat("1", 65)), "--kernel", "1"],
            ["The input of 65x1 numbers is too large to draw.\n", "output row 64, column 1:\n  max(1) = 1\n", "(1 more window is not told one by one.)"],
            [.. Enumerable.Repeat("1", 65)]
        },
        {
            ["lp", "--kernel", "2", "--input", "1 2 3", "--ceil"],
            ["(4 / 2 * (1^2 + 2^2))^(1/2) = 3.1623   (2 of its taps hang over the edge: the sum is scaled up to the whole kernel)"], ["3.1623       6"]
        },
        { ["gated", "--input", "2 2 / 2 2"], ["a = sigmoid(1 * 2 + -1 * 2 + 1 * 2 + -1 * 2) = 0.5: 0.5 * 2 + 0.5 * 2 = 2"], ["2"] },
        { ["gated", "--input", "3 3 3", "--kernel", "1,3"], ["a = sigmoid(1.3333 * 3 + -1.3333 * 3 + 1.3333 * 3) = 0.982: 0.982 * 3 + 0.018 * 3 = 3"], ["3"] },
        { ["max-unpool", "--input", "1 2 3 / 4 9 5", "--ceil"], ["Window 2 of 2, pooled row 1, column 2:", "max(3, 5) = 5, put back to row 2, column 3   (2 of its taps hang over"], ["0  0  0", "0  9  5"] },
        {
            ["adaptive-max", "--input", "1", "--output-size", "130,7500"],
            ["(974,936 more windows are not told one by one.)"],
            [.. Enumerable.Repeat(string.Join("  ", Enumerable.Repeat("1", 32)), 128), "(Not shown: 2 more rows and 7,468 more columns.)"]
        },
        { ["max", "--input", "-1.5 -2e3", "--kernel", "1,2"], ["max(-1.5, -2000) = -1.5"], ["-1.5"] },
    };

    public static TheoryData<string, string> Families() => new()
    {
        { "min", "min(1, 3, 5, 2) = 1" },
        { "global-avg", "5 + 9) / 16 = 3.9375" },
        { "adaptive-sum", "1 + 3 + 5 + 2 = 11" },
        { "lp", "(1^2 + 3^2 + 5^2 + 2^2)^(1/2) = 6.245" },
        { "soft", "weights 0.015, 0.112, 0.831, 0.041: 0.015 * 1 + 0.112 * 3 + 0.831 * 5 + 0.041 * 2 = 4.5901" },
        { "lse", "log(e^1 + e^3 + e^5 + e^2) = 5.1852" },
        { "gem", "((1^3 + 3^3 + 5^3 + 2^3) / 4)^(1/3) = 3.4271" },
        { "stochastic", "probabilities 0.091 for 1, 0.273 for 3, 0.455 for 5, 0.182 for 2; drawn with seed 0: 2; in inference 39 / 11 = 3.5455, the average being 2.75" },
        { "mixed", "= 0.5 * 5 + 0.5 * 2.75 = 3.875" },
        { "mixed-random", "drawn is " },
        { "gated", "a = sigmoid(1 * 1 + -1 * 3 + 1 * 5 + -1 * 2) = 0.731: 0.731 * 5 + 0.269 * 2.75 = 4.3949" },
        { "attention", "0.052 * 1 + 0.336 * 3 + 0.35 * 5 + 0.262 * 2 = 3.3329" },
        { "max-unpool", "max(2, 4, 7, 1) = 7, put back to row 2, column 3" },
        { "capsule", "capsule 3: 0.023 and 0.977" },
        { "seq-max", "The greatest are in tokens 2, 3, 2, 1." },
        { "seq-mean-sqrt", "Result: 5.1962  7.5056  7.5056  4.0415" },
        { "seq-attention", "the attention is 0.0216, 0.2631, 0.7153, 0." },
    };

    [Theory, MemberData(nameof(Families))]
    public void EveryFamilyHasItsOwnWords(string name, string words)
    {
        CenoteResult story = CenoteProcess.Run(Path.GetTempPath(), "explain", name);
        Assert.Equal((0, ""), (story.ExitCode, story.Error));
        Assert.Contains(words, story.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryPoolingIsExplained() => Assert.All(OperatorCatalogue.All, o =>
    {
        CenoteResult story = CenoteProcess.Run(Path.GetTempPath(), "explain", o.Name);
        Assert.Equal((0, ""), (story.ExitCode, story.Error));
        Assert.Contains(o.Formula, story.Output, StringComparison.Ordinal);
        Assert.Contains("Result:", story.Output, StringComparison.Ordinal);
    });

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
