using System.Net;
using System.Net.Http.Headers;

namespace Cenote.Data;

/// <summary>How patient a download is.</summary>
/// <param name="Stall">How long it waits for the next bytes.</param>
/// <param name="Pause">How long it waits before it asks again.</param>
/// <param name="Attempts">How often it asks before it gives up.</param>
internal sealed record Patience(TimeSpan Stall, TimeSpan Pause, int Attempts)
{
    /// <summary>Half a minute for the next bytes, five times.</summary>
    internal static Patience Usual { get; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), 5);
}

/// <summary>Downloads published files: what arrives is kept in a file beside, continued after a cut, and gets its name when it is the file wanted.</summary>
/// <remarks>Whatever a server sends, no more than the published length is written, and nothing of another digest keeps a name or a place.</remarks>
internal sealed class Downloader(Patience patience) : IDisposable
{
    private const int MostRedirects = 5;

    // Redirects are followed by hand: .NET's own would follow any number of hosts without a word. Time is measured from byte to byte, not in all.
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = patience.Stall }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <param name="file">The file.</param>
    /// <param name="path">Where it is to be. Its folder exists, and nobody else downloads to it meanwhile.</param>
    /// <param name="progress">Is told how many bytes have arrived.</param>
    /// <param name="cancellation">Ends it; what arrived is kept, and the next call goes on from there.</param>
    /// <exception cref="IOException">The server can not be reached, sends something else, or stops again and again; the message says which.</exception>
    internal async Task Download(PublishedFile file, string path, Action<long> progress, CancellationToken cancellation)
    {
        PartialFile part = new(path);
        for (int attempt = 1; await Continue(file, part, progress, cancellation) is string why; attempt++)
        {
            if (attempt == patience.Attempts)
                throw new IOException($"{file.Address}: {why}, {attempt} times now, and {part.Length:N0} of {file.Length:N0} bytes have come; the next try goes on from there.");

            await Task.Delay(patience.Pause, cancellation);
        }

        if (await file.FaultOf(part.Path, cancellation) is string fault)
        {
            part.Delete();
            throw new IOException($"what {file.Address} sent {fault}; it was not kept.");
        }

        part.Commit();
    }

    // Asks for what is missing. Null where all has come, or else why it has not.
    private async Task<string?> Continue(PublishedFile file, PartialFile part, Action<long> progress, CancellationToken cancellation)
    {
        if (part.Length > file.Length)
            part.Delete();

        if (part.Length == file.Length)
            return null;

        using CancellationTokenSource stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stall.CancelAfter(patience.Stall);
        try
        {
            using HttpResponseMessage response = await Ask(file, part, stall.Token);
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
                part.Delete();

            return IsForNow(response.StatusCode) ? $"it answers {Told(response)}" : await Receive(response, file, part, progress, stall) == file.Length ? null : "the connection ended";
        }
        catch (HttpRequestException e) when (ErrorOf(e) is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            throw new IOException($"{file.Address} can not be reached: {e.InnerException?.Message ?? e.Message}", e);
        }
        catch (Exception e) when (ErrorOf(e) is HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new IOException($"{file.Address} answers in no HTTP that can be read: {e.Message}", e);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException)
        {
            return "the connection ended";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"nothing came for {patience.Stall.TotalSeconds:0.#} s";
        }
    }

    private async Task<HttpResponseMessage> Ask(PublishedFile file, PartialFile part, CancellationToken cancellation)
    {
        Uri address = file.Address;
        for (int redirects = 0; ; redirects++)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, address);
            if (part.Length > 0)
                (request.Headers.Range, request.Headers.IfRange) = (new RangeHeaderValue(part.Length, null), part.Version);

            HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
                return response;

            using (response)
                address = Redirected(file, address, response.Headers.Location, redirects);
        }
    }

    internal static Uri Redirected(PublishedFile file, Uri from, Uri? location, int redirects)
    {
        Uri? to = location is null ? null : new Uri(from, location);
        if (to is null || !(to.Scheme == Uri.UriSchemeHttps || (to.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp)))
            throw new IOException($"{file.Address} redirects to {to?.ToString() ?? "nowhere"}; followed is https, and http from http.");

        return redirects < MostRedirects ? to : throw new IOException($"{file.Address} redirects more than {MostRedirects} times.");
    }

    // What another try may mend: a busy server, or one that does not have the range it is asked for and is then asked for all.
    private static bool IsForNow(HttpStatusCode answer) => answer is HttpStatusCode.RequestedRangeNotSatisfiable or HttpStatusCode.TooManyRequests || (int)answer >= 500;

    private static HttpRequestError? ErrorOf(Exception e) => (e as HttpRequestException)?.HttpRequestError ?? (e as HttpIOException)?.HttpRequestError;

    private async Task<long> Receive(HttpResponseMessage response, PublishedFile file, PartialFile part, Action<long> progress, CancellationTokenSource stall)
    {
        bool continues = response.StatusCode == HttpStatusCode.PartialContent && part.Length > 0;
        if (!continues && response.StatusCode != HttpStatusCode.OK)
            throw new IOException($"{file.Address} answers {Told(response)}.");

        (long start, HttpContentHeaders headers) = (continues ? part.Length : 0, response.Content.Headers);
        if (continues && headers.ContentRange?.From != start)
            throw NotKept(part, $"{file.Address} was asked for what follows byte {start:N0}, and answers with '{headers.ContentRange}'");

        if (headers.ContentLength is long length && start + length != file.Length)
            throw NotKept(part, $"{file.Address} is said to have {start + length:N0} bytes, not {file.Length:N0}");

        using FileStream output = continues ? part.Continue() : part.Begin(response.Headers.ETag, headers.LastModified);
        using Stream input = await response.Content.ReadAsStreamAsync(stall.Token);
        byte[] buffer = new byte[1 << 16];
        for (int got; (got = await Next(input, buffer, stall.Token)) > 0; stall.CancelAfter(patience.Stall))
        {
            if (output.Length + got > file.Length)
                throw NotKept(part, $"{file.Address} sends more than {file.Length:N0} bytes");

            output.Write(buffer.AsSpan(0, got));
            progress(output.Length);
        }

        return output.Length;
    }

    // What goes wrong in the network, told apart from what goes wrong on the disk.
    private static async Task<int> Next(Stream input, byte[] buffer, CancellationToken stall)
    {
        try
        {
            return await input.ReadAsync(buffer, stall);
        }
        catch (IOException e) when (e is not HttpIOException)
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, e.Message, e);
        }
    }

    private static IOException NotKept(PartialFile part, string what)
    {
        part.Delete();
        return new IOException($"{what}; it was not kept.");
    }

    private static string Told(HttpResponseMessage response) => $"{(int)response.StatusCode} ({response.StatusCode})";

    public void Dispose() => _client.Dispose();
}
