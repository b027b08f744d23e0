using Cenote.Tests.Oracles;

namespace Cenote.Cli.Tests;

/// <summary><c>cenote shape</c>: sizes, what is dropped or padded, receptive fields; and which number to change.</summary>
public class ShapeTests
{
    [Fact]
    public void TellsAChain()
    {
        CenoteResult result = CenoteProcess.Run(Path.GetTempPath(), "shape", "32x32", "max k3 s3 ceil", "avg k2", "lp k2 s1 p1", "adaptive-avg o4x3", "global-max");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal("""
            layer              size   receptive field  step   windows
            input              32x32  1x1              1x1
            max k3 s3 ceil     11x11  3x3              3x3    hangs over the end by 1
            avg k2             5x5    6x6              6x6    drops the last 1
            lp k2 s1 p1        6x6    12x12            6x6    pads 1 before and 1 after
            adaptive-avg o4x3  4x3    18x18            12x12  windows of 2
            global-max         1x1    54x42            48x36  the whole axis

            """.ReplaceLineEndings(), result.Output);
    }

    public static TheoryData<int, string[]> Chains() => new()
    {
        { 31, ["max k3 s2 p1", "avg k2", "max k3 s1 p1 d2"] },
        { 40, ["max k3 s2 ceil", "sum k4 s3 ceil", "min k2"] },
        { 25, ["avg k2 s5", "max k3 d2 s1"] },
        { 17, ["soft k1 s2", "gem k5 p2 s1", "stochastic k3 ceil"] },
    };

