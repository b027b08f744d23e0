using System.Numerics.Tensors;
using Cenote.Board.Explaining;

namespace Cenote.Board.Playing;

/// <summary>A pooling of a map [C, H, W], played.</summary>
internal sealed class MapPlay
{
    // Outputs times taps, and outputs: what takes a fraction of a second, and what a browser draws at once.
    private const long MostTaps = 8_000_000;
    private const long MostOutputs = 262_144;

    // So many draws of so few numbers are made to show their mean.
    private const int Draws = 1000;
    private const int MostDrawn = 256;

    // Beyond these a window is not told number by number.
    private const int MostTold = 64;

    private readonly PlayRequest _request;
    private readonly PoolingOperator _pooling;
    private readonly PoolingSettings _settings;
    private readonly ArrayPooling _pool;
    private readonly Tensor<double> _input;

    /// <exception cref="ArgumentException">The windows do not fit; the library's sentence says why.</exception>
    public MapPlay(PlayRequest request)
    {
        double[] elements = request.Elements("channels, rows, columns");
        (_request, _pooling, _settings) = (request, request.Operator, request.Settings.ForImages());
        _pool = _pooling.ForImages!(_settings);
        _input = Tensor.Create(elements, [1, .. request.Shape.Select(n => (nint)n)]);
        CheckWork(_pool.OutputShape(_input.Lengths));
    }

    /// <summary>Which numbers to change where the windows do not fit.</summary>
    public static IReadOnlyList<PlayRepair> Repairs(PlayRequest request)
    {
        WindowRepair[][] axes = WindowRepair.Of(request.Operator, request.Settings.ForImages(), request.Shape[1..]);
        bool all = axes.Length == 2 && axes[0].SequenceEqual(axes[1]);
        return [.. axes.Take(all ? 1 : 2).SelectMany((changes, axis) => changes.Select(c => new PlayRepair(Name(c.Setting), all ? null : axis, c.AtMost, c.Number)))];

        static string Name(char setting) => setting switch { 'k' => "kernel", 'p' => "padding", _ => "dilation" };
    }

    /// <summary>The whole map.</summary>
    public PlayAnswer Answer()
    {
        Tensor<double> output = _pool.Pool(_input);
        return new PlayAnswer
        {
            Layer = _pool.Layer.ToString(),
            Output = Array(output),
            Pooled = _pooling.Kind == PoolingKind.Unpooling ? Array(Pooled()) : null,
            Axes = _pool.Windows is { } windows ? [Axis(windows, 0), Axis(windows, 1)] : null,
            Gradient = _request.Backward ? _pool.Backward(_input, 0, GradientOf(output)).ToArray() : null,
            Attention = Attention() is { } attention ? OverPlaces(attention) : null,
            Shift = _request.Shift is { } by ? Shifted(by, output) : null,
            Draws = _pooling.Parameters.Any(p => p.Name == "seed") && output.FlattenedLength <= MostDrawn && _input.FlattenedLength <= MostDrawn ? Drawn(output) : null,
        };
    }

    /// <summary>The window of one output.</summary>
    public PlayWindow Window()
    {
        Tensor<double> results = _pooling.Kind == PoolingKind.Unpooling ? Pooled() : _pool.Pool(_input);
        int columns = (int)results.Lengths[3], plane = (int)results.Lengths[2] * columns, at = Place(results);
        (int channel, int row, int column) = (at / plane, at % plane / columns, at % columns);
        if (_pool.Windows is not { } windows)
            return new PlayWindow("", [], []);

        Phrases phrases = Phrases.Of(_request.Language);
        WindowTaps across = windows.Windows(1, _request.Shape[2])[column], down = windows.Windows(0, _request.Shape[1])[row];
        string y = NumberText.Of(results[0, channel, row, column]);
        if (ToldWindow.Of(windows, (row, column), down, across, (r, c) => _input[0, channel, r, c]) is not { } window)
            return new PlayWindow(phrases.NoTap(y), [], []);

        if (Attention() is { } attention)
            window = window with { Attention = [.. window.Taps.Select(tap => attention[0, row, column, (nint)tap])] };

        Arithmetic arithmetic = new(_pooling, _pool, _settings, phrases);
        double[]? shares = arithmetic.Shares(window);
        return new PlayWindow(
            window.X.Length > MostTold ? phrases.Many(window.X.Length, y) : arithmetic.Tell(window, results[0, channel, row, column]),
            [.. arithmetic.Notes(down, across, windows)],
            [.. window.Places.Select((place, i) => new PlayTap(place.Row, place.Column, window.X[i], shares?[i]))]);
    }

    private static PlayArray Array(Tensor<double> array) => new([.. array.Lengths[1..].ToArray().Select(n => (int)n)], array.ToArray());

    private Tensor<double> Pooled() => _pool.Windows!.Forward(_input);

    private Tensor<double>? Attention() => _pool.Attention(_input);

