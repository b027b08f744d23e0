using System.Globalization;
using System.Text;

namespace Cenote.Cli.Explain;

/// <summary>A pooling of a matrix, told window by window. The results are the library's own.</summary>
internal sealed class WindowStory
{
    // Beyond these a drawing helps nobody, and the arithmetic alone is told.
    private const int DrawnColumns = 16;
    private const int ToldWindows = 64;

    private readonly Matrix _input;
    private readonly WindowPool _pool;
    private readonly WindowTaps[] _rows;
    private readonly WindowTaps[] _columns;
    private readonly Matrix _output;

    public WindowStory(Matrix input, WindowPool pool)
    {
        _input = input;
        _pool = pool;
        nint[] shape = pool.Layout == TensorLayout.Nhwc ? [input.Rows, input.Columns, 1] : [1, input.Rows, input.Columns];
        pool.OutputShape(shape);
        _rows = pool.Windows(0, input.Rows);
        _columns = pool.Windows(1, input.Columns);
        double[] output = new double[_rows.Length * _columns.Length];
        pool.Forward(input.Elements, shape, output);
        _output = new Matrix(_rows.Length, _columns.Length, output);
    }

    /// <summary>The whole story as plain text.</summary>
    public string Tell()
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{_input.Rows}x{_input.Columns} -> {_output.Rows}x{_output.Columns}, {_pool}");
        text.AppendLine();
        Draw(text, _input, (_, _) => false);
        int told = 0;
        for (int r = 0; r < _output.Rows; r++)
        {
            for (int c = 0; c < _output.Columns && told < ToldWindows; c++, told++)
            {
                text.AppendLine();
                text.AppendLine(CultureInfo.InvariantCulture, $"Window {told + 1} of {_output.Elements.Length}, output row {r + 1}, column {c + 1}:");
                if (_input.Columns <= DrawnColumns)
                    Draw(text, _input, (row, column) => _rows[r].Reads(row) && _columns[c].Reads(column));

                text.AppendLine(CultureInfo.InvariantCulture, $"  {Arithmetic(r, c)}");
            }
        }

        if (told < _output.Elements.Length)
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"({_output.Elements.Length - told} more windows are not told one by one.)");

        text.AppendLine();
        text.AppendLine("Result:");
        Draw(text, _output, (_, _) => false);
        return text.ToString();
    }

    // The window in the words of the pooling: max(1, 3, 5, 2) = 5, (1 + 3 + 5 + 2) / 4 = 2.75.
    private string Arithmetic(int r, int c)
    {
        WindowTaps rows = _rows[r], columns = _columns[c];
        List<string> taps = [];
        for (int y = 0; y < rows.Count; y++)
            for (int x = 0; x < columns.Count; x++)
                taps.Add(Matrix.Text(_input[rows.First + y * rows.Step, columns.First + x * columns.Step]));

        string result = Matrix.Text(_output[r, c]);
        if (taps.Count == 0)
            return $"no tap lies in the input: {result}";

        int padded = rows.PaddedCount * columns.PaddedCount, padding = padded - taps.Count;
        string sum = string.Join(" + ", taps);
        return _pool switch
        {
            MaxPool2d => $"max({string.Join(", ", taps)}) = {result}" + Note(padding, "padding is never the greatest"),
            AvgPool2d => $"({sum}) / {padded} = {result}" + Note(padding, "padding counts as 0"),
            _ => $"{sum} = {result}" + Note(padding, "padding adds nothing"),
        };
    }

    private static string Note(int padding, string rule) => padding == 0 ? "" : $"   ({padding} of its taps {(padding == 1 ? "is" : "are")} padding: {rule})";

    // Every number in a cell as wide as the widest; what the window reads stands in brackets.
    private static void Draw(StringBuilder text, Matrix matrix, Func<int, int, bool> marked)
    {
        int width = matrix.Elements.Max(e => Matrix.Text(e).Length);
        for (int row = 0; row < matrix.Rows; row++)
        {
            text.Append(' ');
            for (int column = 0; column < matrix.Columns; column++)
            {
                bool mark = marked(row, column);
                text.Append(mark ? '[' : ' ').Append(Matrix.Text(matrix[row, column]).PadLeft(width)).Append(mark ? ']' : ' ');
            }

            text.Length -= text[^1] == ' ' ? 1 : 0;
            text.AppendLine();
        }
    }
}
