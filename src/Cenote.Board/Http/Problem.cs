using Microsoft.AspNetCore.Http;

namespace Cenote.Board.Http;

/// <summary>An answer that says what is wrong, in one sentence: <c>{ "error": "..." }</c>.</summary>
internal static class Problem
{
    public static IResult Of(int status, string sentence) => Results.Json(new { error = sentence }, statusCode: status);

    public static IResult NotFound(string sentence = "There is nothing at this address.") => Of(StatusCodes.Status404NotFound, sentence);

    public static IResult BadRequest(string sentence) => Of(StatusCodes.Status400BadRequest, sentence);
}
