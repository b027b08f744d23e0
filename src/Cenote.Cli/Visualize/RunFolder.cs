using Cenote.TensorBoard;

namespace Cenote.Cli.Visualize;

/// <summary>The folder that one run is written to. Two runs never mix in it.</summary>
internal sealed class RunFolder
{
    private readonly bool _overwrite;

    /// <param name="logFolder">What TensorBoard is pointed at.</param>
    /// <param name="run">The run's name, a folder below; null for the log folder itself.</param>
    /// <param name="overwrite">Whether an earlier run there gives way.</param>
    public RunFolder(string logFolder, string? run, bool overwrite)
    {
        // A colon would name a drive or a stream on Windows.
        if (run is not null && (run is "." or ".." || run.AsSpan().ContainsAny('/', '\\', ':') || run.Any(char.IsControl)))
            throw new BadRequestException($"--run is '{run}'; it is the name of one folder below {logFolder}.");

        Path = run is null ? logFolder : System.IO.Path.Combine(logFolder, run);
        _overwrite = overwrite;
    }

    public string Path { get; }

    /// <summary>Makes the folder and the run's file, then removes the earlier run's files, nothing else. Call it when all else is known to be good.</summary>
    public SummaryWriter Open()
    {
        try
        {
            string[] earlier = Directory.Exists(Path) ? Directory.GetFiles(Path, "*tfevents*") : [];
            if (earlier.Length > 0 && !_overwrite)
                throw new BadRequestException($"{Path} already holds a run; --overwrite replaces it, --run NAME writes beside it.");

            SummaryWriter writer = new(Path);
            Replace(earlier, writer);
            return writer;
        }
        catch (Exception e) when (e is (IOException or UnauthorizedAccessException) && !FullDisk.Is(e))
        {
            string why = FileInTheWay() is string file ? $"{file} is a file, not a folder." : e.Message;
            throw new BadRequestException($"the log folder {Path} can not be written: {why}", e);
        }
    }

    private static void Replace(string[] earlier, SummaryWriter writer)
    {
        try
        {
            Array.ForEach(earlier, File.Delete);
        }
        catch
        {
            writer.Dispose();
            File.Delete(writer.FilePath);
            throw;
        }
    }

    private string? FileInTheWay()
    {
        string? place = Path;
        while (place is not null && !File.Exists(place))
            place = System.IO.Path.GetDirectoryName(place);

        return place;
    }
}
