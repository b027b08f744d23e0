namespace Cenote.TensorBoard;

/// <summary>An event file of a run.</summary>
#pragma warning disable CA1001 // The reader holds a file open only within Read, which closes it.
public sealed class LogFile
#pragma warning restore CA1001
{
    private readonly EventFileReader _reader;

    internal LogFile(string path, bool follow, Dictionary<string, string> plugins) =>
        _reader = new EventFileReader(path, () => EventFileReader.Open(path), follow, plugins);

    /// <summary>Where it is.</summary>
    public string Path => _reader.Path;

    /// <summary>How far it is read, in bytes.</summary>
    public long Position => _reader.Position;

    /// <inheritdoc cref="EventFileReader.EventCount"/>
    public long EventCount => _reader.EventCount;

    /// <inheritdoc cref="EventFileReader.Loss"/>
    public EventFileLoss Loss => _reader.Loss;

    /// <summary>Why the file could not be opened or read the last time; null where it could.</summary>
    public string? Error { get; private set; }

    internal bool HasShrunk() => Position > 0 && Length() < Position;

    internal void Read(Action<EventValue> add)
    {
        Error = null;
        try
        {
            // Not opened where nothing has come: a folder may hold thousands of files that are complete, and a pipe would never end.
            if (Length() == Position)
                return;

            using (_reader)
            {
                while (_reader.TryRead(out EventValue value))
                    add(value);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Error = e.Message;
        }
    }

    // -1 where there is none. A link's own length would be that of the name it points to.
    private long Length()
    {
        FileSystemInfo file = new FileInfo(Path);
        if (file.LinkTarget is not null)
            file = file.ResolveLinkTarget(returnFinalTarget: true) ?? file;

        return file is FileInfo { Exists: true } found ? found.Length : -1;
    }
}
