using System.Globalization;
using System.Text;

namespace Cenote.Benchmarks;

/// <summary>One measured row.</summary>
internal sealed record Row(string Group, string Name, TensorLayout Layout, IReadOnlyList<Cell> Cells)
{
    public static Row Of(Workload workload) =>
        new(workload.Group, workload.Name, workload.Ours.Layout, [.. workload.Candidates.Select(c => new Cell(c.Name, c.Kind, c.Layout, c.Median, [.. c.Rounds]))]);

    /// <summary>The row of several runs: of each candidate all rounds, and the median of the runs' medians.</summary>
    public static Row Of(IReadOnlyList<Row> runs) => runs[0] with
    {
        Cells = [.. runs[0].Cells.Select((cell, i) => cell with
        {
            Microseconds = Harness.Median(runs.Select(r => r.Cells[i].Microseconds)),
            Rounds = [.. runs.SelectMany(r => r.Cells[i].Rounds)],
        })],
    };

    public Cell Ours => Cells.Single(c => c.Kind == CandidateKind.Ours);

    /// <summary>How many times as fast ours is as the best peer of its layout.</summary>
    public double? TimesSameLayout => Times(Cells.Where(c => c.Kind == CandidateKind.Peer && c.Layout == Layout));

    /// <summary>How many times as fast ours is as the best peer of any layout.</summary>
    public double? TimesAnyLayout => Times(Cells.Where(c => c.Kind == CandidateKind.Peer));

    /// <summary>Ours in terms of the limit with plain stores.</summary>
    public double TimesLimit => Ours.Microseconds / Cells.First(c => c.Kind == CandidateKind.Limit).Microseconds;

    private double? Times(IEnumerable<Cell> peers) => peers.Any() ? peers.Min(c => c.Microseconds) / Ours.Microseconds : null;
}

/// <summary>A candidate's time: the median of its rounds, in microseconds.</summary>
internal sealed record Cell(string Name, CandidateKind Kind, TensorLayout Layout, double Microseconds, IReadOnlyList<double> Rounds)
{
    private const double Unsteady = 1.3;

    /// <summary>Whether the rounds differ so much that others must have used the machine: the upper quartile is far above the lower.</summary>
    public bool IsUnsteady
    {
        get
        {
            double[] sorted = [.. Rounds.Order()];
            return sorted[(sorted.Length - 1) * 3 / 4] > Unsteady * sorted[(sorted.Length - 1) / 4];
        }
    }
}

/// <summary>Rows in Markdown. A row that is lost stands among the others.</summary>
internal static class Table
{
    public static readonly string[] Legend =
    [
        "Microseconds, the median of the rounds; NCHW / channels-last where there are both. The limit reads the input's bytes once and writes the output's once:",
        "plain stores / streaming stores. \"x peer\": how many times as fast ours is as the best peer of its own layout, and of any layout (below 1 it is lost).",
        "\"x limit\": how many times the plain limit ours takes. \"~\": the rounds differ by a third or more; the machine was busy, measure again.",
        "W11, torch: a sum of products / a product of matrices. W12, torch: composed of its operations.",
    ];

    private static readonly (string Title, Func<Row, string> Text)[] s_columns =
    [
        ("workload", row => $"{row.Group} {row.Name}{(row.Layout == TensorLayout.Nhwc ? ", NHWC" : "")}"),
        ("ours", row => Times(row, "ours")),
        ("torch", row => Times(row, Peers.Torch.Name)),
        ("ORT", row => Times(row, Peers.OnnxRuntime.Name)),
        ("oneDNN", row => Times(row, Peers.OneDnn.Name)),
        ("limit", row => Times(row, "limit", "limit streaming")),
        ("x peer, same layout", row => Ratio(row.TimesSameLayout)),
        ("x peer, any", row => Ratio(row.TimesAnyLayout)),
        ("x limit", row => Ratio(row.TimesLimit)),
    ];

    public static string Header => $"| {string.Join(" | ", s_columns.Select(c => c.Title))} |\n|---|{string.Concat(s_columns.Skip(1).Select(_ => "---:|"))}";

    public static string Line(Row row) => $"| {string.Join(" | ", s_columns.Select(c => c.Text(row)))} |";

    public static string Markdown(Setting setting, IReadOnlyList<Row> rows)
    {
        StringBuilder text = new();
        foreach (string line in (string[])[.. setting.Lines, "", .. Legend, "", Header, .. rows.Select(Line)])
            text.Append(line).Append('\n');

        return text.ToString();
    }

    private static string Times(Row row, params string[] names)
    {
        IEnumerable<string> times = row.Cells.Where(c => names.Contains(c.Name)).Select(c => (c.IsUnsteady ? "~" : "") + Microseconds(c.Microseconds));
        return string.Join(" / ", times);
    }

    private static string Microseconds(double time) => time.ToString(time < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    private static string Ratio(double? ratio) => ratio?.ToString(ratio < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture) ?? "";
}
