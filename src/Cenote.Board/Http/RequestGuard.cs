using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Cenote.Board.Http;

/// <summary>Whose requests are answered: those of the board's own pages, and of a user who typed its address.</summary>
/// <remarks>A page elsewhere can make a browser ask, by a name that it lets point here too (DNS rebinding): so the names of the host and of
/// the origin are compared whole, and nothing is shared with other origins.</remarks>
internal sealed class RequestGuard(IPAddress? host, Func<int> port)
{
    /// <summary>Why a request is refused, in one sentence; null where it is answered.</summary>
    public string? Refuse(HttpRequest request)
    {
        string name = request.Headers.Host.ToString();
        if (request.Headers.Host.Count != 1 || !IsOurs(name))
            return "The Host of this request is not the board's own address.";

        StringValues origin = request.Headers.Origin;
        if (origin.Count > 1 || (origin.Count == 1 && origin != $"http://{name}"))
            return "The Origin of this request is another than the board.";

        StringValues site = request.Headers["Sec-Fetch-Site"];
        return site.Count == 0 || site is [("same-origin" or "none")] ? null : "This request comes from another site.";
    }

    /// <summary>What every answer says to the browser: nothing from elsewhere, nothing to elsewhere, no frame, no guess at types.</summary>
    public static void Seal(HttpResponse response)
    {
        IHeaderDictionary headers = response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers[HeaderNames.CacheControl] = "no-cache";
    }

    // As a browser writes it: the port stands there unless it is 80.
    private bool IsOurs(string name)
    {
        string end = port() == 80 ? "" : $":{port()}";
        if (end.Length > 0 && !name.EndsWith(end, StringComparison.Ordinal))
            return false;

        string bare = name[..^end.Length];
        if (bare is "localhost" or "127.0.0.1" or "[::1]")
            return true;

        // Beyond this machine the address is checked; a name would be whatever somebody's name server says.
        return host is not null && IPAddress.TryParse(bare, out IPAddress? address) && IsWritten(address, bare)
            && (host.Equals(address) || host.Equals(IPAddress.Any) || host.Equals(IPAddress.IPv6Any));
    }

    // No 127.1, no 0x7f.1: only as the address itself would be written.
    private static bool IsWritten(IPAddress address, string text) =>
        text == (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString());
}
