using Cenote.TensorBoard;

namespace Cenote.Cli.Events;

/// <summary>A log folder in words: a table of its tags, and a line for a value that comes later.</summary>
internal static class EventsTable
{
    public static string Of(LogFolder logs)
    {
        LogSeries[] all = [.. logs.Runs.SelectMany(run => run.Series)];
        LogFile[] files = [.. logs.Runs.SelectMany(run => run.Files)];
        string[][] rows = [["run", "kind", "values", "steps", "pixels", "bytes", "tag"], .. all.Select(Row)];
        return $"{TextTable.Of(rows)}{Words.Count(logs.Runs.Count, "run")}, {Words.Count(files.Length, "file")}, "
            + $"{Words.Count(all.Sum(series => (long)series.Points.Count), "value")}, {Words.Count(files.Sum(file => file.Position), "byte")}{Environment.NewLine}";
    }

    public static string Line(LogSeries series, EventPoint point)
    {
        string what = series.Kind switch
        {
            ValueKind.Scalar => $"{point.Scalar}",
            ValueKind.Image => $"{Pixels(point)}, {Words.Count(point.Bytes, "byte")}",
            _ => Words.Count(point.Bytes, "byte"),
        };
        return $"{Words.Printable(series.Run.Name)}  {Words.Printable(series.Tag)}  step {point.Step}  {Kind(series)}: {what}{Environment.NewLine}";
    }

    private static string[] Row(LogSeries series)
    {
        long first = series.Points.Min(point => point.Step), last = series.Points.Max(point => point.Step);
        string[] sizes = series.Kind == ValueKind.Image ? [.. series.Points.Select(Pixels).Distinct().Take(2)] : [""];
        return
        [
            Words.Printable(series.Run.Name),
            Kind(series),
            $"{series.Points.Count:N0}",
            first == last ? $"{first}" : $"{first} to {last}",
            sizes.Length == 1 ? sizes[0] : "various",
            $"{series.Points.Sum(point => (long)point.Bytes):N0}",
            Words.Printable(series.Tag),
        ];
    }

    // Of what is not looked into, TensorBoard's own name says most.
    private static string Kind(LogSeries series) => series.Kind switch
    {
        ValueKind.Scalar => "scalar",
        ValueKind.Image => "image",
        ValueKind.Text => "text",
        _ => series.Plugin.Length > 0 ? Words.Printable(series.Plugin) : "other",
    };

    private static string Pixels(EventPoint point) => $"{point.Width}x{point.Height}";
}
