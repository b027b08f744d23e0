using Cenote.TensorBoard;

namespace Cenote.Board.Logs;

/// <summary>What a run tells of its pooling.</summary>
internal static class RunPooling
{
    /// <summary>The run's record; null where there is none that can be read.</summary>
    public static PoolingRecord? Read(LogRun run)
    {
        LogSeries? texts = run.Series.FirstOrDefault(series => series.Kind == ValueKind.Text && series.Tag is PoolingRecord.Tag or $"{PoolingRecord.Tag}/text_summary");
        if (texts is null)
            return null;

        try
        {
            return EventFileReader.ReadContent(texts.Points[^1]) is [byte[] text, ..] ? PoolingRecord.Parse(text) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }
}
