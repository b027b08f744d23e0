using System.Text.Json;
using System.Text.Json.Serialization;
using Cenote.Board.Http;
using Cenote.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cenote.Board.Playing;

/// <summary>What the playground and the lessons ask of the library.</summary>
internal static class PlayEndpoints
{
    private const int MostBytes = 4 << 20;

    // Tiles that show something: a face, a cat's eye, a cup, galaxies, a rocket.
    private static readonly int[] s_tiles = [1, 20, 30, 60, 85];

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static readonly Lazy<IReadOnlyList<PlayPicture>> s_photographs = new(Photographs);

    public static void MapPlayground(this WebApplication app)
    {
        app.MapGet("/api/play/operators", () => Results.Json(OperatorCatalogue.All.Select(PlayOperator.Of), s_json));
        app.MapGet("/api/play/photographs", () => Results.Json(s_photographs.Value, s_json));
        app.MapPost("/api/play", context => AnswerAsync(context, request => IsMap(request) ? new MapPlay(request).Answer() : SetPlay.Answer(request)));
        app.MapPost("/api/play/window", context => AnswerAsync(context, request => IsMap(request)
            ? new MapPlay(request).Window()
            : throw PlayRequest.Bad($"{request.Operator.Title} has no windows.")));
    }

    private static async Task AnswerAsync(HttpContext context, Func<PlayRequest, object> answer) =>
        await (await ResultAsync(context, answer)).ExecuteAsync(context);

    private static bool IsMap(PlayRequest request) => request.Operator.ForImages is not null;

    private static async Task<IResult> ResultAsync(HttpContext context, Func<PlayRequest, object> answer)
    {
        PlayRequest request;
        try
        {
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = MostBytes;
            request = await JsonSerializer.DeserializeAsync<PlayRequest>(context.Request.Body, s_json, context.RequestAborted)
                ?? throw PlayRequest.Bad("The request is null; it is a pooling, its settings and numbers.");
        }
        catch (JsonException e)
        {
            return Problem.BadRequest($"The request can not be read{(e.Path is null or "$" ? "" : $" at {e.Path.TrimStart('$', '.')}")}; it is JSON of a pooling, its settings and numbers.");
        }
        catch (BadHttpRequestException e)
        {
            return Problem.Of(e.StatusCode, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? $"The request is larger than {MostBytes:N0} bytes." : e.Message);
        }

        try
        {
            return Results.Json(answer(request), s_json);
        }
        catch (BadHttpRequestException e)
        {
            return Problem.BadRequest(e.Message);
        }
        catch (ArgumentException e)
        {
            // A combination that the library refuses is an answer too: why, and what to change.
            int end = e.Message.LastIndexOf(" (Parameter '", StringComparison.Ordinal);
            return Results.Json(new PlayAnswer { Refused = end < 0 ? e.Message : e.Message[..end], Repairs = IsMap(request) ? MapPlay.Repairs(request) : [] }, s_json);
        }
    }

    private static List<PlayPicture> Photographs()
    {
        using Photographs all = new();
        return [.. s_tiles.Select(tile =>
        {
            byte[] pixels = new byte[all.ImageLength];
            int[] label = new int[1];
            all.Read(tile, pixels, label);
            return new PlayPicture(all.Classes[label[0]], [all.Channels, all.Height, all.Width], pixels);
        })];
    }
}

/// <summary>A picture to play with: bytes, plane by plane.</summary>
internal sealed record PlayPicture(string Name, int[] Shape, byte[] Pixels);
