using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cenote.TensorBoard;

namespace Cenote.Cli.Events;

/// <summary>A log folder as JSON: all of it, or a line for each value as it comes.</summary>
internal static class EventsJson
{
    public static string Document(LogFolder logs) => Write(indented: true, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("runs");
        foreach (LogRun run in logs.Runs)
            Run(json, run);

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static string Line(LogSeries series, EventPoint point) => Write(indented: false, json =>
    {
        json.WriteStartObject();
        json.WriteString("run", series.Run.Name);
        Series(json, series);
        Point(json, series.Kind, point);
        json.WriteEndObject();
    });

    private static void Run(Utf8JsonWriter json, LogRun run)
    {
        json.WriteStartObject();
        json.WriteString("run", run.Name);
        json.WriteStartArray("files");
        foreach (LogFile file in run.Files)
            File(json, file);

        json.WriteEndArray();
        json.WriteStartArray("tags");
        foreach (LogSeries series in run.Series)
        {
            json.WriteStartObject();
            Series(json, series);
            json.WriteStartArray("values");
            foreach (EventPoint point in series.Points)
            {
                json.WriteStartObject();
                Point(json, series.Kind, point);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void File(Utf8JsonWriter json, LogFile file)
    {
        json.WriteStartObject();
        json.WriteString("path", file.Path);
        json.WriteNumber("bytes", file.Position);
        json.WriteNumber("events", file.EventCount);
        json.WriteNumber("damagedPlaces", file.Loss.Count);
        json.WriteNumber("lostBytes", file.Loss.Bytes);
        json.WriteStartArray("damage");
        foreach (EventFileDamage place in file.Loss.Places)
        {
            json.WriteStartObject();
            json.WriteNumber("offset", place.Offset);
            json.WriteString("kind", Name(place.Kind));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("error", file.Error);
        json.WriteEndObject();
    }

    private static void Series(Utf8JsonWriter json, LogSeries series)
    {
        json.WriteString("tag", series.Tag);
        json.WriteString("kind", Name(series.Kind));
        json.WriteString("plugin", series.Plugin);
    }

    private static void Point(Utf8JsonWriter json, ValueKind kind, EventPoint point)
    {
        json.WriteNumber("step", point.Step);
        Number(json, "wallTime", point.WallTime);
        switch (kind)
        {
            case ValueKind.Scalar:
                Number(json, "value", point.Scalar);
                return;
            case ValueKind.Image:
                json.WriteNumber("width", point.Width);
                json.WriteNumber("height", point.Height);
                break;
        }

        json.WriteNumber("bytes", point.Bytes);
    }

    private static string Name(Enum kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    // JSON has no number for NaN and the infinities.
    private static void Number(Utf8JsonWriter json, string name, double number)
    {
        if (double.IsFinite(number))
            json.WriteNumber(name, number);
        else
            json.WriteString(name, number.ToString(CultureInfo.InvariantCulture));
    }

    private static string Write(bool indented, Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            write(json);

        return Encoding.UTF8.GetString(stream.ToArray()) + Environment.NewLine;
    }
}
