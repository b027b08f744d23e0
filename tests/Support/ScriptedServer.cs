using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cenote.Testing;

/// <summary>What a client asked for; each null where it did not say.</summary>
internal sealed record WebRequest(string Path, long? From, string? IfRange);

/// <summary>Answers a request on an open connection, truly or not. The connection is closed behind it.</summary>
internal delegate Task WebAnswer(WebRequest request, Stream connection, CancellationToken end);

/// <summary>A web server on loopback that answers request after request by a script, the last answer again and again.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    private readonly CancellationTokenSource _end = new();
    private readonly WebAnswer[] _script;
    private readonly List<WebRequest> _requests = [];

    public ScriptedServer(params WebAnswer[] script)
    {
        _script = script;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/data/");
        _ = Listen();
    }

    public Uri Address { get; }

    public WebRequest[] Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    /// <summary>Any bytes, such as are no HTTP.</summary>
    public static WebAnswer Bytes(params byte[] bytes) => async (_, connection, end) => await connection.WriteAsync(bytes, end);

    /// <summary>A head of lines, and a body that need not fit it.</summary>
    public static WebAnswer Plain(string head, params byte[] body) => Bytes([.. Encoding.ASCII.GetBytes(head.ReplaceLineEndings("\r\n") + "\r\n\r\n"), .. body]);

    /// <summary>A file as a good server sends it, from where it is asked to, up to a place where it stops: by closing, or without a word.</summary>
    public static WebAnswer File(byte[] content, string? tag = null, int? stopAt = null, bool stall = false) => async (request, connection, end) =>
    {
        int from = (int)(request.From is long start && (request.IfRange is null || request.IfRange == tag) ? start : 0);
        string head = from > 0 ? $"HTTP/1.1 206 Partial Content\nContent-Range: bytes {from}-{content.Length - 1}/{content.Length}" : "HTTP/1.1 200 OK";
        string tagged = tag is null ? "" : $"\nETag: {tag}";
        await Plain($"{head}\nContent-Length: {content.Length - from}{tagged}", content[from..(stopAt ?? content.Length)])(request, connection, end);
        if (stall)
            await Task.Delay(Timeout.Infinite, end);
    };

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task Listen()
    {
        CancellationToken end = _end.Token;
        while (!end.IsCancellationRequested)
            _ = Answer(await _listener.AcceptTcpClientAsync(end), end);
    }

    private async Task Answer(TcpClient client, CancellationToken end)
    {
        using (client)
        {
            try
            {
                NetworkStream connection = client.GetStream();
                WebRequest request = await Read(connection);
                int number;
                lock (_requests)
                {
                    number = _requests.Count;
                    _requests.Add(request);
                }

                await _script[Math.Min(number, _script.Length - 1)](request, connection, end);

                // To close it before the client does could take with it what the client has not read yet.
                client.Client.Shutdown(SocketShutdown.Send);
                await connection.CopyToAsync(Stream.Null, end);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The client left: its own affair.
            }
        }
    }

    private static async Task<WebRequest> Read(NetworkStream connection)
    {
        using StreamReader reader = new(connection, Encoding.ASCII, leaveOpen: true);
        string path = (await reader.ReadLineAsync())!.Split(' ')[1];
        long? from = null;
        string? ifRange = null;
        while (await reader.ReadLineAsync() is string line && line.Length > 0)
        {
            string value = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
            if (line.StartsWith("Range:", StringComparison.OrdinalIgnoreCase))
                from = long.Parse(value["bytes=".Length..].TrimEnd('-'));
            else if (line.StartsWith("If-Range:", StringComparison.OrdinalIgnoreCase))
                ifRange = value;
        }

        return new WebRequest(path, from, ifRange);
    }
}
