using System.IO.Compression;
using Cenote.TensorBoard;

namespace Cenote.Board.Images;

/// <summary>All images of a series in a zip file, as they are stored: <c>00000012.png</c> by their steps.</summary>
internal static class SeriesArchive
{
    public static async Task WriteAsync(LogSeries series, Stream destination)
    {
        await using ZipArchive zip = await ZipArchive.CreateAsync(destination, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null);
        HashSet<string> taken = [];
        foreach (EventPoint point in series.Points)
        {
            IReadOnlyList<byte[]> files = EventFileReader.ReadContent(point);
            for (int part = 0; part < files.Count; part++)
            {
                // PNG and its kin are compressed already.
                ZipArchiveEntry entry = zip.CreateEntry(Free($"{point.Step:d8}{(files.Count > 1 ? $"_{part}" : "")}", FileNames.TypeOf(files[part]).Ending, taken), CompressionLevel.NoCompression);
                await using Stream stream = await entry.OpenAsync();
                await stream.WriteAsync(files[part]);
            }
        }
    }

    // A step may have been logged twice.
    private static string Free(string stem, string ending, HashSet<string> taken)
    {
        string name = stem + ending;
        for (int again = 2; !taken.Add(name); again++)
            name = $"{stem}~{again}{ending}";

        return name;
    }
}
