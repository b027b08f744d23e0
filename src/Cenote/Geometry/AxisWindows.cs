using System.Diagnostics;

namespace Cenote.Geometry;

/// <summary>Where the windows lie along one spatial axis of a given length.</summary>
/// <remarks>A missing axis is one of length 1 with one window of one tap. Nothing is stored per window: each is computed when asked for.</remarks>
internal readonly struct AxisWindows
{
    private readonly int _padBegin;
    private readonly int _padEnd;
    private readonly bool _adaptive;

    // Above 0 where an axis is the inverse of one: that axis's kernel and stride. Its padding is in _padBegin.
    private readonly int _inverseOf;
    private readonly int _step;

    private AxisWindows(int input, int output, int kernel, int stride, int padBegin, int padEnd, int dilation, bool adaptive, int inverseOf = 0, int step = 0)
    {
        _inverseOf = inverseOf;
        _step = step;
        Input = input;
        Output = output;
        Kernel = kernel;
        Stride = stride;
        Dilation = dilation;
        _padBegin = padBegin;
        _padEnd = padEnd;
        _adaptive = adaptive;

        // Windows with every tap inside the input: o * stride >= padBegin, and the last tap below input.
        long lastStart = (long)input - Reach(kernel, dilation);
        InteriorBegin = kernel == 0 ? output : (int)Math.Min(output, ((long)padBegin + stride - 1) / stride);
        long end = lastStart < 0 ? 0 : (lastStart + padBegin) / stride + 1;
        InteriorEnd = (int)Math.Clamp(end, InteriorBegin, Math.Max(output, InteriorBegin));
    }

    /// <summary>The axis that is not there.</summary>
    public static AxisWindows Missing { get; } = Adaptive(1, 1);

    public int Input { get; }

    public int Output { get; }

    /// <summary>Taps of a window, those that miss the input counted; 0 where windows differ.</summary>
    public int Kernel { get; }

    public int Stride { get; }

    public int Dilation { get; }

    /// <summary>The first output of those whose windows are alike and lie wholly inside the input.</summary>
    public int InteriorBegin { get; }

    /// <summary>One past the last of them; never below <see cref="InteriorBegin"/>.</summary>
    public int InteriorEnd { get; }

    /// <summary>How far a window stretches from its first tap to its last, both counted.</summary>
    public static long Reach(int kernel, int dilation) => (long)dilation * (kernel - 1) + 1;

    /// <summary>Lays out windows of <paramref name="kernel"/> taps over an axis of <paramref name="input"/> places.</summary>
    /// <returns>The axis; its <see cref="Output"/> is below 1 where no window fits.</returns>
    public static AxisWindows Fixed(int input, int kernel, int stride, int padBegin, int padEnd, int dilation, bool ceilMode)
    {
        long room = (long)input + padBegin + padEnd - Reach(kernel, dilation);
        long output = FloorDivide(ceilMode ? room + stride - 1 : room, stride) + 1;

        // PyTorch drops a last window that would start in the trailing padding: it would hold no input at all.
        if (ceilMode && (output - 1) * stride >= (long)input + padBegin)
            output--;

        if (output > int.MaxValue)
            throw new ArgumentException($"an axis of {input} places has {output} windows; there may be {int.MaxValue}.", nameof(input));

        return new AxisWindows(input, (int)Math.Max(output, 0), kernel, stride, padBegin, padEnd, dilation, adaptive: false);
    }

    /// <summary>Divides an axis into <paramref name="output"/> windows, [floor(o * input / output), ceil((o + 1) * input / output)).</summary>
    public static AxisWindows Adaptive(int input, int output) =>
        output > 0 && input % output == 0
            ? Fixed(input, input / output, input / output, 0, 0, 1, ceilMode: false)
            : new AxisWindows(input, output, 0, 1, 0, 0, 1, adaptive: true);

    /// <summary>The place of the first tap of window <paramref name="o"/>, in the padding if it begins there. It never goes back from window to window.</summary>
    public long Start(int o) =>
        _adaptive ? (long)o * Input / Output
        : _inverseOf > 0 ? Math.Max(0, -FloorDivide(_inverseOf - 1 - _padBegin - (long)o, _step))
        : (long)o * Stride - _padBegin;

    /// <summary>The windows seen from the input: window c of the inverse holds the outputs whose windows hold place c. Where taps lie apart there is none.</summary>
    public AxisWindows Inverse()
    {
        Debug.Assert(Dilation == 1, "Taps lie side by side.");
        return _adaptive ? Adaptive(Output, Input) : new AxisWindows(Output, Input, 0, 1, _padBegin, 0, 1, adaptive: false, inverseOf: Kernel, step: Stride);
    }

    /// <summary>The taps of window <paramref name="o"/> that lie inside the input. There may be none.</summary>
    public AxisTaps Taps(int o)
    {
        Debug.Assert(o >= 0 && o < Output, "There is such a window.");
        if (_adaptive)
        {
            int from = (int)Start(o);
            return new AxisTaps(from, (int)(((o + 1L) * Input + Output - 1) / Output) - from, 0);
        }

        if (_inverseOf > 0)
        {
            int from = (int)Start(o);
            int last = (int)Math.Min(Input - 1, ((long)o + _padBegin) / _step);
            return last >= from ? new AxisTaps(from, last - from + 1, 0) : default;
        }

        long start = Start(o);
        int begin = start >= 0 ? 0 : (int)Steps(-start);
        int end = TapsBelow(start, Input);
        int first = (int)(start + (long)begin * Dilation);
        return end > begin ? new AxisTaps(first, end - begin, begin) : default;
    }

    /// <summary>How many taps the largest window has.</summary>
    public int MostTaps
    {
        get
        {
            int most = Kernel;
            for (int o = 0; Kernel == 0 && o < Output; o++)
                most = Math.Max(most, Taps(o).Count);

            return most;
        }
    }

    /// <summary>How many taps of window <paramref name="o"/> lie inside the input or its padding. Overhang of <c>ceilMode</c> does not count.</summary>
    public int PaddedTaps(int o) => Kernel == 0 ? Taps(o).Count : TapsBelow(Start(o), (long)Input + _padEnd);

    // How many taps of a window that begins at start lie before limit.
    private int TapsBelow(long start, long limit) => (int)Math.Clamp(Steps(limit - start), 0, Kernel);

    // How many steps of a tap lead over so many places. Division is slow, and nearly always by 1.
    private long Steps(long places) => Dilation == 1 ? places : (places + Dilation - 1) / Dilation;

    private static long FloorDivide(long a, int b) => a >= 0 ? a / b : -((-a + b - 1) / b);
}

/// <summary>A window's taps inside the input: <paramref name="Count"/> places from <paramref name="First"/> on, a dilation apart, the
/// window's tap number <paramref name="Skipped"/> being the first.</summary>
internal readonly record struct AxisTaps(int First, int Count, int Skipped);
