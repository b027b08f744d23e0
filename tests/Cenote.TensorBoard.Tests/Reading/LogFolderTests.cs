using System.Numerics.Tensors;

namespace Cenote.TensorBoard.Tests.Reading;

/// <summary>A log folder: which files are read, as which runs, in which order, and what becomes of it while it changes.</summary>
public sealed class LogFolderTests
{
    [Fact]
    public void RunsAreTheFoldersThatHoldEventFiles()
    {
        using TempFolder scratch = new();
        Write(scratch, "events.out.tfevents.1", Scalar("root", 1));
        Write(scratch, "b/events.out.tfevents.1", Scalar("b", 1));
        Write(scratch, "a/c/events.out.tfevents.1.host.v2", Scalar("c", 1));
        Write(scratch, "a/.hidden/mytfeventsfile", Scalar("hidden", 1));
        Write(scratch, "a/notes.txt", [1, 2, 3]);
        Directory.CreateDirectory(scratch.File("empty"));
        LogFolder folder = Read(scratch);
        Assert.Equal([".", "a/.hidden", "a/c", "b"], folder.Runs.Select(run => run.Name));
        Assert.Equal(["root", "hidden", "c", "b"], folder.Runs.Select(run => Assert.Single(run.Series).Tag));
        Assert.All(folder.Runs, run => Assert.Equal((1L, null), (Assert.Single(run.Files).EventCount, run.Files[0].Error)));
    }

    [Fact]
    public void LinksToFoldersAreNotFollowedAndLinksToFilesAre()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets few users make links.");
        using TempFolder scratch = new(), elsewhere = new();
        Write(elsewhere, "long/tfevents.a", Scalar("x", 1));
        Write(scratch, "run/tfevents.a", Scalar("x", 1));
        Directory.CreateSymbolicLink(scratch.File("run/again"), scratch.Path);
        Directory.CreateSymbolicLink(scratch.File("away"), elsewhere.Path);
        File.CreateSymbolicLink(scratch.File("run/tfevents.b"), elsewhere.File("long/tfevents.a"));
        Assert.Equal([1, 1], Assert.Single(Assert.Single(Read(scratch).Runs).Series).Points.Select(point => point.Step));

