using Cenote.Geometry;
using CsCheck;

namespace Cenote.Tests.Geometry;

/// <summary>Where the windows of one axis lie, against counting taps one by one; and which of them the loops may take side by side.</summary>
public class AxisWindowsTests
{
    [Fact]
    public void FixedWindowsLieWhereTheyAreCounted() => Gen.Select(Gen.Int[1, 20], Gen.Int[1, 6], Gen.Int[1, 5], Gen.Int[1, 4], Gen.Int[0, 7], Gen.Int[0, 7], Gen.Bool).Sample(
        (input, kernel, stride, dilation, before, after, ceilMode) =>
        {
            AxisWindows axis = AxisWindows.Fixed(input, kernel, stride, before, after, dilation, ceilMode);
            int[][] windows = Count(input, kernel, stride, before, after, dilation, ceilMode);
            Assert.Equal(windows.Length, axis.Output);
            for (int o = 0; o < windows.Length; o++)
            {
                int[] inside = [.. windows[o].Where(tap => tap >= 0 && tap < input)];
                AxisTaps taps = axis.Taps(o);
                Assert.Equal(inside, Enumerable.Range(0, taps.Count).Select(i => taps.First + i * dilation));
                if (inside.Length > 0)
                    Assert.Equal(Array.IndexOf(windows[o], inside[0]), taps.Skipped);
                else
                    Assert.Equal(new AxisTaps(0, 0, 0), taps);

                Assert.Equal(windows[o].Count(tap => tap < input + after), axis.PaddedTaps(o));
            }

            Assert.Equal(kernel, axis.MostTaps);

            // A window that is wrongly left out costs time only, so no result would tell.
            Assert.Equal(
                Enumerable.Range(0, windows.Length).Where(o => windows[o].All(tap => tap >= 0 && tap < input)),
                Enumerable.Range(axis.InteriorBegin, axis.InteriorEnd - axis.InteriorBegin));
        },
        iter: 5000);

    [Fact]
    public void AdaptiveWindowsLieWhereTheyAreCounted()
    {
        for (int input = 1; input <= 12; input++)
            for (int output = 0; output <= 14; output++)
            {
                AxisWindows axis = AxisWindows.Adaptive(input, output);
                Assert.Equal(output, axis.Output);
                for (int o = 0; o < output; o++)
                {
                    // Every place that the output's part of the axis touches.
                    int[] places = [.. Enumerable.Range(0, input).Where(i => (i + 1) * output > o * input && i * output < (o + 1) * input)];
                    Assert.Equal(places, Enumerable.Range(axis.Taps(o).First, axis.Taps(o).Count));
                    Assert.Equal(places.Length, axis.PaddedTaps(o));
                }

                Assert.Equal(Enumerable.Range(0, output).Select(o => axis.Taps(o).Count).DefaultIfEmpty().Max(), axis.MostTaps);

                // Windows that are all alike are fixed ones, of which all lie inside; of others none is taken side by side.
                Assert.Equal(output > 0 && input % output == 0 ? output : 0, axis.InteriorEnd - axis.InteriorBegin);
                Assert.Equal(output > 0 && input % output == 0 ? input / output : 0, axis.Kernel);
            }
    }

    [Fact]
    public void AsManyWindowsAsAnIntCounts()
    {
        AxisWindows axis = AxisWindows.Fixed(int.MaxValue, 1, 1, 0, 0, 1, ceilMode: false);
        Assert.Equal(int.MaxValue, axis.Output);
        Assert.Equal(new AxisTaps(int.MaxValue - 1, 1, 0), axis.Taps(int.MaxValue - 1));
        Assert.Throws<ArgumentException>("input", () => AxisWindows.Fixed(int.MaxValue, 1, 1, 1, 0, 1, ceilMode: false));
    }

    // The taps of each window: those that fit into the padded input, and with ceilMode one more that hangs over the end. PyTorch then
    // drops the last if it begins in the trailing padding: that one only. More can begin there only with edges, which PyTorch lacks.
    private static int[][] Count(int input, int kernel, int stride, int before, int after, int dilation, bool ceilMode)
    {
        List<int[]> windows = [];
        while (true)
        {
            int[] taps = [.. Enumerable.Range(0, kernel).Select(k => windows.Count * stride - before + k * dilation)];
            int over = taps[^1] + 1 - (input + after);
            if (over > 0 && (!ceilMode || over >= stride))
                break;

            windows.Add(taps);
        }

        if (ceilMode && windows.Count > 0 && windows[^1][0] >= input)
            windows.RemoveAt(windows.Count - 1);

        return [.. windows];
    }
}
