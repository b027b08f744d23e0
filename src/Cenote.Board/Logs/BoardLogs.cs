using System.Globalization;
using System.Security.Cryptography;
using Cenote.TensorBoard;

namespace Cenote.Board.Logs;

/// <summary>The log folder, read by a thread of its own for as long as it may grow.</summary>
/// <remarks>A request names runs and series by ids that hold for this session and this reading of a run: numbers behind a stamp, and never a
/// path. Links are not followed, so that nothing outside the folder is shown.</remarks>
#pragma warning disable CA1001 // What ends the reading is left to the thread that reads, which may be in the middle of a large file.
internal sealed class BoardLogs
#pragma warning restore CA1001
{
    // With the second between two questions of a page, what is written is seen within two.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(400);

    private readonly LogFolder _folder;
    private readonly string _stamp = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
    private readonly CancellationTokenSource _end = new();

    public BoardLogs(string path)
    {
        _folder = new LogFolder(path, follow: true, followLinks: false);
        new Thread(ReadOn) { IsBackground = true, Name = "logs" }.Start();
    }

    /// <summary>The folder, as it was given.</summary>
    public string Path => _folder.Path;

    /// <summary>Whether all that was there at the beginning has been read.</summary>
    public bool IsRead { get; private set; }

    /// <summary>Why the folder can not be read; null where it can.</summary>
    public string? Error { get; private set; }

    /// <summary>The runs in the order of their names.</summary>
    public IReadOnlyCollection<LogRun> Runs => _folder.Runs;

    /// <summary>What requests call a run.</summary>
    public string Id(LogRun run) => $"{_stamp}-{run.Number}";

    /// <summary>What requests call the series at an index of a run.</summary>
    public string Id(LogRun run, int series) => $"{Id(run)}-{series}";

    /// <summary>The run of that id; null where there is none, or no longer.</summary>
    public LogRun? FindRun(string id) => id.Split('-') is [string stamp, string run] && stamp == _stamp && Number(run) is int number
        ? Runs.FirstOrDefault(r => r.Number == number)
        : null;

    /// <summary>The series of that id; null where there is none, or no longer.</summary>
    public LogSeries? FindSeries(string id) =>
        id.LastIndexOf('-') is int dash and > 0 && FindRun(id[..dash]) is { } run && Number(id[(dash + 1)..]) is int series && series < run.Series.Count
            ? run.Series[series]
            : null;

    /// <summary>Reads no further.</summary>
    public void End() => _end.Cancel();

    private void ReadOn()
    {
        do
        {
            try
            {
                _folder.Refresh();
                Error = null;
                IsRead = true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Error = e.Message;
            }
        }
        while (!_end.Token.WaitHandle.WaitOne(s_pause));
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
