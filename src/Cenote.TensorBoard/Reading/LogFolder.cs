using System.IO.Enumeration;

namespace Cenote.TensorBoard;

/// <summary>What a TensorBoard log folder holds: runs, their tags, and the values of each. Pictures and texts stay in the files.</summary>
/// <remarks>
/// <para>A run is a folder with event files, which are all files whose name contains <c>tfevents</c>; they are read in the order of their names,
/// which is that of their time. Links to folders are not followed, links to files are unless it is told otherwise.</para>
/// <para>One thread may <see cref="Refresh"/> while others look: what they see was so at some moment.</para>
/// </remarks>
public sealed class LogFolder
{
    private readonly SortedDictionary<string, LogRun> _runs = new(StringComparer.Ordinal);
    private readonly bool _follow;
    private readonly bool _followLinks;
    private volatile LogRun[] _known = [];
    private int _made;

    /// <summary>Begins with nothing read; <see cref="Refresh"/> reads.</summary>
    /// <param name="path">The folder that TensorBoard would be pointed at.</param>
    /// <param name="follow">Whether the files may still be written: then a cut record at the end of one is waited for, and else it is damage.</param>
    /// <param name="followLinks">Whether links to files are read, wherever they lead.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    public LogFolder(string path, bool follow = false, bool followLinks = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
        _follow = follow;
        _followLinks = followLinks;
    }

    /// <summary>The folder, as it was given.</summary>
    public string Path { get; }

    /// <summary>The runs in the order of their names.</summary>
    public IReadOnlyCollection<LogRun> Runs => _known;

    /// <summary>Reads what has come since the last time. A run that lost a file, or part of one, is read anew.</summary>
    /// <exception cref="IOException">The folder can not be read; a single file that can not says so itself, in <see cref="LogFile.Error"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of rights.</exception>
    public void Refresh()
    {
        HashSet<string> gone = [.. _runs.Keys];
        foreach (IGrouping<string, string> files in FindFiles().Order(StringComparer.Ordinal).GroupBy(file => RunName(file)))
        {
            gone.Remove(files.Key);
            if (!_runs.TryGetValue(files.Key, out LogRun? run) || run.HasLostAny(files))
            {
                _runs[files.Key] = run = new LogRun(files.Key, _made++, _follow);
                _known = [.. _runs.Values];
            }

            run.Read(files);
        }

        if (gone.Count == 0)
            return;

        foreach (string name in gone)
            _runs.Remove(name);

        _known = [.. _runs.Values];
    }

    private FileSystemEnumerable<string> FindFiles() => new(
        Path,
        (ref entry) => entry.ToSpecifiedFullPath(),
        new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
    {
        ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && entry.FileName.Contains("tfevents", StringComparison.Ordinal)
            && (_followLinks || !entry.Attributes.HasFlag(FileAttributes.ReparsePoint)),

        // A link to a folder above would never end.
        ShouldRecursePredicate = (ref entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
    };

    // As TensorBoard has it: the folder below the log folder, and a dot for the log folder itself.
    private string RunName(string file) =>
        System.IO.Path.GetRelativePath(Path, System.IO.Path.GetDirectoryName(file)!).Replace(System.IO.Path.DirectorySeparatorChar, '/');
}
