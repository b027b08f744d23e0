namespace Cenote.Data;

/// <summary>A file that appears under its name when it is whole, or not at all: it is written beside and then renamed.</summary>
internal sealed class NewFile : IDisposable
{
    private readonly string _path;
    private readonly string _told;
    private readonly string _beside;
    private bool _done;

    public NewFile(string path)
    {
        _told = path;
        _path = Path.GetFullPath(path);
        if (Directory.Exists(_path))
            throw new IOException($"{path} can not be written: it is a folder.");

        _beside = Path.Combine(Path.GetDirectoryName(_path)!, $".{Guid.NewGuid():N}.part");

        try
        {
            // What is written comes in large pieces; a buffer would only have something left to write when all is over.
            Stream = new FileStream(_beside, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Told(e);
        }
    }

    public FileStream Stream { get; }

    /// <summary>Gives the file its name, in the place of any other.</summary>
    public void Commit()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(_beside, _path, overwrite: true);
        _done = true;
    }

    /// <summary>An error while it was written, about the file that the user knows.</summary>
    public IOException Told(Exception e) =>
        new($"{_told} can not be written: {e.Message.Replace(_beside, _told, StringComparison.Ordinal)}", e) { HResult = e.HResult };

    /// <summary>Deletes it, unless it has its name.</summary>
    public void Dispose()
    {
        if (_done)
            return;

        Stream.Dispose();
        File.Delete(_beside);
        _done = true;
    }
}
