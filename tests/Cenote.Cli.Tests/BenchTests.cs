namespace Cenote.Cli.Tests;

/// <summary><c>cenote bench</c>: what it says of a shape, figures aside.</summary>
public class BenchTests
{
    [Theory]
    [InlineData("max k2 s2 1x2x8x32", "MaxPool2d(kernelSize: (2, 2), stride: (2, 2)", "[1, 2, 8, 32] to [1, 2, 4, 16]", "loop: TileForward")]
    [InlineData("avg k3 1x8x8x16 --layout nhwc --threads 1", "AvgPool2d(kernelSize: (3, 3)", "at most 1 thread", "loop: Channel")]
    [InlineData("soft k2 1x2x8x32", "SoftPool2d(", "times the limit", "loop: TapWalk")]
    [InlineData("global-max 2x3x4x8x70", "GlobalMaxPool3d(", "[2, 3, 4, 8, 70] to [2, 3, 1, 1, 1]", "  not TileForward: windows are wider than a register")]
    public void NamesShapeTimeAndLoop(string arguments, params string[] expected)
    {
        CenoteResult result = CenoteProcess.Run(Path.GetTempPath(), ["bench", .. arguments.Split(' ')]);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.Error);
        Assert.All(expected, part => Assert.Contains(part, result.Output, StringComparison.Ordinal));
    }
}
