namespace Cenote.Board.Explaining;

/// <summary>A window, as it is told.</summary>
/// <param name="X">The elements it reads, in scan order; there is one.</param>
/// <param name="Places">Where they lie.</param>
/// <param name="Taps">Which taps of the kernel they are.</param>
/// <param name="Padded">How many taps lie in the input and its padding.</param>
/// <param name="Kernel">How many taps there are.</param>
internal sealed record ToldWindow(double[] X, (int Row, int Column)[] Places, long[] Taps, long Padded, long Kernel)
{
    /// <summary>What the library says that each element weighs, where it says so.</summary>
    public double[]? Attention { get; init; }

    /// <summary>The window of an output's place; null where all of it lies outside the input.</summary>
    /// <param name="windows">The layer.</param>
    /// <param name="output">The output's row and column.</param>
    /// <param name="rows">Where the window lies along the height.</param>
    /// <param name="columns">Where it lies along the width.</param>
    /// <param name="element">The input's element of a row and a column.</param>
    public static ToldWindow? Of(WindowPool windows, (int Row, int Column) output, WindowTaps rows, WindowTaps columns, Func<int, int, double> element)
    {
        (int Row, int Column)[] places = new (int, int)[rows.Count * columns.Count];
        for (int i = 0; i < places.Length; i++)
            places[i] = (rows.First + i / columns.Count * rows.Step, columns.First + i % columns.Count * columns.Step);

        if (places.Length == 0)
            return null;

        long padded = (long)rows.PaddedCount * columns.PaddedCount;
        bool isFixed = windows.KernelSize.Count == 2;
        long width = isFixed ? windows.KernelSize[1] : columns.Count;
        long[] taps = [.. places.Select(p => Tap(windows, 0, output.Row, rows, p.Row) * width + Tap(windows, 1, output.Column, columns, p.Column))];
        return new ToldWindow([.. places.Select(p => element(p.Row, p.Column))], places, taps, padded, isFixed ? windows.KernelSize[0] * width : padded);
    }

    // Which tap of its window reads a place along an axis.
    private static long Tap(WindowPool windows, int axis, int output, WindowTaps taps, int place) => windows.KernelSize.Count > 0
        ? (place + windows.Padding[axis] - (long)output * windows.Stride[axis]) / windows.Dilation[axis]
        : (place - taps.First) / taps.Step;
}