        string link = elsewhere.File("link");
        Directory.CreateSymbolicLink(link, scratch.Path);
        LogFolder throughLink = new(link);
        throughLink.Refresh();
        Assert.Equal("run", Assert.Single(throughLink.Runs).Name);
    }

    [Fact]
    public void FilesOfARunAreReadInTheOrderOfTheirNamesAndShareWhatTagsAre()
    {
        using TempFolder scratch = new();
        byte[] bare = [.. ProtoField.String(1, "t"), .. ProtoField.Nested(8, ProtoField.Number(1, 7), ProtoField.String(8, "x"))];
        Write(scratch, "run/events.out.tfevents.0000000002.b", Records.Event(2, bare));
        Write(scratch, "run/events.out.tfevents.0000000001.c", Records.Event(1, [.. Records.Metadata("text"), .. bare]));
        Write(scratch, "run/events.out.tfevents.0000000003.a", Records.Event(1, bare));
        LogSeries series = Assert.Single(Assert.Single(Read(scratch).Runs).Series);
        Assert.Equal(("t", ValueKind.Text, "text", "run"), (series.Tag, series.Kind, series.Plugin, series.Run.Name));
        Assert.Equal([1, 2, 1], series.Points.Select(point => point.Step));
    }

    [Fact]
    public void ATagUsedForTwoKindsIsTwoSeries()
    {
        using TempFolder scratch = new();
        Write(scratch, "tfevents", Records.Event(1, Records.Scalar("t", 1), Records.Image("t", 1, 1, [1])));
        Assert.Equal([ValueKind.Scalar, ValueKind.Image], Assert.Single(Read(scratch).Runs).Series.Select(series => series.Kind));
    }

    [Fact]
    public void RefreshReadsWhatHasCome()
    {
        using TempFolder scratch = new();
        LogFolder folder = new(scratch.Path, follow: true);
        Assert.Equal([], Refresh());

        using SummaryWriter first = new(scratch.File("first"));
        first.AddScalar("loss", 1, 1);
        first.AddImage("image", Tensor.Create(new byte[3 * 4 * 5], [3, 4, 5]), 2);
        first.Flush();
        Assert.Equal(["first loss: 1", "first image: 2"], Refresh());
        LogSeries loss = folder.Runs.First().Series[0];
        Assert.Equal(["first loss: 1", "first image: 2"], Refresh());

        using SummaryWriter second = new(scratch.File("second"));
        second.AddScalar("loss", 1, 3);
        second.Flush();
        first.AddScalar("loss", 1, 4);
        first.Flush();
        Assert.Equal(["first loss: 1 4", "first image: 2", "second loss: 3"], Refresh());
        Assert.Same(loss, folder.Runs.First().Series[0]);

        EventPoint image = folder.Runs.First().Series[1].Points[0];
        Assert.Equal((5, 4), (image.Width, image.Height));
        byte[] png = Assert.Single(EventFileReader.ReadContent(image));
        Assert.Equal((5, 4, image.Bytes), (PngPicture.Decode(png).Width, PngPicture.Decode(png).Height, png.Length));

        IEnumerable<string> Refresh()
        {
            folder.Refresh();
            return folder.Runs.SelectMany(run => run.Series).Select(series => $"{series.Run.Name} {series.Tag}: {string.Join(' ', series.Points.Select(point => point.Step))}");
        }
    }

    [Fact]
    public void ARunThatIsReplacedIsReadAnewAndOneThatIsDeletedIsGone()
    {
        using TempFolder scratch = new();
        Write(scratch, "a/tfevents.1", [.. Scalar("x", 1), .. Scalar("x", 2)]);
        Write(scratch, "b/tfevents.1", Scalar("y", 1));
        LogFolder folder = Read(scratch, follow: true);

        File.Delete(scratch.File("a/tfevents.1"));
        Write(scratch, "a/tfevents.2", [.. Scalar("x", 7), .. Scalar("x", 8)]);
        File.Delete(scratch.File("b/tfevents.1"));
        folder.Refresh();
        Assert.Equal([7, 8], Assert.Single(Assert.Single(folder.Runs).Series).Points.Select(point => point.Step));

        Write(scratch, "a/tfevents.2", Records.Version);
        folder.Refresh();
        Assert.Empty(Assert.Single(folder.Runs).Series);
    }

    [Fact]
    public void DamageAndWhatCanNotBeReadIsSaidOfItsFileAndHidesNoOther()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links to nowhere are made.");
        using TempFolder scratch = new();
        Write(scratch, "a/tfevents.1", [.. Scalar("x", 1), 1, 2, 3]);
        File.CreateSymbolicLink(scratch.File("a/tfevents.2"), scratch.File("nowhere"));
        Write(scratch, "a/tfevents.3", Scalar("x", 2));
        LogRun run = Assert.Single(Read(scratch).Runs);
        Assert.Equal([1, 2], Assert.Single(run.Series).Points.Select(point => point.Step));
        Assert.Equal([3, 0, 0], run.Files.Select(file => file.Loss.Bytes));
        Assert.Equal([true, false, true], run.Files.Select(file => file.Error is null));
        Assert.Contains(scratch.File("a/tfevents.2"), run.Files[1].Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderThatIsNotThereIsNamed()
    {
        using TempFolder scratch = new();
        LogFolder folder = new(scratch.File("nowhere"));
        Assert.Contains("nowhere", Assert.Throws<DirectoryNotFoundException>(() => folder.Refresh()).Message, StringComparison.Ordinal);
    }

    private static byte[] Scalar(string tag, long step) => Records.Event(step, Records.Scalar(tag, step));

    private static void Write(TempFolder scratch, string name, byte[] file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(scratch.File(name))!);
        File.WriteAllBytes(scratch.File(name), file);
    }

    private static LogFolder Read(TempFolder scratch, bool follow = false)
    {
        LogFolder folder = new(scratch.Path, follow);
        folder.Refresh();
        return folder;
    }
}
