using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using static Cenote.Testing.ScriptedServer;

namespace Cenote.Data.Tests.Downloads;

/// <summary>Servers that cut, stall, lie and redirect: the file wanted is there in the end, or nothing under its name and one sentence.</summary>
public sealed class DownloaderTests
{
    private const int Length = 300_000;

    private static readonly Patience s_patience = new(Stall: TimeSpan.FromSeconds(0.5), Pause: TimeSpan.FromMilliseconds(5), Attempts: 4);
    private static readonly byte[] s_content = Noise(1);
    private static readonly byte[] s_other = Noise(2);
    private static readonly byte[] s_mixed = [.. s_content[..100_000], .. s_other[100_000..]];

    public sealed record DownloadCase(string Name, Func<object[]> Script, string Asked, string? Error = null, int KeptPart = 0, byte[]? Part = null)
    {
        public override string ToString() => Name;
    }

    // Asked: where each request began, with the version that it went on with.
    public static TheoryData<DownloadCase> Cases => new((DownloadCase[])
    [
        new("as it should be", () => [File(s_content)], "0"),
        new("without a length, in chunks", () => [Plain("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", Chunks(s_content))], "0"),
        new("without a length, until the connection ends", () => [Plain("HTTP/1.1 200 OK", s_content)], "0"),
        new("cut", () => [File(s_content, stopAt: 100_000), File(s_content)], "0 100000"),
        new("cut again and again", () => [File(s_content, stopAt: 50_000), File(s_content, stopAt: 100_000), File(s_content, stopAt: 299_999), File(s_content)], "0 50000 100000 299999"),
        new("cut in its chunks", () => [Plain("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", Chunks(s_content)[..100_007]), File(s_content)], "0 100000"),
        new("reset", () => [Reset, File(s_content)], "0 100000"),
        new("cut before the first byte", () => [File(s_content, stopAt: 0), File(s_content)], "0 0"),
        new("cut in its head", () => [Bytes("HTTP/1.1 200 OK\r\nConte"u8.ToArray()), File(s_content)], "0 0"),
        new("slow, but never still", () => [Slow], "0"),
        new("stalls", () => [File(s_content, stopAt: 100_000, stall: true), File(s_content)], "0 100000"),
        new("stalls before its head", () => [Stall, File(s_content)], "0 0"),
        new("goes on with the version that it was", () => [File(s_content, "\"v1\"", stopAt: 100_000), File(s_content, "\"v1\"")], "0 100000:\"v1\""),
        new("is another version meanwhile", () => [File(s_other, "\"v1\"", stopAt: 100_000), File(s_content, "\"v2\"")], "0 100000:\"v1\""),
        new("has a version that may change", () => [File(s_content, "W/\"v1\"", stopAt: 100_000), File(s_content, "W/\"v1\"")], "0 100000"),
        new("goes on by date", () => [Plain($"HTTP/1.1 200 OK\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\nContent-Length: {Length}", s_content[..9]), File(s_content, "Sun, 06 Nov 1994 08:49:37 GMT")],
            "0 9:Sun, 06 Nov 1994 08:49:37 GMT"),
        new("knows no ranges", () => [File(s_content, stopAt: 100_000), Plain($"HTTP/1.1 200 OK\nContent-Length: {Length}", s_content)], "0 100000"),
        new("does not have the range", () => [File(s_content, stopAt: 100_000), Plain("HTTP/1.1 416 Range Not Satisfiable\nContent-Length: 0"), File(s_content)], "0 100000 0"),
        new("is busy", () => [Plain("HTTP/1.1 503 Service Unavailable\nContent-Length: 0"), Plain("HTTP/1.1 429 Too Many Requests\nContent-Length: 0"), File(s_content)], "0 0 0"),
        new("a part of an earlier try", () => [File(s_content)], "1000", Part: s_content[..1000]),
        new("a whole part of an earlier try", () => [File(s_content)], "", Part: s_content),
        new("a part that is too long", () => [File(s_content)], "0", Part: [.. s_content, 0]),
        new("a part of something else", () => [File(s_content)], "100000", "what {file} sent has the SHA-256 ", Part: s_other[..100_000]),

        new("cut every time", () => [File(s_content, stopAt: 100_000), File(s_content, stopAt: 100_000)], "0 100000 100000 100000",
            "{file}: the connection ended, 4 times now, and 100,000 of 300,000 bytes have come; the next try goes on from there.", KeptPart: 100_000),
        new("stalls every time", () => [File(s_content, stopAt: 100_000, stall: true), Stall], "0 100000 100000 100000",
            "{file}: nothing came for 0.5 s, 4 times now, and 100,000 of 300,000 bytes have come; the next try goes on from there.", KeptPart: 100_000),
        new("busy every time", () => [Plain("HTTP/1.1 503 Service Unavailable\nContent-Length: 0")], "0 0 0 0",
            "{file}: it answers 503 (ServiceUnavailable), 4 times now, and 0 of 300,000 bytes have come; the next try goes on from there."),
        new("other bytes", () => [File(s_other)], "0", $"what {{file}} sent has the SHA-256 {Convert.ToHexStringLower(SHA256.HashData(s_other))}, not {Convert.ToHexStringLower(SHA256.HashData(s_content))}; it was not kept."),
        new("other bytes behind a cut", () => [File(s_content, stopAt: 100_000), File(s_other)], "0 100000", $"what {{file}} sent has the SHA-256 {Convert.ToHexStringLower(SHA256.HashData(s_mixed))}, not "),
        new("says it is longer", () => [Plain($"HTTP/1.1 200 OK\nContent-Length: {Length + 1}", [.. s_content, 0])], "0", "{file} is said to have 300,001 bytes, not 300,000; it was not kept."),
        new("says it is shorter", () => [Plain($"HTTP/1.1 200 OK\nContent-Length: {Length - 1}", s_content[1..])], "0", "{file} is said to have 299,999 bytes, not 300,000; it was not kept."),
        new("says it has no end", () => [Plain($"HTTP/1.1 200 OK\nContent-Length: {long.MaxValue}", s_content)], "0", "{file} is said to have 9,223,372,036,854,775,807 bytes, not 300,000; it was not kept."),
        new("has no end", () => [Endless], "0", "{file} sends more than 300,000 bytes; it was not kept."),
        new("is shorter than it says, and ends", () => [Plain("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", Chunks(s_content[..1000])), Plain("HTTP/1.1 200 OK", s_content[..1000])], "0 1000 1000 1000",
            "{file}: the connection ended, 4 times now, and 1,000 of 300,000 bytes have come; the next try goes on from there.", KeptPart: 1000),
        new("goes on elsewhere", () => [File(s_content, stopAt: 100_000), Plain($"HTTP/1.1 206 Partial Content\nContent-Range: bytes 99999-{Length - 1}/{Length}", s_content[99_999..])], "0 100000",
            "{file} was asked for what follows byte 100,000, and answers with 'bytes 99999-299999/300000'; it was not kept."),
        new("goes on without saying where", () => [File(s_content, stopAt: 100_000), Plain("HTTP/1.1 206 Partial Content", s_content[100_000..])], "0 100000",
            "{file} was asked for what follows byte 100,000, and answers with ''; it was not kept."),
        new("a part that nobody asked for", () => [Plain($"HTTP/1.1 206 Partial Content\nContent-Range: bytes 0-{Length - 1}/{Length}", s_content)], "0", "{file} answers 206 (PartialContent)."),
        new("is not there", () => [Plain("HTTP/1.1 404 No such\x1b[31mthing\nContent-Length: 0")], "0", "{file} answers 404 (NotFound)."),
        new("is not for everyone", () => [Plain("HTTP/1.1 403 Forbidden\nContent-Length: 0")], "0", "{file} answers 403 (Forbidden)."),
        new("speaks no HTTP", () => [Bytes("220 ftp ready\r\n"u8.ToArray())], "0", "{file} answers in no HTTP that can be read: "),
        new("has a head without end", () => [Plain("HTTP/1.1 200 OK\nX: " + new string('x', 100_000), s_content)], "0", "{file} answers in no HTTP that can be read: "),

        new("is elsewhere", () => [Moved(301, "elsewhere"), File(s_content)], "0 0"),
        new("is elsewhere, when it is cut too", () => [Moved(302, "/a"), File(s_content, "\"v\"", stopAt: 9), Moved(307, "/a"), File(s_content, "\"v\"")], "0 0 9:\"v\" 9:\"v\""),
        new("is five times elsewhere", () => [Moved(301, "b"), Moved(302, "c"), Moved(303, "d"), Moved(307, "e"), Moved(308, "f"), File(s_content)], "0 0 0 0 0 0"),
        new("is always elsewhere", () => [Moved(302, "again")], "0 0 0 0 0 0", "{file} redirects more than 5 times."),
        new("is nowhere", () => [Plain("HTTP/1.1 302 Found\nContent-Length: 0")], "0", "{file} redirects to nowhere; followed is https, and http from http."),
        new("is in a file here", () => [Moved(302, "file:///etc/passwd")], "0", "{file} redirects to file:///etc/passwd; followed is https, and http from http."),
        new("is on another kind of server", () => [Moved(302, "ftp://127.0.0.1/x")], "0", "{file} redirects to ftp://127.0.0.1/x; followed is https, and http from http."),
        new("is behind https that is not there", () => [Moved(302, "https://127.0.0.1:1/x")], "0", "{file} can not be reached: "),
    ]);

