using Cenote.Geometry;
using CsCheck;

namespace Cenote.Tests.Geometry;

/// <summary>Windows seen from the input: place c's are the outputs whose windows hold c.</summary>
public class InverseWindowsTests
{
    [Fact]
    public void HoldThePlacesOfFixedWindows() => Gen.Select(Gen.Int[1, 20], Gen.Int[1, 6], Gen.Int[1, 8], Gen.Int[0, 7], Gen.Int[0, 7], Gen.Bool).Sample(
        (input, kernel, stride, before, after, ceilMode) => Check(AxisWindows.Fixed(input, kernel, stride, before, after, 1, ceilMode)),
        iter: 5000);

    [Fact]
    public void HoldThePlacesOfAdaptiveWindows()
    {
        for (int input = 1; input <= 16; input++)
            for (int output = 1; output <= 20; output++)
                Check(AxisWindows.Adaptive(input, output));
    }

    private static void Check(AxisWindows axis)
    {
        AxisWindows inverse = axis.Inverse();
        Assert.Equal((axis.Input, Math.Max(0, axis.Output)), (inverse.Output, inverse.Input));
        long start = 0;
        for (int c = 0; c < axis.Input; c++)
        {
            int[] holders = [.. Enumerable.Range(0, inverse.Input).Where(o => c >= axis.Taps(o).First && c < axis.Taps(o).First + axis.Taps(o).Count)];
            AxisTaps taps = inverse.Taps(c);
            Assert.Equal(holders, Enumerable.Range(taps.First, taps.Count));
            if (holders.Length == 0)
                Assert.Equal(new AxisTaps(0, 0, 0), taps);

            Assert.True(inverse.Start(c) >= start && (taps.Count == 0 || inverse.Start(c) <= taps.First), $"Start({c}) is {inverse.Start(c)}.");
            start = inverse.Start(c);
        }
    }
}
