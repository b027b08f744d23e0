using System.Globalization;
using Cenote.Board.Http;
using Cenote.Board.Logs;
using Cenote.TensorBoard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cenote.Board.Images;

/// <summary>Images as they are stored, step by step, and the windows between one before and one after pooling.</summary>
internal static class ImagesEndpoints
{
    public static void MapImages(this IEndpointRouteBuilder app, BoardLogs logs)
    {
        PictureCache pictures = new();

        // From an index on: a page that follows a growing series asks for the rest alone.
        app.MapGet("/api/images/{series}", (string series, int from = 0) => Find(logs, series) is { } found
            ? Results.Json(new { steps = found.Points.Skip(from).Select(p => p.Step), times = found.Points.Skip(from).Select(p => double.IsFinite(p.WallTime) ? p.WallTime : 0) })
            : LogsEndpoints.Gone());
        app.MapGet("/api/images/{series}/{point:int}", (HttpContext context, string series, int point, int part = 0) => Find(logs, series, point) is { } found
            ? Image(context, found, part)
            : LogsEndpoints.Gone());
        app.MapGet("/api/images/{series}/archive", (string series) => Find(logs, series) is { } found
            ? Results.Stream(stream => SeriesArchive.WriteAsync(found, stream), "application/zip", $"{FileNames.Safe(found.Tag)}.zip")
            : LogsEndpoints.Gone());
        app.MapGet("/api/windows/{series}/{point:int}", (string series, int point) => Find(logs, series, point) is null
            ? LogsEndpoints.Gone()
            : WindowsOf(logs, series, point) is { } pair ? Results.Json(Geometry(logs, pair)) : Results.Json((object?)null));
        app.MapGet("/api/windows/{series}/{point:int}/{image:int}/{row:int}/{column:int}", (string series, int point, int image, int row, int column, string? language) => Find(logs, series, point) is null
            ? LogsEndpoints.Gone()
            : WindowsOf(logs, series, point) is { } pair && pair.Holds(image, row, column)
                ? Readable(() => Results.Json(WindowTelling.Of(pair, pictures, image, row, column, language)))
                : Problem.BadRequest($"There is no window of image {image}, row {row}, column {column}."));
    }

    private static LogSeries? Find(BoardLogs logs, string id) => logs.FindSeries(id) is { Kind: ValueKind.Image } series ? series : null;

    private static EventPoint? Find(BoardLogs logs, string id, int point) =>
        Find(logs, id) is { } series && point >= 0 && point < series.Points.Count ? series.Points[point] : null;

    private static IResult Image(HttpContext context, EventPoint point, int part) => Readable(() =>
    {
        IReadOnlyList<byte[]> files = EventFileReader.ReadContent(point);
        if (part < 0 || part >= files.Count)
            return Problem.NotFound($"There is no image {part} at this step, which has {files.Count}.");

        // The address holds a session's stamp: what it names never changes.
        context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        context.Response.Headers["Cenote-Parts"] = files.Count.ToString(CultureInfo.InvariantCulture);
        return Results.Bytes(files[part], FileNames.TypeOf(files[part]).ContentType);
    });

    // The file may be deleted, cut or written anew at any moment.
    private static IResult Readable(Func<IResult> answer)
    {
        try
        {
            return answer();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Problem.NotFound(e.Message);
        }
    }

    private static PicturePair? WindowsOf(BoardLogs logs, string series, int point) => PicturePair.Find(logs.FindSeries(series)!, point);

    private static object Geometry(BoardLogs logs, PicturePair pair) => new
    {
        title = pair.Record.Pooling.Title,
        formula = pair.Record.Pooling.Formula,
        input = new { series = logs.Id(pair.Before.Run, pair.Before.Run.Series.ToList().IndexOf(pair.Before)), point = pair.BeforePoint },
        imageHeight = pair.Record.Image.Height,
        imageWidth = pair.Record.Image.Width,
        gridColumns = pair.GridColumns,
        rows = pair.Rows.Select(Taps),
        columns = pair.Columns.Select(Taps),
    };

    private static int[] Taps(WindowTaps taps) => [taps.First, taps.Count, taps.Step];
}
