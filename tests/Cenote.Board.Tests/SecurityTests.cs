using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cenote.Board.Tests;

/// <summary>Requests written byte by byte, as no browser would: none reaches a file that is no page, and no stranger is answered.</summary>
public class SecurityTests
{
    private const string Secret = "a secret beside the log folder";

    // Ways up and out, in every spelling, before names that a server may hold.
    private static readonly string[] s_ups = ["..", "%2e%2e", "%2E.", ".%2e", "..%2f..", "..%5c..", "..\\..", "%252e%252e", "....//", "%c0%ae%c0%ae"];
    private static readonly string[] s_places = ["/{0}/logs-secret/key", "/{0}/{0}/{0}/{0}/etc/passwd", "/api/images/{0}/logs-secret/key", "/api/runs/{0}", "/images/{0}/{0}/shell.html.bak", "/uplot/{0}/../logs-secret/key", "//{0}/etc/passwd", "/%00{0}/etc/passwd", "/file:///{0}/etc/passwd", "/api/windows/{0}/0"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Paths => [.. from place in s_places from up in s_ups select string.Format(place, up)];

    [Fact]
    public async Task AHundredPathsLeadNowhere()
    {
        await using TestBoard board = await TestBoard.StartAsync();

        // With the log folder's name in front, where a comparison of prefixes lets it through.
        string secrets = Directory.CreateDirectory($"{board.Logs}-secret").FullName;
        File.WriteAllText(Path.Combine(secrets, "key"), Secret);
        using Deletion deletion = new(secrets);
        Assert.Equal(100, Paths.Count);
        foreach (string path in Paths.Select(row => row.Data.Replace("logs-secret", Path.GetFileName(secrets), StringComparison.Ordinal)))
        {
            string answer = await AskAsync(board.Address, $"GET {path} HTTP/1.1", Host(board));
            Assert.True(answer.StartsWith("HTTP/1.1 404", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal), $"{path}: {answer.Split('\r')[0]}");
            Assert.DoesNotContain(Secret, answer, StringComparison.Ordinal);
            Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
        }
    }

    // What a browser would send for a page elsewhere, by rebinding, by another port, by a name that only looks like ours.
    [Theory]
    [InlineData("Host: evil.example")]
    [InlineData("Host: evil.example:{0}")]
    [InlineData("Host: localhost")]
    [InlineData("Host: localhost:1")]
    [InlineData("Host: localhost.evil.example:{0}")]
    [InlineData("Host: evil-localhost:{0}")]
    [InlineData("Host: 127.0.0.1.nip.io:{0}")]
    [InlineData("Host: 127.1:{0}")]
    [InlineData("Host: 0.0.0.0:{0}")]
    [InlineData("Host: 2130706433:{0}")]
    [InlineData("Host: LOCALHOST.:{0}")]
    [InlineData("Host: user@localhost:{0}")]
    [InlineData("Host:")]
    [InlineData("Host: localhost:{0}\r\nHost: localhost:{0}")]
    [InlineData("Host: localhost:{0}\r\nOrigin: http://evil.example")]
    [InlineData("Host: localhost:{0}\r\nOrigin: null")]
    [InlineData("Host: localhost:{0}\r\nOrigin: https://localhost:{0}")]
    [InlineData("Host: localhost:{0}\r\nOrigin: http://localhost:{0}.evil.example")]
    [InlineData("Host: localhost:{0}\r\nOrigin: http://127.0.0.1:{0}")]
    [InlineData("Host: localhost:{0}\r\nSec-Fetch-Site: cross-site")]
    [InlineData("Host: localhost:{0}\r\nSec-Fetch-Site: same-site")]
    public async Task StrangersAreRefused(string headers)
    {
        await using TestBoard board = await TestBoard.StartAsync();
        string answer = await AskAsync(board.Address, "GET /api/runs HTTP/1.1", string.Format(headers, board.Address.Port));
        Assert.Matches("^HTTP/1.1 (403|400) ", answer);
        Assert.DoesNotContain("folder", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host: localhost:{0}")]
    [InlineData("Host: 127.0.0.1:{0}")]
    [InlineData("Host: [::1]:{0}")]
    [InlineData("Host: localhost:{0}\r\nOrigin: http://localhost:{0}\r\nSec-Fetch-Site: same-origin")]
    [InlineData("Host: localhost:{0}\r\nSec-Fetch-Site: none")]
    public async Task TheBoardsOwnAddressesAreAnswered(string headers)
    {
        await using TestBoard board = await TestBoard.StartAsync();
        string answer = await AskAsync(board.Address, "GET /api/runs HTTP/1.1", string.Format(headers, board.Address.Port));
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Access-Control", answer, StringComparison.OrdinalIgnoreCase);
        foreach (string header in (string[])["Content-Security-Policy: default-src 'none'; script-src 'self';", "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer"])
            Assert.Contains(header, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LinksOutOfTheFolderAreNotFollowed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets few users make links.");
        using TempFolder elsewhere = new();
        PooledRun.Write(elsewhere.File("logs-secret"), steps: 1);
        string file = Directory.GetFiles(elsewhere.File("logs-secret")).Single();
        await using TestBoard board = await TestBoard.StartAsync(folder =>
        {
            PooledRun.Write(folder.File("mine"), steps: 1);
            File.CreateSymbolicLink(folder.File("mine/tfevents.link"), file);
            Directory.CreateSymbolicLink(folder.File("linked"), elsewhere.File("logs-secret"));
        });
        string runs = await ReadWhenReadAsync(board);
        Assert.Contains("\"mine\"", runs, StringComparison.Ordinal);
        Assert.Contains("\"images\":2,\"scalars\":0,\"values\":3,", runs, StringComparison.Ordinal);
        Assert.DoesNotContain("linked", runs, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST /api/runs HTTP/1.1", "405")]
    [InlineData("DELETE / HTTP/1.1", "405")]
    [InlineData("OPTIONS /api/runs HTTP/1.1", "405")]
    [InlineData("GET /api/runs/0-0 HTTP/1.1", "404")]
    [InlineData("GET /api/images/zz-0-0/0 HTTP/1.1", "404")]
    [InlineData("GET /api/images/-1-0-0/99999999999 HTTP/1.1", "404")]
    public async Task WhatIsNotThereIsRefused(string line, string status)
    {
        await using TestBoard board = await TestBoard.StartAsync();
        Assert.StartsWith($"HTTP/1.1 {status} ", await AskAsync(board.Address, line, Host(board) + "\r\nContent-Length: 0"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BeyondThisMachineATokenIsDemanded()
    {
        using TempFolder folder = new();
        await using BoardServer server = await BoardServer.StartAsync(new BoardOptions { LogFolder = folder.Path, Port = 0, Host = IPAddress.Any });
        Uri address = new($"http://127.0.0.1:{server.Address.Port}/");
        string token = server.Address.Query;
        Assert.Matches(@"^\?token=[0-9a-f]{32}$", token);
        using HttpClient client = new(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = address };
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("api/runs", Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync($"?token={new string('0', 32)}", Cancelled)).StatusCode);
        HttpResponseMessage page = await client.GetAsync(token, Cancelled);
        Assert.Equal((HttpStatusCode.OK, "/"), (page.StatusCode, page.RequestMessage!.RequestUri!.PathAndQuery));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("api/runs", Cancelled)).StatusCode);
    }

    private static string Host(TestBoard board) => $"Host: localhost:{board.Address.Port}";

    private static async Task<string> ReadWhenReadAsync(TestBoard board)
    {
        using HttpClient client = new();
        for (int i = 0; i < 50; i++)
        {
            string runs = await client.GetStringAsync(new Uri(board.Address, "api/runs"));
            if (runs.Contains("\"reading\":false", StringComparison.Ordinal))
                return runs;

            await Task.Delay(50);
        }

        throw new TimeoutException("The folder was not read within 2.5 seconds.");
    }

    private static async Task<string> AskAsync(Uri address, string line, string headers)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, address.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"{line}\r\n{headers}\r\nConnection: close\r\n\r\n"));
        using StreamReader reader = new(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    private sealed class Deletion(string folder) : IDisposable
    {
        public void Dispose() => Directory.Delete(folder, recursive: true);
    }
}
