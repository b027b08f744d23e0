using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Cenote.Board.Tests.Playing;

/// <summary>What the playground asks of the server: bad requests are one sentence, what does not fit is explained, numbers are the library's.</summary>
public class PlayRequestTests
{
    private const string Four = "\"shape\":[1,4,4],\"numbers\":[1,3,2,4,5,2,7,1,3,8,4,2,6,1,5,9]";

    public static TheoryData<string, string, string> Bad => new()
    {
        { "no JSON", "{", "can not be read" },
        { "null", "null", "The request is null" },
        { "nothing", "{}", "can not be read" },
        { "no such pooling", $"{{\"pooling\":\"median\",{Four}}}", "no pooling named 'median'" },
        { "a member that nobody knows", $"{{\"pooling\":\"max\",{Four},\"kernel\":3}}", "at kernel" },
        { "a kernel of text", $"{{\"pooling\":\"max\",{Four},\"settings\":{{\"kernel\":[\"a\"]}}}}", "at settings.kernel" },
        { "a bare NaN", "{\"pooling\":\"max\",\"shape\":[1,1,1],\"numbers\":[NaN]}", "at numbers" },
        { "a kernel of three axes", $"{{\"pooling\":\"max\",{Four},\"settings\":{{\"kernel\":[2,2,2]}}}}", "kernel has 3 numbers" },
        { "a huge kernel", $"{{\"pooling\":\"gated\",{Four},\"settings\":{{\"kernel\":[2000000000],\"padding\":[1000000000]}}}}", "at most 4096" },
        { "too few numbers", "{\"pooling\":\"max\",\"shape\":[1,2,2],\"numbers\":[1]}", "holds 1 numbers; shape [1, 2, 2] needs 4" },
        { "no numbers", "{\"pooling\":\"max\",\"shape\":[1,2,2]}", "as numbers or as pixels" },
        { "numbers and pixels", "{\"pooling\":\"max\",\"shape\":[1,1,1],\"numbers\":[1],\"pixels\":\"AA==\"}", "as numbers or as pixels" },
        { "a shape whose product overflows", "{\"pooling\":\"max\",\"shape\":[65536,65536,65536],\"numbers\":[1]}", "at most 65,536 numbers" },
        { "an empty axis", "{\"pooling\":\"max\",\"shape\":[1,0,4],\"numbers\":[]}", "each at least 1" },
        { "a shape of a sequence", "{\"pooling\":\"max\",\"shape\":[2,2],\"numbers\":[1,2,3,4]}", "channels, rows, columns" },
        { "a mask of another length", "{\"pooling\":\"seq-mean\",\"shape\":[2,2],\"numbers\":[1,2,3,4],\"mask\":[true]}", "mask has 1 entries; there are 2 tokens" },
        { "too many rounds", "{\"pooling\":\"capsule\",\"shape\":[1,1,1],\"numbers\":[1],\"settings\":{\"rounds\":1000000}}", "rounds is 1000000" },
        { "a shift of one axis", $"{{\"pooling\":\"max\",{Four},\"shift\":[1]}}", "shift is [1]" },
        { "a gradient of no output", $"{{\"pooling\":\"max\",{Four},\"backward\":true,\"at\":4}}", "at is 4; there are 4 outputs" },
    };

    public static TheoryData<string, string, string, string> Unfitting => new()
    {
        { "a kernel beyond the input", "max", "\"kernel\":[5]", "kernel at most 4, padding at least 1" },
        { "along one axis", "avg", "\"kernel\":[5,2]", "kernel 0 at most 4, padding 0 at least 1" },
        { "padding beyond half a kernel", "max", "\"padding\":[2]", "kernel at least 4, padding at most 1" },
        { "dilation beyond the input", "soft", "\"kernel\":[3],\"dilation\":[3]", "kernel at most 2, padding at least 2, dilation at most 1" },
        { "no stride", "max", "\"stride\":[0]", "" },
        { "a sharpness of 0", "lse", "\"sharpness\":0", "" },
        { "a divisor of 0", "avg", "\"divisor\":0", "" },
        { "an infinite power", "gem", "\"p\":\"Infinity\"", "" },
    };