    [Theory, MemberData(nameof(Cases))]
    public async Task KeepsTheFileWantedOrNothing(DownloadCase c)
    {
        using var folder = new TempFolder();
        using ScriptedServer server = new([.. c.Script().Cast<WebAnswer>()]);
        PublishedFile file = Published(server);
        if (c.Part is not null)
            System.IO.File.WriteAllBytes(folder.File("x.bin.part"), c.Part);

        string? error = null;
        List<long> progress = [];
        using (Downloader downloader = new(s_patience))
        {
            try
            {
                await downloader.Download(file, folder.File("x.bin"), progress.Add, TestContext.Current.CancellationToken);
            }
            catch (IOException e)
            {
                error = e.Message;
            }
        }

        string Named(string text) => text.Replace("{file}", file.Address.ToString());
        Assert.Equal(c.Asked, string.Join(' ', server.Requests.Select(r => $"{r.From ?? 0}{(r.IfRange is null ? "" : $":{r.IfRange}")}")));
        if (c.Error is null)
            Assert.Null(error);
        else
            Assert.StartsWith(Named(c.Error), error);

        Assert.DoesNotContain('\n', error ?? "");
        Assert.DoesNotContain('\e', error ?? "");
        Assert.All(progress, bytes => Assert.InRange(bytes, 1, Length));
        Assert.Equal(c.Error is null ? ["x.bin"] : c.KeptPart > 0 ? ["x.bin.part"] : [], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Where(name => name != "x.bin.part.version"));
        if (c.Error is null)
            Assert.True(s_content.AsSpan().SequenceEqual(System.IO.File.ReadAllBytes(folder.File("x.bin"))));
        else if (c.KeptPart > 0)
            Assert.Equal(c.KeptPart, new FileInfo(folder.File("x.bin.part")).Length);
    }

