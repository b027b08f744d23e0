namespace Cenote.Cli.Visualize;

/// <summary>The folder that one run is written to. Two runs never mix in it.</summary>
internal sealed class RunFolder
{
    private readonly string[] _earlier;

    /// <param name="logFolder">What TensorBoard is pointed at.</param>
    /// <param name="run">The run's name, a folder below; null for the log folder itself.</param>
    /// <param name="overwrite">Whether an earlier run there gives way.</param>
    public RunFolder(string logFolder, string? run, bool overwrite)
    {
        if (run is not null && (run.Trim().Length == 0 || run is "." or ".." || run.AsSpan().ContainsAny('/', '\\') || run.Any(char.IsControl)))
            throw new BadRequestException($"--run is '{run}'; it is the name of one folder below {logFolder}.");

        Path = run is null ? logFolder : System.IO.Path.Combine(logFolder, run);
        _earlier = Directory.Exists(Path) ? Directory.GetFiles(Path, "*tfevents*") : [];
        if (_earlier.Length > 0 && !overwrite)
            throw new BadRequestException($"{Path} already holds a run; --overwrite replaces it, --run NAME writes beside it.");
    }

    public string Path { get; }

    /// <summary>Makes the folder and removes the earlier run's event files, nothing else. Call it when all else is known to be good.</summary>
    public void Prepare()
    {
        try
        {
            Directory.CreateDirectory(Path);
            foreach (string file in _earlier)
                File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadRequestException($"the log folder {Path} can not be made or written: {e.Message}", e);
        }
    }
}
