using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Cenote.Board.Http;

/// <summary>The files of the pages, which lie in the program itself: a request can name no other.</summary>
internal static class Assets
{
    private static readonly FrozenDictionary<string, Asset> s_byPath = Read();

    /// <summary>The names of the pages: each has a module and a style sheet of its name.</summary>
    public static IReadOnlyList<string> Pages { get; } = ["images", "scalars", "playground", "learn"];

    /// <summary>The page or file of that path.</summary>
    public static IResult Answer(PathString path)
    {
        string name = path.Value is null or "/" ? Pages[0] : path.Value[1..];
        return Pages.Contains(name) ? Page(name)
            : s_byPath.TryGetValue(name, out Asset? asset) ? Results.Bytes(asset.Bytes, asset.ContentType, entityTag: asset.Tag)
            : Problem.NotFound();
    }

    // The shell with the page's own module and style sheet.
    private static IResult Page(string name) => Results.Text(s_byPath["shell.html"].Text.Replace("{page}", name, StringComparison.Ordinal), "text/html; charset=utf-8");

    private static FrozenDictionary<string, Asset> Read()
    {
        Assembly program = typeof(Assets).Assembly;
        return program.GetManifestResourceNames().ToFrozenDictionary(name => name, name =>
        {
            using Stream stream = program.GetManifestResourceStream(name)!;
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return new Asset(bytes, ContentType(Path.GetExtension(name)));
        });
    }

    private static string ContentType(string extension) => extension switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".jpg" => "image/jpeg",
        _ => "text/plain; charset=utf-8",
    };

    private sealed record Asset(byte[] Bytes, string ContentType)
    {
        // A browser asks again each time and is told that nothing has changed.
        public Microsoft.Net.Http.Headers.EntityTagHeaderValue Tag { get; } = new($"\"{Convert.ToHexString(SHA256.HashData(Bytes).AsSpan(0, 8))}\"");

        public string Text => System.Text.Encoding.UTF8.GetString(Bytes);
    }
}
