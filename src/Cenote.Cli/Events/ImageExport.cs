using Cenote.Board.Images;
using Cenote.Data;
using Cenote.TensorBoard;

namespace Cenote.Cli.Events;

/// <summary>Writes the images of a log folder as PNG files: a folder for each run, in it <c>tag_step.png</c>.</summary>
/// <remarks>Names come from whoever wrote the log: what is no letter, digit or plain sign becomes <c>_</c>, and a name that is taken gets a number.</remarks>
internal sealed class ImageExport
{
    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    private readonly string _folder;
    private readonly NewValues _values;

    // Without regard to case, as some file systems are.
    private readonly Dictionary<string, int> _taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(string Run, string Tag), string> _stems = [];
    private long _written;
    private long _converted;
    private long _refused;

    public ImageExport(string folder, LogFolder logs)
    {
        _folder = folder;
        _values = new NewValues(logs);
        try
        {
            if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
                throw new BadRequestException($"{folder} is not empty; --export writes into a new or an empty folder, so that it replaces nothing.");

            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadRequestException($"the folder {folder} can not be written: {e.Message}", e);
        }
    }

    /// <summary>Whether an image was none that can be read.</summary>
    public bool IsAnyRefused => _refused > 0;

    /// <summary>Writes the images that have come since the last time.</summary>
    public void WriteNew(Interruption interruption)
    {
        foreach ((LogSeries series, EventPoint point) in _values.Take().TakeWhile(_ => !interruption.IsRequested))
        {
            if (series.Kind == ValueKind.Image)
                Write(series, point);
        }
    }

    /// <summary>What was written, in a sentence.</summary>
    public string Summary()
    {
        string converted = _converted == 0 ? "" : $", {_converted:N0} of them converted (JPEG, GIF and the like; of an animation the first picture)";
        return $"{Words.Count(_written, "image")} written to {_folder}{converted}{Environment.NewLine}";
    }

    private void Write(LogSeries series, EventPoint point)
    {
        string name = $"the image of run {series.Run.Name}, tag {series.Tag}, step {point.Step}";
        IReadOnlyList<byte[]> files = OrSay(() => EventFileReader.ReadContent(point)) ?? [];
        for (int i = 0; i < files.Count; i++)
        {
            if (OrSay(() => ToPng(files[i], name)) is not byte[] png)
                continue;

            WriteFile(Free($"{Stem(series)}_{point.Step:d8}{(files.Count > 1 ? $"_{i}" : "")}", ".png"), png);
            _written++;
        }
    }

    // One image that can not be read is no reason to leave out the others.
    private T? OrSay<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            _refused++;
            Console.Error.WriteLine($"cenote: {Words.Printable(e.Message)}");
            return null;
        }
    }

    // PNG files stay as they are, whatever they hold.
    private byte[] ToPng(byte[] file, string name)
    {
        if (file.AsSpan().StartsWith(PngSignature))
            return file;

        DecodedImage image = ImageDecoder.Decode(file, name);
        int plane = image.Width * image.Height;
        byte[] pixels = new byte[3 * plane];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = image.Planes[i % 3 * plane + i / 3];

        _converted++;
        return Png.Encode(pixels, image.Width, image.Height, channels: 3);
    }

    // A file that carries its name is whole.
    private void WriteFile(string name, byte[] png)
    {
        string path = Path.Combine(_folder, name), part = path + ".part";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (FileStream file = new(part, FileMode.CreateNew))
        {
            try
            {
                file.Write(png);
            }
            catch
            {
                File.Delete(part);
                throw;
            }
        }

        File.Move(part, path);
    }

    // One for each tag of a run, however alike they look when made safe.
    private string Stem(LogSeries series)
    {
        (string, string) key = (series.Run.Name, series.Tag);
        if (!_stems.TryGetValue(key, out string? stem))
        {
            string[] folders = series.Run.Name == "." ? [] : [.. series.Run.Name.Split('/').Select(FileNames.Safe)];
            stem = Free(Path.Combine([.. folders, FileNames.Safe(series.Tag)]), "");
            _stems.Add(key, stem);
        }

        return stem;
    }

    private string Free(string stem, string ending)
    {
        string name = stem + ending;
        while (!_taken.TryAdd(name, 1))
            name = $"{stem}~{++_taken[stem + ending]}{ending}";

        return name;
    }
}