    [Theory, MemberData(nameof(Bad))]
    public async Task RefusesABadRequestInOneSentence(string name, string body, string said)
    {
        await using TestBoard board = await TestBoard.StartAsync();
        (HttpStatusCode status, JsonElement answer) = await Ask(board, "api/play", body);
        Assert.True(status == HttpStatusCode.BadRequest, name);
        string sentence = answer.GetProperty("error").GetString()!;
        Assert.Contains(said, sentence, StringComparison.Ordinal);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", sentence, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Unfitting))]
    public async Task ExplainsWhatDoesNotFitAndSaysWhatToChange(string name, string pooling, string settings, string repairs)
    {
        await using TestBoard board = await TestBoard.StartAsync();
        (HttpStatusCode status, JsonElement answer) = await Ask(board, "api/play", $"{{\"pooling\":\"{pooling}\",{Four},\"settings\":{{{settings}}}}}");
        Assert.True(status == HttpStatusCode.OK, name);
        Assert.NotEmpty(answer.GetProperty("refused").GetString()!);
        Assert.DoesNotContain("Parameter", answer.GetProperty("refused").GetString()!, StringComparison.Ordinal);
        Assert.Equal(repairs, string.Join(", ", answer.GetProperty("repairs").EnumerateArray().Select(r =>
            $"{r.GetProperty("setting")}{(r.TryGetProperty("axis", out JsonElement axis) ? $" {axis}" : "")} at {(r.GetProperty("atMost").GetBoolean() ? "most" : "least")} {r.GetProperty("number")}")));
    }

    [Fact]
    public async Task CapsWhatIsReckoned()
    {
        await using TestBoard board = await TestBoard.StartAsync();
        string pixels = Convert.ToBase64String(new byte[3 * 128 * 128]);
        (_, JsonElement taps) = await Ask(board, "api/play", $"{{\"pooling\":\"soft\",\"shape\":[3,128,128],\"pixels\":\"{pixels}\",\"settings\":{{\"kernel\":[64],\"stride\":[1],\"padding\":[32]}}}}");
        Assert.Contains("at most 8,000,000", taps.GetProperty("refused").GetString()!, StringComparison.Ordinal);
        (_, JsonElement outputs) = await Ask(board, "api/play", $"{{\"pooling\":\"adaptive-max\",\"shape\":[3,128,128],\"pixels\":\"{pixels}\",\"settings\":{{\"output\":[4096]}}}}");
        Assert.Contains("at most 262,144", outputs.GetProperty("refused").GetString()!, StringComparison.Ordinal);
        (HttpStatusCode status, JsonElement large) = await Ask(board, "api/play", new string(' ', 5 << 20));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Contains("larger than", large.GetProperty("error").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TellsWindowsAndShiftsByHand()
    {
        await using TestBoard board = await TestBoard.StartAsync();
        (_, JsonElement window) = await Ask(board, "api/play/window", $"{{\"pooling\":\"avg\",{Four},\"at\":3}}");
        Assert.Equal("(4 + 2 + 5 + 9) / 4 = 5", window.GetProperty("told").GetString());
        Assert.Equal("[2,2,4],[2,3,2],[3,2,5],[3,3,9]", string.Join(",", window.GetProperty("taps").EnumerateArray().Select(t => $"[{t.GetProperty("row")},{t.GetProperty("column")},{t.GetProperty("x")}]")));

        // To the right by one, the first column repeated: 1 1 3 2 / 5 5 2 7 / 3 3 8 4 / 6 6 1 5, whose maxima are 5 7 6 8 where they were 5 7 8 9.
        (_, JsonElement shifted) = await Ask(board, "api/play", $"{{\"pooling\":\"max\",{Four},\"shift\":[0,1]}}");
        JsonElement shift = shifted.GetProperty("shift");
        Assert.Equal([0, 0, 2, 1], shift.GetProperty("differences").EnumerateArray().Select(d => d.GetDouble()));
        Assert.Equal(0.75, shift.GetProperty("mean").GetDouble());
        Assert.Equal(2, shift.GetProperty("max").GetDouble());
        Assert.Equal(3.0 / 29, shift.GetProperty("relative").GetDouble(), 1e-12);
    }

    [Fact]
    public async Task TakesNumbersThatJsonHasNoNameFor()
    {
        await using TestBoard board = await TestBoard.StartAsync();
        (_, JsonElement answer) = await Ask(board, "api/play", "{\"pooling\":\"max\",\"shape\":[1,2,4],\"numbers\":[\"NaN\",1,\"Infinity\",0,2,3,4,5]}");
        Assert.Equal("NaN, Infinity", string.Join(", ", answer.GetProperty("output").GetProperty("numbers").EnumerateArray()));
    }

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> Ask(TestBoard board, string path, string body)
    {
        using HttpClient client = new();
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(board.Address, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

        // What is too large is refused before it is sent.
        request.Headers.ExpectContinue = true;
        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }
}
