using System.Numerics.Tensors;
using static Cenote.Testing.ProtoField;

namespace Cenote.TensorBoard.Tests;

public sealed class EventTests
{
    [Fact]
    public void TheFirstEventNamesTheFormat()
    {
        using var scratch = new TempFolder();
        using var writer = new SummaryWriter(scratch.Path);
        LoggedEvent first = Assert.Single(EventFile.Read(writer.FilePath));
        Assert.Equal(String(3, "brain.Event:2"), first.BehindWallTime);
        Assert.InRange(DateTime.UnixEpoch.AddSeconds(first.WallTime), DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddSeconds(1));
    }

    [Fact]
    public void TheFileIsNamedAsPyTorchNamesIt()
    {
        using var scratch = new TempFolder();
        string folder = Path.Combine(scratch.Path, "a", "b");
        using var writer = new SummaryWriter(folder);
        Assert.Equal(folder, writer.LogDirectory);
        Assert.Equal(folder, Path.GetDirectoryName(writer.FilePath));
        Assert.Matches(@"^events\.out\.tfevents\.\d{10}\..+\.\d+\.\d+$", Path.GetFileName(writer.FilePath));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.1, 1)]
    [InlineData(-2.5, 300)]
    [InlineData(1e300, long.MaxValue)]
    [InlineData(double.NaN, -1)]
    public void AScalarIsASingle(double value, long step)
    {
        LoggedEvent logged = Assert.Single(Written.Events(w => w.AddScalar("loss/träin", value, step)));
        byte[] expectedStep = step == 0 ? [] : Number(2, step);
        Assert.Equal([.. expectedStep, .. Nested(5, Nested(1, String(1, "loss/träin"), Single(2, (float)value)))], logged.BehindWallTime);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Pooling: **max**, ünï 🌊")]
    public void ATextIsAStringTensorForTheTextPlugin(string text)
    {
        LoggedEvent logged = Assert.Single(Written.Events(w => w.AddText("note", text, 7)));
        byte[] metadata = Nested(9, Nested(1, String(1, "text")));
        byte[] tensor = Nested(8, Number(1, 7), Nested(2, Nested(2, Number(1, 1))), String(8, text));
        Assert.Equal([.. Number(2, 7), .. Nested(5, Nested(1, String(1, "note/text_summary"), tensor, metadata))], logged.BehindWallTime);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void AnImageHasItsSizesAndNoMetadata(long step)
    {
        LoggedEvent logged = Assert.Single(Written.Events(w => w.AddImages("x", Tensor.Create(new byte[9 * 2 * 3], [9, 1, 2, 3]), step)));
        Assert.Equal(ImageEvent("x", step, (4, 24, 3), logged.Png), logged.BehindWallTime);
    }

    [Fact]
    public void FlushMakesEverythingVisible()
    {
        using var scratch = new TempFolder();
        using var writer = new SummaryWriter(scratch.Path);
        for (int i = 1; i <= 5; i++)
        {
            writer.AddImages("x", Tensor.Create(new byte[64 * 3 * 32 * 32], [64, 3, 32, 32]), i);
            writer.AddScalar("y", i, i);
            writer.Flush();
            Assert.Equal(1 + 2 * i, EventFile.Read(writer.FilePath).Count);
        }
    }

    [Fact]
    public void TwoWritersInAFolderHaveTheirOwnFiles()
    {
        using var scratch = new TempFolder();
        var writers = Enumerable.Range(0, 2).Select(_ => new SummaryWriter(scratch.Path)).ToList();
        Parallel.ForEach(writers, (writer, _, index) =>
        {
            for (int i = 0; i < 100; i++)
                writer.AddScalar($"w{index}", i, i);
        });
        foreach ((int index, SummaryWriter writer) in writers.Index())
        {
            writer.Dispose();
            List<LoggedEvent> events = EventFile.Read(writer.FilePath)[1..];
            Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), events.Select(e => e.Step));
            Assert.All(events, e => Assert.Equal($"w{index}", e.Tag));
        }
    }

    [Fact]
    public void AnExistingFileIsNotTouched()
    {
        using var scratch = new TempFolder();
        string? theirs = null;
        using var writer = new SummaryWriter(scratch.Path, path =>
        {
            if (theirs is null)
                File.WriteAllText(theirs = path, "theirs");

            return new FileStream(path, FileMode.CreateNew);
        });
        Assert.NotEqual(theirs, writer.FilePath);
        Assert.Equal("theirs", File.ReadAllText(theirs!));
    }
}
