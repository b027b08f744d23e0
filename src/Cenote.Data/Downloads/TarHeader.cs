using System.Text;

namespace Cenote.Data;

/// <summary>What one header of a tar archive says: 512 bytes of text fields.</summary>
/// <remarks>Ours, as System.Formats.Tar (10.0) allocates whatever length a header gives for a long name: a gigabyte for a file of nine kilobytes.</remarks>
internal sealed record TarHeader(string Name, char Type, long Length)
{
    internal const int Block = 512;

    private const int ChecksumAt = 148;
    private const int ChecksumBytes = 8;

    /// <summary>Reads a header; null at the block of zeros that ends an archive.</summary>
    /// <exception cref="InvalidDataException">There is no header here.</exception>
    internal static TarHeader? Read(Stream content, string archive)
    {
        byte[] header = new byte[Block];
        if (ArrayBytes.ReadFrom(content, header, archive) < Block)
            throw new InvalidDataException($"{archive} ends before the mark that ends a tar archive; it was not unpacked.");

        if (!header.AsSpan().ContainsAnyExcept((byte)0))
            return null;

        int sum = header.Sum(b => b) - header.Skip(ChecksumAt).Take(ChecksumBytes).Sum(b => b) + ChecksumBytes * ' ';
        if (Octal(header.AsSpan(ChecksumAt, ChecksumBytes)) != sum || Octal(header.AsSpan(124, 12)) is not long length)
            throw new InvalidDataException($"{archive} holds a header that is none of a tar archive's; it was not unpacked.");

        // Only POSIX's format has the first part of a long name here; GNU's has other things there.
        string folder = header.AsSpan(257).StartsWith("ustar\0"u8) ? Text(header.AsSpan(345, 155)) : "";
        string name = Text(header.AsSpan(0, 100));
        return new TarHeader(folder.Length > 0 ? $"{folder}/{name}" : name, header[156] == 0 ? '0' : (char)header[156], length);
    }

    private static string Text(ReadOnlySpan<byte> field) => Encoding.UTF8.GetString(field.IndexOf((byte)0) is >= 0 and int end ? field[..end] : field);

    private static long? Octal(ReadOnlySpan<byte> field)
    {
        field = field.Trim(" \0"u8);
        long number = 0;
        foreach (byte digit in field)
        {
            if (digit is < (byte)'0' or > (byte)'7')
                return null;

            number = number * 8 + digit - '0';
        }

        return field.IsEmpty ? null : number;
    }
}
