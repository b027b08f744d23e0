namespace Cenote.Cli;

/// <summary>Small turns of phrase.</summary>
internal static class Words
{
    /// <summary><c>1 image</c>, <c>2 images</c>, <c>10,000 images</c>.</summary>
    public static string Count(long count, string noun) => $"{count:N0} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>Columns as wide as their widest cell; the last runs free.</summary>
    public static string Table(IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length))];
        return string.Concat(rows.Select(row => string.Join("  ", row.Select((cell, c) => c == row.Length - 1 ? cell : cell.PadRight(widths[c]))) + Environment.NewLine));
    }

    /// <summary>A text of somebody else's in one line, without what a terminal would obey.</summary>
    public static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString()));
}
