using System.Globalization;

namespace Cenote.Cli.Explain;

/// <summary>Numbers in rows and columns.</summary>
internal sealed class Matrix(int rows, int columns, double[] elements)
{
    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    /// <summary>Row by row.</summary>
    public double[] Elements { get; } = elements;

    public double this[int row, int column] => Elements[row * Columns + column];

    /// <summary>Reads <c>1 3 2 4 / 5 2 7 1</c>: numbers apart by blanks or commas, rows by a slash, a semicolon or a new line; or <c>[[1, 3], [5, 2]]</c>.</summary>
    public static Matrix Parse(string text)
    {
        string[] lines = text.Replace("[", "", StringComparison.Ordinal).Split(['/', ';', '\n', ']']);
        double[][] rows = [.. lines.Select(Row).Where(row => row.Length > 0)];
        if (rows.Length == 0)
            throw new BadRequestException($"--input is '{text}'; it is rows of numbers, as '1 3 2 4 / 5 2 7 1'.");

        int other = Array.FindIndex(rows, row => row.Length != rows[0].Length);
        if (other > 0)
            throw new BadRequestException($"--input has {Words.Count(rows[other].Length, "number")} in row {other + 1} and {rows[0].Length} in row 1; every row has as many.");

        return new Matrix(rows.Length, rows[0].Length, [.. rows.SelectMany(row => row)]);
    }

    private static double[] Row(string text) => [.. text.Split([' ', ',', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(Number)];

    private static double Number(string word) => word.ToUpperInvariant() switch
    {
        "INF" or "+INF" => double.PositiveInfinity,
        "-INF" => double.NegativeInfinity,
        _ when double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        _ => throw new BadRequestException($"--input holds '{word}'; every element of it is a number."),
    };
}
