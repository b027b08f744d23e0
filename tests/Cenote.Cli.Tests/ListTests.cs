namespace Cenote.Cli.Tests;

/// <summary>What <c>cenote list</c> prints is the catalogue's.</summary>
public class ListTests
{
    [Fact]
    public void NamesEveryPooling()
    {
        CenoteResult result = CenoteProcess.Run(Path.GetTempPath(), "list");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string[] lines = result.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(OperatorCatalogue.All.Select(o => o.Name), lines.Skip(1).Select(l => l.Split(' ')[0]));
        Assert.All(lines.Skip(1).Zip(OperatorCatalogue.All), pair => Assert.EndsWith(pair.Second.Formula, pair.First, StringComparison.Ordinal));
    }

    [Fact]
    public void TellsHowToChoose()
    {
        CenoteResult result = CenoteProcess.Run(Path.GetTempPath(), "list", "--choose");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(["pooling", "max", "avg", "global-avg", "stochastic", "mixed", "attention"], result.Output.TrimEnd('\n').Split('\n').Select(l => l.Split(' ')[0]));
    }
}