    /// <summary>Against windows counted one by one, and places followed back to the input.</summary>
    [Theory, MemberData(nameof(Chains))]
    public void SizesAndFieldsFollowFromTheWindows(int length, string[] layers)
    {
        CenoteResult result = CenoteProcess.Run(Path.GetTempPath(), ["shape", $"{length}", .. layers]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string[] lines = result.Output.TrimEnd().Split('\n')[2..];
        List<ReferenceAxis> axes = [];
        int size = length;
        foreach ((string layer, string line) in layers.Zip(lines))
        {
            int Number(char option, int without) => layer.Split(' ').Skip(1).FirstOrDefault(w => w[0] == option && w != "ceil") is string word ? int.Parse(word[1..]) : without;

            axes.Add(new ReferenceAxis(Number('k', 2), Number('s', Number('k', 2)), Number('p', 0), Number('d', 1)));
            size = axes[^1].Windows(size, layer.EndsWith("ceil", StringComparison.Ordinal));
            int[] first = Seen(0), second = Seen(1);
            string[] cells = line[layer.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal([$"{size}", $"{first.Max() - first.Min() + 1}", $"{second.Min() - first.Min()}"], cells[..3]);
        }

        // The places of the input, padding counted, that a place of the last map sees.
        int[] Seen(int place) => [.. Enumerable.Reverse(axes).Aggregate((IEnumerable<int>)[place], (places, axis) => places.SelectMany(axis.Taps).Distinct())];
    }

    public static TheoryData<string, string, string> Drops() => new()
    {
        { "10", "max k3", "drops the last 1" },
        { "10", "max k3 ceil", "hangs over the end by 2" },
        { "10", "max k2 s4", "skips 2 between windows" },
        { "11", "max k2 s4", "drops the last 1, skips 2 between windows" },
        { "10", "max k3 s2 p1", "pads 1 before and 0 after" },
        { "9", "max k3 s2 p1", "pads 1 before and 1 after" },
        { "11", "avg k5 s3 p2 ceil", "pads 2 before and 2 after, hangs over the end by 2" },
        { "10x12", "avg k3", "height: drops the last 1" },
        { "10x11x12", "avg k3", "depth: drops the last 1; height: drops the last 2" },
        { "10", "adaptive-max o3", "windows of 4" },
        { "7", "adaptive-max o5", "windows of 2 to 3" },
    };

    [Theory, MemberData(nameof(Drops))]
    public void TellsWhatWindowsDropOrPad(string size, string layer, string remark)
    {
        CenoteResult result = CenoteProcess.Run(Path.GetTempPath(), "shape", size, layer);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.EndsWith($"  {remark}", result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string, string[], string[]> Impossible() => new()
    {
        { "4x4", "max k5", "k (5, 5) is larger than the input (4, 4); no window fits. Make k at most 4 or p at least 1.", ["max k4", "max k5 p1"], [] },
        { "4x8", "max k6", "k (6, 6) is larger than the input (4, 8); no window fits. Make k of the height at most 4 or p of the height at least 1.", ["max k4x6", "max k6 p1x0"], ["max k5x6"] },
        { "4x9", "max k10 p1", "k (10, 10) is larger than the input (4, 9) with padding (1, 1); no window fits. Make k of the height at most 6 or p of the height at least 3.", ["max k6x10 p1", "max k10 p3x1"], ["max k7x10 p1", "max k10 p2x1"] },
        { "4", "max k3 p2", "padding (2) is more than half of k (3); a window could then hold padding only. Make k at least 4 or p at most 1.", ["max k4 p2", "max k3 p1"], [] },
        { "4x4", "max k3 d3", "k (3, 3) with dilation (3, 3) reaches over (7, 7) elements, which is larger than the input (4, 4); no window fits. Make k at most 2 or p at least 2 or d at most 1.", ["max k2 d3", "max k3 d3 p2", "max k3"], ["max k3 d3 p1", "max k3 d2"] },
        { "4", "max k9 s2 ceil", "k (9) is larger than the input (4); no window fits. Make k at most 5 or p at least 2.", ["max k5 s2 ceil", "max k9 s2 p2 ceil"], ["max k6 s2 ceil", "max k9 s2 p1 ceil"] },
        { "4x4x4", "avg k5 p2", "k (5, 5, 5) is larger than the input (4, 4, 4) without its padding. Make k at most 4.", ["avg k4 p2"], [] },
        { "4x4", "adaptive-max o3x2x2", "o has 3 numbers; there are 2 spatial axes.", [], [] },
        { "4x4", "max k3x2x2", "k is (3, 2, 2), 3 numbers; there are 2 spatial axes.", [], [] },
    };

    [Theory, MemberData(nameof(Impossible))]
    public void SaysWhichNumberToChange(string size, string layer, string sentence, string[] good, string[] bad)
    {
        CenoteResult result = CenoteProcess.Run(Path.GetTempPath(), "shape", size, "max k1", layer);
        Assert.Equal((2, "", $"cenote: layer 2, '{layer}', gets {size}: {sentence}\n"), (result.ExitCode, result.Output, result.Error));
        Assert.All(good, changed => Assert.Equal(0, CenoteProcess.Run(Path.GetTempPath(), "shape", size, changed).ExitCode));
        Assert.All(bad, changed => Assert.Equal(2, CenoteProcess.Run(Path.GetTempPath(), "shape", size, changed).ExitCode));
    }

    public static TheoryData<string[], string> Requests() => new()
    {
        { ["8y8", "max"], "the input's size is '8y8'; it is 1 to 3 whole numbers, as 32x32." },
        { ["8x8x8x8", "max"], "the input's size is '8x8x8x8'; it is 1 to 3 whole numbers, as 32x32." },
        { ["0x3", "max"], "the input's size is 0x3; every number of it is from 1 to 1,000,000." },
        { ["8", "max k3 q1"], "'max k3 q1' has 'q1'; behind max stand k, s, p and d with their sizes, as k3 or k3x2, and ceil." },
        { ["8", "max k"], "'max k' has 'k'; behind max stand k, s, p and d with their sizes, as k3 or k3x2, and ceil." },
        { ["8", "max ceiling"], "'max ceiling' has 'ceiling'; behind max stand k, s, p and d with their sizes, as k3 or k3x2, and ceil." },
        { ["8", "max k3 k2"], "'max k3 k2' says k twice." },
        { ["8", "max s0"], "'max s0' has s0; every number but p's is at least 1." },
        { ["8", "maxx k3"], "there is no pooling named maxx; did you mean max? 'cenote list' names them." },
        { ["8", ""], "a layer is empty; it is a pooling and its windows, as 'max k3 s2'." },
        { ["99999x99999", "avg"], "layer 1, 'avg', gets 99999x99999: the input has shape [1, 1, 99999, 99999]; one channel of one image may hold at most 2147483647 elements." },
        { ["8", "capsule"], "layer 1, 'capsule', is dynamic routing between capsules, which has no windows." },
        { ["8", "max-unpool k2"], "layer 1, 'max-unpool k2', is max unpooling, which has no windows." },
        { ["8", "global-max k3"], "'global-max k3' has 'k3'; global-max stands alone." },
        { ["8", "adaptive-max k3"], "'adaptive-max k3' has 'k3'; behind adaptive-max stands the size of its output, as o7 or o7x5." },
        { ["8"], "shape needs a layer: one text for each layer, as 'max k3 s2'. See 'cenote shape --help'." },
        { [], "shape needs a size: the input's length along each spatial axis, as 32x32. See 'cenote shape --help'." },
    };

    [Theory, MemberData(nameof(Requests))]
    public void SaysWhatItDoesNotUnderstand(string[] arguments, string sentence)
    {
        CenoteResult result = CenoteProcess.Run(Path.GetTempPath(), ["shape", .. arguments]);
        Assert.Equal((2, "", $"cenote: {sentence}\n"), (result.ExitCode, result.Output, result.Error));
    }
}
