using System.Globalization;
using System.Text.RegularExpressions;

namespace Cenote.Cli.Tests;

/// <summary>The arithmetic that explain prints for a window gives the result that it prints, whatever the options.</summary>
public partial class FormulaTests
{
    private const string Signed = "1 -3 2 4 0 / 5 2 -7 1 6 / -2 -8 -4 2 3 / 6 1 5 9 0 / 0 0 7 0 1";

    private static readonly string[] s_ownWeights = ["soft", "attention", "gated"];

    public static TheoryData<string, string> Explained()
    {
        string[] anyKind = ["--output-size 3 --norm 1 --sharpness 2 --input=" + Signed, "--norm 3 --sharpness -0.5 --ceil --kernel 3 --seed 5"];
        string[] windows =
        [
            "--kernel 2 --ceil --input=" + Signed,
            "--kernel 2,3 --stride 1,2 --padding 1 --ceil --layout nhwc",
            "--norm 2.5 --kernel 3 --ceil --stride 2",
            "--kernel 2 --input=2 2 2 / 2 2 2",
        ];
        TheoryData<string, string> explained = [];
        foreach (PoolingOperator o in OperatorCatalogue.All.Where(o => o.ForImages is not null))
        {
            foreach (string option in (string[])[.. anyKind, .. o.Kind is PoolingKind.Global or PoolingKind.Adaptive ? [] : windows])
                explained.Add(o.Name, option);

            if (o.Kind == PoolingKind.Window)
                explained.Add(o.Name, "--kernel 3 --dilation 2 --stride 1 --padding 2 --input=" + Signed);

            // The power of gem is finite.
            if (o.Name.EndsWith("lp", StringComparison.Ordinal))
                explained.Add(o.Name, "--norm inf --kernel 2 --input=" + Signed);
        }

        return explained;
    }

    [Theory, MemberData(nameof(Explained))]
    public void EvaluatesToItsResult(string name, string options)
    {
        string[] input = options.Split("--input=");
        string[] arguments = ["explain", name, .. input[0].Split(' ', StringSplitOptions.RemoveEmptyEntries), .. input.Skip(1).SelectMany(i => (string[])["--input", i])];
        CenoteResult story = CenoteProcess.Run(Path.GetTempPath(), arguments);
        Assert.Equal((0, ""), (story.ExitCode, story.Error));
        string[] lines = [.. story.Output.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line.Contains(" = ", StringComparison.Ordinal))];
        string[] results = [.. story.Output[story.Output.IndexOf("Result:", StringComparison.Ordinal)..].Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Skip(1)];
        string family = name.Replace("global-", "", StringComparison.Ordinal).Replace("adaptive-", "", StringComparison.Ordinal);
        Assert.NotEmpty(lines);
        for (int i = 0; i < lines.Length; i++)
        {
            // "max(1, 2) = 2   (2 of its taps are padding: ...)"
            string told = lines[i].Trim().Split("   (")[0];
            string[][] chains = [.. Words().Replace(told, "").Split([": ", "; ", ", put "], StringSplitOptions.None).Select(part => part.Split(" = ")).Where(chain => chain.Length > 1)];
            Assert.NotEmpty(chains);
            Assert.All(chains, chain => Assert.All(chain, side => Same(family, side, chain[^1], told)));
            if (family is not ("stochastic" or "max-unpool"))
                Assert.Equal(results[i], chains[^1][^1]);
        }
    }

    // A share is printed with three places, every other number with four; a long one with six digits.
    private static void Same(string family, string side, string result, string told)
    {
        (double value, double slack) = Formula.Evaluate(side, n => s_ownWeights.Contains(family) ? 0.0005 : n.Contains('.', StringComparison.Ordinal) ? 0.00005 : 0);
        double expected = double.Parse(result.Replace("inf", "Infinity", StringComparison.Ordinal).Replace("nan", "NaN", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        if (!value.Equals(expected))
            Assert.True(Math.Abs(value - expected) <= slack + 0.00051 * (family == "gated" ? 1 : 0.1) + 1e-5 * Math.Abs(expected), $"{side} is {value}, not {result}, in: {told}");
    }

    // What stands between the numbers.
    [GeneratedRegex(@"^drawn is (the average )?|^weights [^:]*: |^attention [^:]*: |a = |^probabilities [^;]*; drawn with seed \d+: [^;]*; in inference |, the average being .*$")]
    private static partial Regex Words();
}
