using System.Text.Json.Nodes;
using Cenote.Board.Http;
using Cenote.TensorBoard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cenote.Board.Logs;

/// <summary>What the log folder holds, for every page that shows some of it.</summary>
internal static class LogsEndpoints
{
    public static void MapLogs(this IEndpointRouteBuilder app, BoardLogs logs)
    {
        app.MapGet("/api/runs", () => Results.Json(new
        {
            folder = logs.Path,
            reading = !logs.IsRead,
            error = logs.Error,
            runs = logs.Runs.Select(run => Run(logs, run)),
        }));
        app.MapGet("/api/runs/{run}", (string run) => logs.FindRun(run) is { } found ? Results.Json(Tags(logs, found)) : Gone());
    }

    /// <summary>The answer where an id is known no longer: the run was deleted or written anew.</summary>
    public static IResult Gone() => Problem.NotFound("There is no such run or tag, or no longer: it was deleted or written anew.");

    private static object Run(BoardLogs logs, LogRun run) => new
    {
        id = logs.Id(run),
        name = run.Name,
        images = run.Series.Count(series => series.Kind == ValueKind.Image),
        scalars = run.Series.Count(series => series.Kind == ValueKind.Scalar),

        // A page asks for a run's tags again when this has changed.
        values = run.Series.Sum(series => (long)series.Points.Count),
        lostPlaces = run.Files.Sum(file => file.Loss.Count),
        lostBytes = run.Files.Sum(file => file.Loss.Bytes),
        error = run.Files.Select(file => file.Error).FirstOrDefault(error => error is not null),
    };

    private static object Tags(BoardLogs logs, LogRun run) => new
    {
        tags = run.Series
            .Select((series, index) => (Series: series, Index: index))
            .Where(s => s.Series.Kind is ValueKind.Image or ValueKind.Scalar)
            .Select(s => new { id = logs.Id(run, s.Index), tag = s.Series.Tag, kind = s.Series.Kind == ValueKind.Image ? "image" : "scalar", count = s.Series.Points.Count }),
        pooling = RunPooling.Read(run) is { } record ? JsonNode.Parse(record.ToJson()) : null,
    };
}
