namespace Cenote.TensorBoard;

/// <summary>A run: one folder's event files taken together.</summary>
public sealed class LogRun
{
    private readonly Dictionary<(string Tag, ValueKind Kind), LogSeries> _byTag = [];
    private readonly GrowingList<LogSeries> _series = new();
    private readonly GrowingList<LogFile> _files = new();
    private readonly Dictionary<string, string> _plugins = [];
    private readonly bool _follow;

    internal LogRun(string name, int number, bool follow) => (Name, Number, _follow) = (name, number, follow);

    /// <summary>The folder's path below the log folder, with slashes; <c>.</c> for the log folder itself.</summary>
    public string Name { get; }

    /// <summary>Its event files in the order in which they were read: that of their names, but for those that came later.</summary>
    public IReadOnlyList<LogFile> Files => _files;

    /// <summary>Its series in the order in which they begin. A tag that is used for two kinds of value has two.</summary>
    public IReadOnlyList<LogSeries> Series => _series;

    /// <summary>The number of the run among all that its folder ever had: one that is read anew has another.</summary>
    internal int Number { get; }

    /// <summary>Whether a file that was read is no longer listed, or is shorter than it was.</summary>
    internal bool HasLostAny(IEnumerable<string> paths) =>
        _files.Any(file => file.HasShrunk()) || _files.Select(file => file.Path).Except(paths).Any();

    internal void Read(IEnumerable<string> paths)
    {
        foreach (string path in paths)
        {
            LogFile? file = _files.FirstOrDefault(file => file.Path == path);
            if (file is null)
            {
                file = new LogFile(path, _follow, _plugins);
                _files.Add(file);
            }

            file.Read(Add);
        }
    }

    private void Add(EventValue value)
    {
        if (!_byTag.TryGetValue((value.Tag, value.Kind), out LogSeries? series))
        {
            series = new LogSeries(this, value);
            _byTag.Add((value.Tag, value.Kind), series);
            _series.Add(series);
        }

        series.Add(value.Point);
    }
}

/// <summary>The values of one tag of a run.</summary>
public sealed class LogSeries
{
    private readonly GrowingList<EventPoint> _points = new();

    internal LogSeries(LogRun run, EventValue first) => (Run, Tag, Kind, Plugin) = (run, first.Tag, first.Kind, first.Plugin);

    /// <summary>The run.</summary>
    public LogRun Run { get; }

    /// <summary>The values' name.</summary>
    public string Tag { get; }

    /// <summary>What they are.</summary>
    public ValueKind Kind { get; }

    /// <inheritdoc cref="EventValue.Plugin"/>
    public string Plugin { get; }

    /// <summary>The values in the order in which they were read: file by file, as logged. A step may come twice, or after a later one.</summary>
    public IReadOnlyList<EventPoint> Points => _points;

    internal void Add(EventPoint point) => _points.Add(point);
}
