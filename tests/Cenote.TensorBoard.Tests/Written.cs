namespace Cenote.TensorBoard.Tests;

/// <summary>What a writer wrote, read back.</summary>
internal static class Written
{
    /// <summary>The events, the first left out.</summary>
    public static List<LoggedEvent> Events(Action<SummaryWriter> add)
    {
        using var scratch = new TempFolder();
        var writer = new SummaryWriter(scratch.Path);
        using (writer)
            add(writer);

        List<LoggedEvent> events = EventFile.Read(writer.FilePath);
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        return events[1..];
    }

    /// <summary>The one picture a writer wrote, its event's sizes checked.</summary>
    public static PngPicture Picture(Action<SummaryWriter> add)
    {
        LoggedEvent logged = Assert.Single(Events(add));
        PngPicture picture = PngPicture.Decode(logged.Png);
        Assert.Equal((picture.Height, picture.Width, picture.Channels), logged.ImageSize);
        return picture;
    }
}
