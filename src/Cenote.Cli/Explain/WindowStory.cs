using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using Cenote.Board.Explaining;

namespace Cenote.Cli.Explain;

/// <summary>A pooling of a matrix, told window by window. The results are the library's own.</summary>
internal sealed class WindowStory
{
    // Beyond these a drawing helps nobody, and the arithmetic alone is told.
    private const int DrawnSide = 16;
    private const int ToldWindows = 64;
    private const int ShownRows = 128;
    private const int ShownColumns = 32;
    private const int MostNumbers = 1_000_000;

    private readonly Matrix _input;
    private readonly Matrix _output;

    // What each window gives: the output, but for unpooling what it puts back.
    private readonly Matrix _results;
    private readonly WindowPool? _windows;
    private readonly Arithmetic _arithmetic;

    public WindowStory(Matrix input, PoolingOperator pooling, PoolingSettings settings)
    {
        _input = input;
        ArrayPooling pool = Poolings.Make(pooling, settings);
        bool last = settings.Layout == TensorLayout.Nhwc;
        nint[] shape = last ? [1, input.Rows, input.Columns, 1] : [1, 1, input.Rows, input.Columns];
        nint[] pooled = BadRequestException.Unless(() => pool.OutputShape(shape));
        CheckSize(pooling, pooled, last);
        _windows = pool.Windows;
        _arithmetic = new Arithmetic(pooling, pool, settings, Phrases.English);
        _output = Map(pooled, last, Results(pool, shape, pooled));
        _results = _output;
        if (pooling.Kind == PoolingKind.Unpooling && _windows is not null)
        {
            nint[] small = _windows.OutputShape(shape);
            _results = Map(small, last, Pooled(_windows, shape, small));
        }
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
        Show(text, _output);
        return text.ToString();
    }

    private static void Show(StringBuilder text, Matrix matrix)
    {
        int rows = Math.Min(matrix.Rows, ShownRows), columns = Math.Min(matrix.Columns, ShownColumns);
        Drawing.Draw(text, new Matrix(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(i => matrix[i / columns, i % columns])]));
        string[] more = [.. More(matrix.Rows - rows, "more row"), .. More(matrix.Columns - columns, "more column")];
        if (more.Length > 0)
            text.AppendLine(CultureInfo.InvariantCulture, $"(Not shown: {string.Join(" and ", more)}.)");

        static string[] More(int count, string noun) => count > 0 ? [Words.Count(count, noun)] : [];
    }

    private static void CheckSize(PoolingOperator pooling, nint[] pooled, bool last)
    {
        nint rows = pooled[last ? 1 : 2], columns = pooled[last ? 2 : 3];
        if (rows * columns > MostNumbers)
            throw new BadRequestException($"{pooling.Title} gives {rows}x{columns} numbers here; explain works on at most {MostNumbers:N0}.");
    }

    private static Matrix Map(nint[] shape, bool last, double[] elements) => new((int)shape[last ? 1 : 2], (int)shape[last ? 2 : 3], elements);

    private double[] Pooled(WindowPool layer, nint[] shape, nint[] pooled)
    {
        double[] output = new double[(int)TensorPrimitives.Product<nint>(pooled)];
        layer.Forward(_input.Elements, shape, output);
        return output;
    }

    // In double where the layer takes it; the others give floats.
    private double[] Results(ArrayPooling pool, nint[] shape, nint[] pooled)
    {
        return pool.Layer is WindowPool layer and not StochasticPool
            ? Pooled(layer, shape, pooled)
            : [.. pool.Pool(Tensor.Create([.. _input.Elements.Select(e => (float)e)], shape)).ToArray().Select(e => (double)e)];
    }

    private void TellWindows(StringBuilder text, WindowTaps[] rows, WindowTaps[] columns, bool drawn)
    {
        int told = 0;
        for (int r = 0; r < _results.Rows && told < ToldWindows; r++)
        {
            for (int c = 0; c < _results.Columns && told < ToldWindows; c++, told++)
            {
                text.AppendLine();
                text.AppendLine(CultureInfo.InvariantCulture, $"Window {told + 1} of {_results.Elements.Length}, {(_results == _output ? "output" : "pooled")} row {r + 1}, column {c + 1}:");
                if (drawn)
                    Drawing.Draw(text, _input, Ring(0), Ring(1), (row, column) => Reads(0, r, rows[r], row) && Reads(1, c, columns[c], column));

                string[] notes = [.. _arithmetic.Notes(rows[r], columns[c], _windows!)];
                text.AppendLine(CultureInfo.InvariantCulture, $"  {Told(r, c, rows[r], columns[c])}{(notes.Length == 0 ? "" : $"   ({string.Join("; ", notes)})")}");
            }
        }

        int more = _results.Elements.Length - told;
        if (more > 0)
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"({Words.Count(more, "more window")} {(more == 1 ? "is" : "are")} not told one by one.)");
    }

    private string Told(int row, int column, WindowTaps rows, WindowTaps columns)
    {
        double result = _results[row, column];
        return ToldWindow.Of(_windows!, (row, column), rows, columns, (r, c) => _input[r, c]) is { } window
            ? _arithmetic.Tell(window, result)
            : Phrases.English.NoTap(NumberText.Of(result));
    }

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
