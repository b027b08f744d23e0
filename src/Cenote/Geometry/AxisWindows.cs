namespace Cenote.Geometry;

/// <summary>Where the windows lie along one spatial axis of a given length.</summary>
/// <remarks>A missing axis is one of length 1 with one window of one tap. Nothing is stored per window: each is computed when asked for.</remarks>
internal readonly struct AxisWindows
{
    private readonly int _padBegin;
    private readonly int _padEnd;

    private AxisWindows(int input, int output, int kernel, int stride, int padBegin, int padEnd, int dilation)
    {
        Input = input;
        Output = output;
        Kernel = kernel;
        Stride = stride;
        Dilation = dilation;
        _padBegin = padBegin;
        _padEnd = padEnd;

        // Windows with every tap inside the input: o * stride >= padBegin, and the last tap below input.
        long lastStart = (long)input - Reach(kernel, dilation);
        InteriorBegin = Math.Min(output, (padBegin + stride - 1) / stride);
        long end = lastStart < 0 ? 0 : (lastStart + padBegin) / stride + 1;
        InteriorEnd = (int)Math.Clamp(end, InteriorBegin, output);
    }

    /// <summary>The axis that is not there.</summary>
    public static AxisWindows Missing { get; } = new(input: 1, output: 1, kernel: 1, stride: 1, padBegin: 0, padEnd: 0, dilation: 1);

    public int Input { get; }

    public int Output { get; }

    public int Kernel { get; }

    public int Stride { get; }

    public int Dilation { get; }

    /// <summary>The first output whose window lies wholly inside the input.</summary>
    public int InteriorBegin { get; }

    /// <summary>One past the last output whose window lies wholly inside the input; never below <see cref="InteriorBegin"/>.</summary>
    public int InteriorEnd { get; }

    /// <summary>How far a window stretches from its first tap to its last, both counted.</summary>
    public static long Reach(int kernel, int dilation) => (long)dilation * (kernel - 1) + 1;

    /// <summary>Lays out windows of <paramref name="kernel"/> taps over an axis of <paramref name="input"/> places.</summary>
    /// <returns>The axis; its <see cref="Output"/> is below 1 where no window fits.</returns>
    public static AxisWindows Fixed(int input, int kernel, int stride, int padBegin, int padEnd, int dilation, bool ceilMode)
    {
        long room = (long)input + padBegin + padEnd - Reach(kernel, dilation);
        long output = room < 0 && !(ceilMode && room > -stride) ? 0 : FloorDivide(ceilMode ? room + stride - 1 : room, stride) + 1;

        // PyTorch drops a last window that would start in the trailing padding: it would hold no input at all.
        if (ceilMode && (output - 1) * stride >= (long)input + padBegin)
            output--;

        return new AxisWindows(input, checked((int)output), kernel, stride, padBegin, padEnd, dilation);
    }

    /// <summary>The taps of window <paramref name="o"/> that lie inside the input. There may be none.</summary>
    public AxisTaps Taps(int o)
    {
        long start = (long)o * Stride - _padBegin;
        int begin = start >= 0 ? 0 : (int)((-start + Dilation - 1) / Dilation);
        int end = TapsBelow(start, Input);
        int first = (int)(start + (long)begin * Dilation);
        return end > begin ? new AxisTaps(first, end - begin) : new AxisTaps(0, 0);
    }

    /// <summary>How many taps of window <paramref name="o"/> lie inside the input or its padding. Overhang of <c>ceilMode</c> does not count.</summary>
    public int PaddedTaps(int o) => TapsBelow((long)o * Stride - _padBegin, (long)Input + _padEnd);

    // How many taps of a window that begins at start lie before limit.
    private int TapsBelow(long start, long limit) => (int)Math.Clamp((limit - start + Dilation - 1) / Dilation, 0, Kernel);

    private static long FloorDivide(long a, int b) => a >= 0 ? a / b : -((-a + b - 1) / b);
}

/// <summary>A window's taps inside the input: <paramref name="Count"/> places from <paramref name="First"/> on, a dilation apart.</summary>
internal readonly record struct AxisTaps(int First, int Count);
