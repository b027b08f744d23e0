using System.Text;

namespace Cenote.Tests.Conformance;

/// <summary>What became of one case.</summary>
/// <param name="Suite">A column of the table.</param>
/// <param name="Operator">A row of the table, by its name in the catalogue.</param>
/// <param name="Case">The case's name within its suite.</param>
/// <param name="Accepted">Whether a result was asked for, and not a refusal.</param>
/// <param name="LeftOut">Why it was not run; null where it has just been run and passed.</param>
internal sealed record ConformanceResult(string Suite, string Operator, string Case, bool Accepted, string? LeftOut);

/// <summary>The table 'operator by suite' of docs/conformance.md.</summary>
internal static class ConformanceTable
{
    private const string Head = """
        # Conformance

        Cases whose expected values nobody in this project chose. The tests write this page from cases that they have just run:
        `CENOTE_WRITE_DOCS=1 tests/Cenote.Tests/bin/Release/net10.0/Cenote.Tests -noColor -class Cenote.Tests.Conformance.Onnx.ConformanceTableTests`

        Each case of a map is pooled in both layouts, NCHW and NHWC. `a + b`: a results equal the suite's, bit for bit or within the case's
        tolerance, and b calls are refused as there. No case that is run fails.


        """;

    /// <summary>The suites, each of which runs its cases as it tells of them. A further suite is a further line.</summary>
    private static readonly IEnumerable<ConformanceResult>[] s_suites =
    [
        TorchSuite.Results(),
        PapersSuite.Results(),
        Onnx.OnnxConformanceTests.Results(),
    ];

    /// <summary>Runs every case of every suite.</summary>
    public static ConformanceResult[] Run() => [.. s_suites.SelectMany(s => s)];

    /// <summary>The page. Operators and suites stand in the order in which they came.</summary>
    public static string Markdown(IReadOnlyList<ConformanceResult> results)
    {
        StringBuilder page = new(Head.ReplaceLineEndings("\n"));
        string[] suites = [.. results.Select(r => r.Suite).Distinct()];
        Row(page, ["operator", .. suites]);
        Row(page, ["---", .. suites.Select(_ => "---:")]);
        foreach (IGrouping<string, ConformanceResult> of in results.Where(r => r.LeftOut is null).GroupBy(r => r.Operator))
            Row(page, [$"`{of.Key}`", .. suites.Select(s => Count(of.Where(r => r.Suite == s)))]);

        Row(page, ["passed", .. suites.Select(s => Count(results.Where(r => r.Suite == s && r.LeftOut is null)))]);
        Row(page, ["left out", .. suites.Select(s => Count(results.Where(r => r.Suite == s && r.LeftOut is not null)))]);

        page.Append("\n## Left out\n\n");
        Row(page, ["suite", "operator", "reason", "count", "cases"]);
        Row(page, ["---", "---", "---", "---:", "---"]);
        foreach (var group in results.Where(r => r.LeftOut is not null).GroupBy(r => (r.Suite, r.Operator, r.LeftOut)))
            Row(page, [group.Key.Suite, group.Key.Operator, group.Key.LeftOut!, Count(group), string.Join(", ", group.Select(r => r.Case))]);

        return page.ToString();
    }

    private static string Count(IEnumerable<ConformanceResult> results) => (results.Count(r => r.Accepted), results.Count(r => !r.Accepted)) switch
    {
        (0, 0) => "",
        (int equal, 0) => $"{equal}",
        (int equal, int refused) => $"{equal} + {refused}",
    };

    private static void Row(StringBuilder page, IEnumerable<string> cells) => page.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
