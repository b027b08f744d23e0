using System.Text;

namespace Cenote.Cli.Tests;

/// <summary>The one event file of a run: pictures by tag and step, and what the run says of its pooling.</summary>
internal sealed class LoggedRun
{
    private readonly List<LoggedEvent> _events;

    public LoggedRun(string folder) => _events = EventFile.Read(Assert.Single(Directory.GetFiles(folder)));

    /// <summary>The JSON under <c>cenote/pooling</c>.</summary>
    public string Pooling
    {
        get
        {
            LoggedEvent text = Assert.Single(_events, e => e.FileVersion is null && !e.HasImage);
            Assert.Equal("cenote/pooling/text_summary", text.Tag);

            // A byte of the wall time before it may be a brace as well.
            string data = Encoding.UTF8.GetString(text.BehindWallTime);
            return data[data.IndexOf("{\"name\"", StringComparison.Ordinal)..(data.LastIndexOf('}') + 1)];
        }
    }

    public string[] Tags => [.. _events.Where(e => e.HasImage).Select(e => e.Tag).Distinct()];

    /// <summary>The pictures of a tag; they come step by step from 0.</summary>
    public PngPicture[] Pictures(string tag)
    {
        LoggedEvent[] steps = [.. _events.Where(e => e.HasImage && e.Tag == tag)];
        Assert.Equal(Enumerable.Range(0, steps.Length).Select(s => (long)s), steps.Select(e => e.Step));
        return [.. steps.Select(e => PngPicture.Decode(e.Png))];
    }
}

/// <summary>Reads single images out of a grid of up to eight columns.</summary>
internal sealed class Grid(PngPicture picture, int side)
{
    public int this[int image, int channel, int y, int x] =>
        picture.Pixels[((image / 8 * side + y) * picture.Width + image % 8 * side + x) * 3 + channel];
}
