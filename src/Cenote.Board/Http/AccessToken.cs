using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Cenote.Board.Http;

/// <summary>The secret that opens a board to other machines: in the address that the terminal prints, then in a cookie.</summary>
internal sealed class AccessToken
{
    private const string Name = "token";
    private const int Bytes = 16;

    public string Value { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Whether the request carries the secret.</summary>
    public bool Opens(HttpRequest request) => IsRight(request.Cookies[CookieName(request)]);

    /// <summary>Turns an address with the right token into a cookie and the address without it; false for any other.</summary>
    public bool TryAdmit(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) || !IsRight(context.Request.Query[Name]))
            return false;

        context.Response.Cookies.Append(CookieName(context.Request), Value, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/" });
        context.Response.Redirect(context.Request.Path.HasValue ? context.Request.Path.ToUriComponent() : "/");
        return true;
    }

    // Cookies do not know ports, and there may be several boards.
    private static string CookieName(HttpRequest request) => $"cenote-{request.Host.Port ?? 80}";

    private bool IsRight(string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(Value));
}
