using Cenote.Board.Logs;
using Cenote.TensorBoard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cenote.Board.Scalars;

/// <summary>The points of curves.</summary>
internal static class ScalarsEndpoints
{
    public static void MapScalars(this IEndpointRouteBuilder app, BoardLogs logs) =>

        // JSON has no NaN and no infinity: such a value is null, a gap in the curve.
        app.MapGet("/api/scalars/{series}", (string series, int from = 0) => logs.FindSeries(series) is { Kind: ValueKind.Scalar } found
            ? Results.Json(new { steps = found.Points.Skip(from).Select(p => p.Step), values = found.Points.Skip(from).Select(p => double.IsFinite(p.Scalar) ? p.Scalar : (double?)null) })
            : LogsEndpoints.Gone());
}
