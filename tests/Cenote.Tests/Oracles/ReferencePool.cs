namespace Cenote.Tests.Oracles;

/// <summary>One spatial axis of a reference pooling.</summary>
internal sealed record ReferenceAxis(int Kernel, int Stride = 1, int Padding = 0, int Dilation = 1)
{
    public static ReferenceAxis Missing { get; } = new(1);

    public int Reach => (Kernel - 1) * Dilation + 1;

    /// <summary>Counts the windows one by one, as PyTorch's documentation describes them.</summary>
    public int Windows(int input, bool ceilMode)
    {
        int count = 0;
        while (true)
        {
            int start = count * Stride - Padding;
            int overhang = start + Reach - (input + Padding);
            bool kept = overhang <= 0 || (ceilMode && overhang < Stride && start < input);
            if (!kept)
                return count;

            count++;
        }
    }

    public IEnumerable<int> Taps(int window)
    {
        for (int k = 0; k < Kernel; k++)
            yield return window * Stride - Padding + k * Dilation;
    }
}

/// <summary>A window of one plane: the places it reads in scan order, and how many taps it has with the padding.</summary>
internal sealed record ReferenceWindow(int[] Places, int PaddedTaps);

/// <summary>Pooling from its definition: naive, in double, one plane at a time, one window at a time.</summary>
internal sealed class ReferencePool
{
    public ReferencePool(ReadOnlySpan<int> spatial, ReadOnlySpan<ReferenceAxis> axes, bool ceilMode)
    {
        int[] size = [1, 1, 1];
        ReferenceAxis[] axis = [ReferenceAxis.Missing, ReferenceAxis.Missing, ReferenceAxis.Missing];
        spatial.CopyTo(size.AsSpan(3 - spatial.Length));
        axes.CopyTo(axis.AsSpan(3 - axes.Length));
        int[] output = [.. size.Select((s, i) => axis[i].Windows(s, ceilMode))];
        OutputSize = output[(3 - spatial.Length)..];
        Places = size[0] * size[1] * size[2];

        List<ReferenceWindow> windows = [];
        for (int d = 0; d < output[0]; d++)
            for (int h = 0; h < output[1]; h++)
                for (int w = 0; w < output[2]; w++)
                    windows.Add(Window(d, h, w));

        Windows = windows;

        ReferenceWindow Window(int d, int h, int w)
        {
            List<int> places = [];
            int padded = 0;
            foreach (int z in axis[0].Taps(d))
                foreach (int y in axis[1].Taps(h))
                    foreach (int x in axis[2].Taps(w))
                    {
                        if (z < size[0] + axis[0].Padding && y < size[1] + axis[1].Padding && x < size[2] + axis[2].Padding)
                            padded++;

                        if (z >= 0 && z < size[0] && y >= 0 && y < size[1] && x >= 0 && x < size[2])
                            places.Add((z * size[1] + y) * size[2] + x);
                    }

            return new ReferenceWindow([.. places], padded);
        }
    }

    public int[] OutputSize { get; }

    /// <summary>Places of one input plane.</summary>
    public int Places { get; }

    /// <summary>The windows of one plane in scan order.</summary>
    public IReadOnlyList<ReferenceWindow> Windows { get; }

    /// <summary>Maxima of one plane: the first of equals, the last NaN, -infinity and -1 without taps.</summary>
    public (double[] Values, long[] Indices) Max(double[] plane)
    {
        double[] values = new double[Windows.Count];
        long[] indices = new long[Windows.Count];
        for (int o = 0; o < Windows.Count; o++)
        {
            int[] places = Windows[o].Places;
            int[] nans = [.. places.Where(p => double.IsNaN(plane[p]))];
            int pick = nans.Length > 0 ? nans[^1] : places.Length > 0 ? places.MaxBy(p => plane[p]) : -1;
            values[o] = pick < 0 ? double.NegativeInfinity : plane[pick];
            indices[o] = pick;
        }

        return (values, indices);
    }

    public double[] Sum(double[] plane) => [.. Windows.Select(w => w.Places.Sum(p => plane[p]))];

    public double[] Average(double[] plane, bool countIncludePad, int? divisorOverride) =>
        [.. Windows.Select(w => w.Places.Length == 0 ? 0 : w.Places.Sum(p => plane[p]) / Divisor(w, countIncludePad, divisorOverride))];

    /// <summary>The gradient of a sum whose windows are divided by <paramref name="divisor"/>.</summary>
    public double[] LinearBackward(double[] gradOutput, Func<ReferenceWindow, double> divisor)
    {
        double[] gradInput = new double[Places];
        for (int o = 0; o < Windows.Count; o++)
            foreach (int place in Windows[o].Places)
                gradInput[place] += gradOutput[o] / divisor(Windows[o]);

        return gradInput;
    }

    public double[] SelectionBackward(double[] gradOutput, long[] indices)
    {
        double[] gradInput = new double[Places];
        for (int o = 0; o < indices.Length; o++)
            if (indices[o] >= 0)
                gradInput[indices[o]] += gradOutput[o];

        return gradInput;
    }

    public static double Divisor(ReferenceWindow window, bool countIncludePad, int? divisorOverride) =>
        divisorOverride ?? (countIncludePad ? window.PaddedTaps : window.Places.Length);
}
