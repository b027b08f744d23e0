namespace Cenote.Cli;

/// <summary>Rows of text in columns.</summary>
internal static class TextTable
{
    /// <summary>Columns as wide as their widest cell; the last runs free.</summary>
    public static string Of(IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length))];
        return string.Concat(rows.Select(row => string.Join("  ", row.Select((cell, c) => c == row.Length - 1 ? cell : cell.PadRight(widths[c]))).TrimEnd() + Environment.NewLine));
    }
}