    private void CheckWork(nint[] shape)
    {
        long outputs = shape.Aggregate(1L, (product, n) => Math.Min(product * n, int.MaxValue));
        if (outputs > MostOutputs)
            throw new ArgumentException($"The output would hold {outputs:N0} numbers; the playground shows at most {MostOutputs:N0}: choose a larger stride or less padding.");

        long taps = _pool.Windows is { } windows ? Taps(windows, 0) * Taps(windows, 1) * _request.Shape[0] : outputs;
        if (taps > MostTaps)
            throw new ArgumentException($"The windows would read {taps:N0} taps; the playground reads at most {MostTaps:N0}: choose a smaller kernel or a larger stride.");

        long Taps(WindowPool of, int axis)
        {
            WindowTaps[] each = of.Windows(axis, _request.Shape[axis + 1]);
            return of.KernelSize.Count > 0 ? (long)each.Length * of.KernelSize[axis] : each.Sum(w => (long)w.Count);
        }
    }

    private PlayAxis Axis(WindowPool windows, int axis)
    {
        WindowTaps[] each = windows.Windows(axis, _request.Shape[axis + 1]);
        if (windows.KernelSize.Count == 0)
            return new PlayAxis(0, [.. each.Select(w => w.First)], [.. each.Select(w => w.Count)], 1);

        int padding = windows.Padding[axis], stride = windows.Stride[axis], step = windows.Dilation[axis], length = (windows.KernelSize[axis] - 1) * step + 1;
        return new PlayAxis(padding, [.. each.Select((_, o) => o * stride - padding)], [.. each.Select(_ => length)], step);
    }

    private int Place(Tensor<double> outputs) => _request.At is int at && at >= 0 && at < outputs.FlattenedLength
        ? at
        : throw PlayRequest.Bad($"at is {_request.At?.ToString() ?? "missing"}; there are {outputs.FlattenedLength} outputs, the first being 0.");

    private Tensor<double> GradientOf(Tensor<double> output)
    {
        double[] ones = new double[output.FlattenedLength];
        if (_request.At is null)
            System.Array.Fill(ones, 1);
        else
            ones[Place(output)] = 1;

        return Tensor.Create(ones, output.Lengths);
    }

    // The attention of all windows, added up where they lie.
    private double[] OverPlaces(Tensor<double> attention)
    {
        WindowPool windows = _pool.Windows!;
        WindowTaps[] rows = windows.Windows(0, _request.Shape[1]), columns = windows.Windows(1, _request.Shape[2]);
        double[] places = new double[_request.Shape[1] * _request.Shape[2]];
        for (int row = 0; row < rows.Length; row++)
        {
            for (int column = 0; column < columns.Length; column++)
            {
                ToldWindow? window = ToldWindow.Of(windows, (row, column), rows[row], columns[column], (_, _) => 0);
                for (int i = 0; i < window?.Places.Length; i++)
                    places[window.Places[i].Row * _request.Shape[2] + window.Places[i].Column] += attention[0, row, column, (nint)window.Taps[i]];
            }
        }

        return places;
    }

    private PlayShift Shifted(int[] by, Tensor<double> output)
    {
        if (by.Length != 2 || by.Any(b => b is < -PlaySettings.Greatest or > PlaySettings.Greatest))
            throw PlayRequest.Bad($"shift is [{string.Join(", ", by)}]; it is how far down and how far to the right.");

        (int height, int width) = (_request.Shape[1], _request.Shape[2]);
        double[] x = _input.ToArray(), moved = new double[x.Length];

        // What comes in at an edge repeats that edge, so that nothing new is seen there.
        for (int i = 0; i < x.Length; i++)
            moved[i] = x[i / (height * width) * height * width + Math.Clamp(i / width % height - by[0], 0, height - 1) * width + Math.Clamp(i % width - by[1], 0, width - 1)];

        double[] before = output.ToArray(), after = _pool.Pool(Tensor.Create(moved, _input.Lengths)).ToArray();
        double[] differences = Differences(before, after);
        return new PlayShift(differences, differences.Average(), differences.Max(), Relative(differences, before), Relative(Differences(x, moved), x));

        static double[] Differences(double[] one, double[] other) => [.. one.Zip(other, (a, b) => Math.Abs(b - a))];

        static double Relative(double[] differences, double[] values) => values.Sum(Math.Abs) is 0 ? 0 : differences.Sum() / values.Sum(Math.Abs);
    }

    private PlayDraws Drawn(Tensor<double> output)
    {
        double[] sum = new double[output.FlattenedLength];
        for (ulong draw = 0; draw < Draws; draw++)
            TensorPrimitives.Add(sum, _pool.Pool(_input, draw).ToArray(), sum);

        double[]? inference = _pool.Layer is StochasticPool stochastic ? stochastic.Forward(_input).ToArray() : null;
        return new PlayDraws(Draws, [.. sum.Select(s => s / Draws)], inference, OperatorCatalogue.Find("avg")!.ForImages!(_settings).Pool(_input).ToArray());
    }
}
