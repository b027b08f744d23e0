namespace Cenote.Cli.Shape;

/// <summary>What windows do along one axis.</summary>
internal sealed class AxisOfWindows
{
    public AxisOfWindows(WindowPool pool, int axis, int length)
    {
        WindowTaps[] windows = pool.Windows(axis, length);
        if (pool.KernelSize.Count == 0)
        {
            (Reach, Stride, Remark) = OfGivenNumber(windows);
            return;
        }

        Reach = (pool.KernelSize[axis] - 1L) * pool.Dilation[axis] + 1;
        Stride = pool.Stride[axis];
        int padding = pool.Padding[axis];

        // Behind the input's end come the padding and then, with ceil mode, nothing.
        long over = (windows.Length - 1L) * Stride - padding + Reach - length;
        List<string> remarks = [];
        if (padding > 0)
            remarks.Add($"pads {padding} before and {Math.Clamp(over, 0, padding)} after");

        if (over > padding)
            remarks.Add($"hangs over the end by {over - padding}");

        if (over < 0)
            remarks.Add($"drops the last {-over}");

        if (Stride > Reach && windows.Length > 1)
            remarks.Add($"skips {Stride - Reach} between windows");

        Remark = string.Join(", ", remarks);
    }

    /// <summary>How many places a window stretches over; the largest, where they differ.</summary>
    public long Reach { get; }

    /// <summary>Places from window to window; the most, where they differ.</summary>
    public long Stride { get; }

    /// <summary>What is padded, dropped, skipped.</summary>
    public string Remark { get; }

    // Adaptive and global poolings: as many windows as asked for.
    private static (long Reach, long Stride, string Remark) OfGivenNumber(WindowTaps[] windows)
    {
        int least = windows.Min(w => w.Count), most = windows.Max(w => w.Count);
        int stride = windows.Length == 1 ? most : windows.Zip(windows.Skip(1), (one, next) => next.First - one.First).Max();
        string remark = windows.Length == 1 ? "the whole axis" : least == most ? $"windows of {most}" : $"windows of {least} to {most}";
        return (most, stride, remark);
    }
}
