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

    /// <summary>Reads <c>1 3 2 4 / 5 2 7 1</c>: numbers apart by blanks or commas, rows by a slash, a semicolon or a new line.</summary>
    public static Matrix Parse(string text)
    {
        double[][] rows = [.. text.Split(['/', ';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Row)];
        if (rows.Length == 0)
            throw new BadRequestException("--input is empty; it is rows of numbers, as '1 3 2 4 / 5 2 7 1'.");

        int other = Array.FindIndex(rows, row => row.Length != rows[0].Length);
        if (other > 0)
            throw new BadRequestException($"--input has {rows[other].Length} numbers in row {other + 1} and {rows[0].Length} in row 1; every row has as many.");

        return new Matrix(rows.Length, rows[0].Length, [.. rows.SelectMany(row => row)]);
    }

    /// <summary>A number as it is read best: whole where it is whole, else with at most four places.</summary>
    public static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static double[] Row(string text) =>
        [.. text.Split([' ', ',', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(word =>
            double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                ? number
                : throw new BadRequestException($"--input holds '{word}'; every element of it is a number."))];
}
