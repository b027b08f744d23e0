using System.Globalization;
using System.Text;

namespace Cenote.Cli.Explain;

/// <summary>A pooling of a matrix, told window by window. The results are the library's own.</summary>
internal sealed class WindowStory
{
    // Beyond these a drawing helps nobody, and the arithmetic alone is told.
    private const int DrawnSide = 16;
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
        BadRequestException.Unless(() => pool.OutputShape(shape));
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
        text.AppendLine(CultureInfo.InvariantCulture, $"{_input.Rows}x{_input.Columns} -> {_output.Rows}x{_output.Columns}, kernel {Size(_pool.KernelSize)}, stride {Size(_pool.Stride)}, padding {Size(_pool.Padding)}, dilation {Size(_pool.Dilation)}, ceil mode {(_pool.CeilMode ? "on" : "off")}");
        text.AppendLine();
        bool drawn = ((int[])[_input.Rows, _input.Columns, .. _pool.Padding]).Max() <= DrawnSide;
        if (drawn)
            Drawing.Draw(text, _input);
        else
            text.AppendLine(CultureInfo.InvariantCulture, $"The input of {_input.Rows}x{_input.Columns} numbers is too large to draw.");

        int told = 0;
        for (int r = 0; r < _output.Rows; r++)
        {
            for (int c = 0; c < _output.Columns && told < ToldWindows; c++, told++)
            {
                text.AppendLine();
                text.AppendLine(CultureInfo.InvariantCulture, $"Window {told + 1} of {_output.Elements.Length}, output row {r + 1}, column {c + 1}:");
                if (drawn)
                    Drawing.Draw(text, _input, _pool.Padding[0], _pool.Padding[1], (row, column) => Reads(0, r, row) && Reads(1, c, column));

                text.AppendLine(CultureInfo.InvariantCulture, $"  {Arithmetic(r, c)}");
            }
        }

        int more = _output.Elements.Length - told;
        if (more > 0)
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"({Words.Count(more, "more window")} {(more == 1 ? "is" : "are")} not told one by one.)");

        text.AppendLine();
        text.AppendLine("Result:");
        Drawing.Draw(text, _output);
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

        long padded = (long)rows.PaddedCount * columns.PaddedCount, all = (long)_pool.KernelSize[0] * _pool.KernelSize[1];
        string sum = string.Join(" + ", taps);
        (string told, string padding) = _pool switch
        {
            MaxPool2d => ($"max({string.Join(", ", taps)})", "padding is never the greatest"),
            AvgPool2d => ($"({sum}) / {padded}", "padding counts as 0"),
            _ => (sum, "padding adds nothing"),
        };
        string[] notes =
        [
            .. Note(padded - taps.Count, $"is padding: {padding}", $"are padding: {padding}"),
            .. Note(all - padded, "hangs over the edge and does not count", "hang over the edge and do not count"),
        ];
        return $"{told} = {result}{(notes.Length == 0 ? "" : $"   ({string.Join("; ", notes)})")}";
    }

    private static string[] Note(long taps, string one, string many) => taps == 0 ? [] : [$"{taps} of its taps {(taps == 1 ? one : many)}"];

    // Whether the output's place o along an axis reads a place of the input or of its padding.
    private bool Reads(int axis, int o, int place)
    {
        long offset = place + _pool.Padding[axis] - (long)o * _pool.Stride[axis];
        return offset >= 0 && offset % _pool.Dilation[axis] == 0 && offset / _pool.Dilation[axis] < _pool.KernelSize[axis];
    }

    private static string Size(IReadOnlyList<int> numbers) => string.Join('x', numbers);
}
