using System.Security.Cryptography;

namespace Cenote.Data;

/// <summary>A file as its authors published it.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">The SHA-256 of its bytes, in small hexadecimal digits.</param>
internal sealed record PublishedFile(Uri Address, long Length, string Sha256)
{
    internal string Name => Path.GetFileName(Address.AbsolutePath);

    /// <summary>The same file elsewhere: in the folder that a mirror keeps such files in.</summary>
    internal PublishedFile At(Uri mirror) => this with { Address = new Uri(mirror, $"{mirror.AbsolutePath.TrimEnd('/')}/{Name}") };

    /// <summary>What is wrong with a copy of it, as the end of a sentence; null where nothing is.</summary>
    internal async Task<string?> FaultOf(string path, CancellationToken cancellation)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (file.Length != Length)
            return $"has {file.Length:N0} bytes, not {Length:N0}";

        string digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
        return digest == Sha256 ? null : $"has the SHA-256 {digest}, not {Sha256}";
    }
}