    [Fact]
    public async Task WhatWasStoppedGoesOn()
    {
        using var folder = new TempFolder();
        using ScriptedServer server = new(File(s_content, "\"v\"", stopAt: 100_000, stall: true), File(s_content, "\"v\""));
        using CancellationTokenSource stop = new();
        using Downloader downloader = new(s_patience with { Stall = TimeSpan.FromMinutes(1) });
        Task first = downloader.Download(Published(server), folder.File("x.bin"), bytes => { if (bytes == 100_000) stop.Cancel(); }, stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(100_000, new FileInfo(folder.File("x.bin.part")).Length);

        await downloader.Download(Published(server), folder.File("x.bin"), _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal([folder.File("x.bin")], Directory.GetFiles(folder.Path));
        Assert.Equal(s_content, System.IO.File.ReadAllBytes(folder.File("x.bin")));
    }

    [Fact]
    public async Task NobodyThereIsToldAtOnce()
    {
        using var folder = new TempFolder();
        Uri address;
        using (ScriptedServer server = new(File(s_content)))
            address = server.Address;

        using Downloader downloader = new(s_patience);
        PublishedFile file = new(new Uri(address, "x.bin"), Length, "");
        IOException error = await Assert.ThrowsAsync<IOException>(() => downloader.Download(file, folder.File("x.bin"), _ => { }, TestContext.Current.CancellationToken));
        Assert.StartsWith($"{file.Address} can not be reached: ", error.Message);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("https://a/x", "https://b/y", "https://b/y")]
    [InlineData("https://a/x", "/y", "https://a/y")]
    [InlineData("http://a/x", "https://b/y", "https://b/y")]
    [InlineData("http://a/x", "http://b/y", "http://b/y")]
    [InlineData("https://a/x", "//b/y", "https://b/y")]
    [InlineData("https://a/x", "http://a/x", null)]
    [InlineData("https://a/x", "data:,x", null)]
    public void NoRedirectLosesSecrecy(string from, string location, string? to)
    {
        PublishedFile file = new(new Uri(from), 1, "");
        Uri Follow() => Downloader.Redirected(file, new Uri(from), new Uri(location, UriKind.RelativeOrAbsolute), redirects: 0);
        if (to is null)
            Assert.Throws<IOException>(Follow);
        else
            Assert.Equal(to, Follow().ToString());
    }

    private static WebAnswer Stall { get; } = (_, _, end) => Task.Delay(Timeout.Infinite, end);

    // As a router does that has forgotten the connection.
    private static WebAnswer Reset { get; } = async (request, connection, end) =>
    {
        await Plain($"HTTP/1.1 200 OK\nContent-Length: {Length}", s_content[..100_000])(request, connection, end);
        await Task.Delay(200, end);
        ((NetworkStream)connection).Socket.Close(timeout: 0);
    };

    // Takes longer in all than a client waits for the next bytes.
    private static WebAnswer Slow { get; } = async (request, connection, end) =>
    {
        await Plain($"HTTP/1.1 200 OK\nContent-Length: {Length}")(request, connection, end);
        foreach (byte[] piece in s_content.Chunk(75_000))
        {
            await Task.Delay(200, end);
            await connection.WriteAsync(piece, end);
        }
    };

    private static WebAnswer Endless { get; } = async (request, connection, end) =>
    {
        await Plain("HTTP/1.1 200 OK")(request, connection, end);
        while (true)
            await connection.WriteAsync(s_other, end);
    };

    private static WebAnswer Moved(int code, string location) => Plain($"HTTP/1.1 {code} Moved\nLocation: {location}\nContent-Length: 0");

    private static PublishedFile Published(ScriptedServer server) => new(new Uri(server.Address, "x.bin"), Length, Convert.ToHexStringLower(SHA256.HashData(s_content)));

    // A hundred thousand bytes a chunk.
    private static byte[] Chunks(byte[] content) => [.. content.Chunk(100_000).SelectMany(chunk => (byte[])[.. Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"), .. chunk, .. "\r\n"u8]), .. "0\r\n\r\n"u8];

    private static byte[] Noise(int seed)
    {
        byte[] bytes = new byte[Length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
