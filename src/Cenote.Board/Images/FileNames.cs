namespace Cenote.Board.Images;

/// <summary>Names and types of downloaded files. Tags come from whoever wrote the log: what is no letter, digit or plain sign becomes <c>_</c>.</summary>
internal static class FileNames
{
    // File systems allow 255 bytes; a letter takes up to three.
    private const int MaxLength = 50;

    public static string Safe(string name)
    {
        IEnumerable<char> plain = name.Take(MaxLength).Select(c => char.IsLetterOrDigit(c) || " -.()+=".Contains(c, StringComparison.Ordinal) ? c : '_');
        string safe = string.Concat(plain).Trim(' ', '.');
        return safe.Length > 0 ? safe : "_";
    }

    /// <summary>What a picture's first bytes say it is. Anything else is sent as bytes that a browser does not interpret.</summary>
    public static (string ContentType, string Ending) TypeOf(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) ? ("image/png", ".png")
        : file.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]) ? ("image/jpeg", ".jpg")
        : file.StartsWith("GIF8"u8) ? ("image/gif", ".gif")
        : file.Length > 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8) ? ("image/webp", ".webp")
        : ("application/octet-stream", ".bin");
}
