using System.Buffers;
using System.IO.Compression;

namespace Cenote.Data;

/// <summary>Unpacks a gzipped tar archive as if an enemy had made it: files and folders with plain names, and nothing else.</summary>
/// <param name="mostBytes">The most bytes that all files together may have.</param>
/// <param name="mostEntries">The most files and folders.</param>
internal sealed class TarUnpacking(long mostBytes, int mostEntries)
{
    private static readonly SearchValues<char> s_plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    // Devices on Windows, whatever ending follows.
    private static readonly HashSet<string> s_devices = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(i => (string[])[$"COM{i}", $"LPT{i}"])], StringComparer.OrdinalIgnoreCase);

    /// <summary>Unpacks into a new folder, which is gone again where the archive is refused.</summary>
    /// <exception cref="InvalidDataException">It is no such archive, is damaged, or holds what is not unpacked; the message says what.</exception>
    internal void Unpack(string archive, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        try
        {
            using FileStream file = new(archive, FileMode.Open, FileAccess.Read, FileShare.Read);
            using GZipStream content = new(file, CompressionMode.Decompress);
            Unpack(content, archive, folder, cancellation);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    private void Unpack(GZipStream content, string archive, string folder, CancellationToken cancellation)
    {
        // On some systems A and a are one name.
        HashSet<string> files = new(StringComparer.OrdinalIgnoreCase), folders = new(StringComparer.OrdinalIgnoreCase);
        long bytes = 0;
        for (int entries = 1; TarHeader.Read(content, archive) is TarHeader entry; entries++)
        {
            bytes += entry.Length;
            if (entries > mostEntries || bytes > mostBytes)
                throw new InvalidDataException($"{archive} holds more than {mostEntries:N0} files or {mostBytes:N0} bytes; it was not unpacked.");

            // POSIX's extended headers: dates to the nanosecond, a name that is too long for others. Not believed.
            if (entry.Type is 'x' or 'g')
            {
                Copy(content, Stream.Null, entry, archive, cancellation);
                continue;
            }

            string name = entry.Name.TrimEnd('/');
            if (Fault(entry, name, files, folders) is string fault)
                throw new InvalidDataException($"{archive} holds {Told(entry.Name)}, {fault}; it was not unpacked.");

            string path = Path.Combine(folder, name);
            Directory.CreateDirectory(entry.Type == '5' ? path : Path.GetDirectoryName(path)!);
            if (entry.Type == '5')
                continue;

            using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            Copy(content, file, entry, archive, cancellation);
        }
    }

    private static string? Fault(TarHeader entry, string name, HashSet<string> files, HashSet<string> folders)
    {
        if (entry.Type is not ('0' or '5') || (entry.Type == '5' && entry.Length > 0) || (entry.Type == '0' && entry.Name.EndsWith('/')))
            return "which is no plain file or folder";

        string[] parts = name.Split('/');
        if (!parts.All(IsPlain))
            return "a name that is not unpacked everywhere";

        string[] above = [.. Enumerable.Range(1, parts.Length - 1).Select(count => string.Join('/', parts[..count]))];
        folders.UnionWith(above);
        if (entry.Type == '5')
            folders.Add(name);

        bool isFree = entry.Type == '5' ? !files.Contains(name) : !folders.Contains(name) && files.Add(name);
        return isFree && !above.Any(files.Contains) ? null : "whose place another one has";
    }

    private static void Copy(GZipStream content, Stream file, TarHeader entry, string archive, CancellationToken cancellation)
    {
        byte[] buffer = new byte[1 << 16];
        long padded = (entry.Length + TarHeader.Block - 1) / TarHeader.Block * TarHeader.Block;
        for (long done = 0; done < padded; done += buffer.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<byte> piece = buffer.AsSpan(0, (int)Math.Min(padded - done, buffer.Length));
            if (ArrayBytes.ReadFrom(content, piece, archive) < piece.Length)
                throw new InvalidDataException($"{archive} ends within {Told(entry.Name)}; it was not unpacked.");

            file.Write(piece[..(int)Math.Clamp(entry.Length - done, 0, piece.Length)]);
        }
    }

    // A name that may be anything, for a terminal.
    private static string Told(string name) => name.Length == 0 ? "a file without a name" : string.Concat(name.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString()));

    // Nothing absolute, no .., no drive, no stream, nothing hidden, nothing that a system reads otherwise than another.
    private static bool IsPlain(string part) =>
        part.Length > 0 && !part.AsSpan().ContainsAnyExcept(s_plain) && part[0] is not ('.' or '-') && part[^1] != '.' && !s_devices.Contains(part.Split('.')[0]);
}
