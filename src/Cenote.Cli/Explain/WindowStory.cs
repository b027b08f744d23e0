using System.Globalization;
using System.Numerics.Tensors;
using System.Text;

namespace Cenote.Cli.Explain;

/// <summary>A pooling of a matrix, told window by window. The results are the library's own.</summary>
internal sealed class WindowStory
{
    // Beyond these a drawing helps nobody, and the arithmetic alone is told.
    private const int DrawnSide = 16;
    private const int ToldWindows = 64;

    private readonly Matrix _input;
    private readonly Matrix _output;
    private readonly WindowPool? _windows;
    private readonly Arithmetic _arithmetic;

    public WindowStory(Matrix input, PoolingOperator pooling, PoolingSettings settings)
    {
        _input = input;
        ImagePooling pool = Poolings.Make(pooling, settings);
        bool last = settings.Layout == TensorLayout.Nhwc;
        nint[] shape = last ? [1, input.Rows, input.Columns, 1] : [1, 1, input.Rows, input.Columns];
        nint[] pooled = BadRequestException.Unless(() => pool.OutputShape(shape));
        _windows = pool.Windows;
        _arithmetic = new Arithmetic(pooling, pool, settings);
        _output = new Matrix((int)pooled[last ? 1 : 2], (int)pooled[last ? 2 : 3], Results(pool, shape, pooled));
    }

    /// <summary>The whole story as plain text.</summary>
    public string Tell()
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{_input.Rows}x{_input.Columns} -> {_output.Rows}x{_output.Columns}{Settings()}");
        text.AppendLine();
        bool drawn = Math.Max(Math.Max(_input.Rows, _input.Columns), Math.Max(Ring(0), Ring(1))) <= DrawnSide;
        if (drawn)
            Drawing.Draw(text, _input);
        else
            text.AppendLine(CultureInfo.InvariantCulture, $"The input of {_input.Rows}x{_input.Columns} numbers is too large to draw.");

        if (_windows is not null)
            TellWindows(text, _windows.Windows(0, _input.Rows), _windows.Windows(1, _input.Columns), drawn);

        text.AppendLine();
        text.AppendLine("Result:");
        Drawing.Draw(text, _output);
        return text.ToString();
    }

    // In double where the layer takes it; the others give floats.
    private double[] Results(ImagePooling pool, nint[] shape, nint[] pooled)
    {
        if (pool.Layer is WindowPool layer and not StochasticPool)
        {
            double[] output = new double[(int)TensorPrimitives.Product<nint>(pooled)];
            layer.Forward(_input.Elements, shape, output);
            return output;
        }

        return [.. pool.Pool(Tensor.Create([.. _input.Elements.Select(e => (float)e)], shape)).ToArray().Select(e => (double)e)];
    }

    private void TellWindows(StringBuilder text, WindowTaps[] rows, WindowTaps[] columns, bool drawn)
    {
        int told = 0;
        for (int r = 0; r < _output.Rows; r++)
        {
            for (int c = 0; c < _output.Columns && told < ToldWindows; c++, told++)
            {
                text.AppendLine();
                text.AppendLine(CultureInfo.InvariantCulture, $"Window {told + 1} of {_output.Elements.Length}, output row {r + 1}, column {c + 1}:");
                if (drawn)
                    Drawing.Draw(text, _input, Ring(0), Ring(1), (row, column) => Reads(0, r, rows[r], row) && Reads(1, c, columns[c], column));

                string[] notes = Notes(rows[r], columns[c]);
                text.AppendLine(CultureInfo.InvariantCulture, $"  {Told(rows[r], columns[c], _output[r, c])}{(notes.Length == 0 ? "" : $"   ({string.Join("; ", notes)})")}");
            }
        }

        int more = _output.Elements.Length - told;
        if (more > 0)
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"({Words.Count(more, "more window")} {(more == 1 ? "is" : "are")} not told one by one.)");
    }

    private string Told(WindowTaps rows, WindowTaps columns, double result)
    {
        double[] taps = new double[rows.Count * columns.Count];
        for (int i = 0; i < taps.Length; i++)
            taps[i] = _input[rows.First + i / columns.Count * rows.Step, columns.First + i % columns.Count * columns.Step];

        return taps.Length == 0
            ? $"no tap lies in the input: {Matrix.Text(result)}"
            : _arithmetic.Tell(taps, (long)rows.PaddedCount * columns.PaddedCount, result);
    }

    private string[] Notes(WindowTaps rows, WindowTaps columns)
    {
        if (_windows is not { KernelSize.Count: 2 } windows || rows.Count * columns.Count == 0)
            return [];

        long padded = (long)rows.PaddedCount * columns.PaddedCount, all = (long)windows.KernelSize[0] * windows.KernelSize[1];
        return
        [
            .. Note(padded - (long)rows.Count * columns.Count, $"is padding: {_arithmetic.Padding}", $"are padding: {_arithmetic.Padding}"),
            .. Note(all - padded, "hangs over the edge and does not count", "hang over the edge and do not count"),
        ];
    }

    private static string[] Note(long taps, string one, string many) => taps == 0 ? [] : [$"{taps} of its taps {(taps == 1 ? one : many)}"];

    // Whether the output's place o along an axis reads a place of the input or of its padding.
    private bool Reads(int axis, int o, WindowTaps taps, int place)
    {
        if (_windows is not { KernelSize.Count: > 0 } windows)
            return taps.Reads(place);

        long offset = place + windows.Padding[axis] - (long)o * windows.Stride[axis];
        return offset >= 0 && offset % windows.Dilation[axis] == 0 && offset / windows.Dilation[axis] < windows.KernelSize[axis];
    }

    private int Ring(int axis) => _windows is { KernelSize.Count: > 0 } windows ? windows.Padding[axis] : 0;

    private string Settings()
    {
        if (_windows is not { KernelSize.Count: > 0 } w)
            return "";

        return $", kernel {Size(w.KernelSize)}, stride {Size(w.Stride)}, padding {Size(w.Padding)}, dilation {Size(w.Dilation)}, ceil mode {(w.CeilMode ? "on" : "off")}";

        static string Size(IReadOnlyList<int> numbers) => string.Join('x', numbers);
    }
}
