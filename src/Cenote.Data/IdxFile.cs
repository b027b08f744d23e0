using System.Buffers.Binary;
using System.IO.Compression;

namespace Cenote.Data;

/// <summary>An array of bytes in the IDX format of MNIST and its kin, as it is or gzipped: a mark, the length of each axis, the elements.</summary>
/// <remarks>The whole array comes to memory, and nothing else: its size is checked against the file and against a cap before it is allocated.</remarks>
internal sealed record IdxFile(int[] Shape, byte[] Elements)
{
    /// <summary>More than any set of this kind holds (EMNIST's largest: 547 MB).</summary>
    internal const long MostBytes = 1L << 30;

    private const int UnsignedBytes = 8;
    private static readonly byte[] s_gzip = [0x1f, 0x8b];

    /// <param name="path">The file.</param>
    /// <param name="axes">The number of axes that it should have.</param>
    /// <exception cref="InvalidDataException">The file is not of this format, is too large, or is damaged.</exception>
    internal static IdxFile Read(string path, int axes)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Read(file, axes, path);
    }

    /// <param name="file">The file, which can seek.</param>
    /// <param name="axes">The number of axes that it should have.</param>
    /// <param name="name">What errors call it.</param>
    /// <inheritdoc cref="Read(string, int)"/>
    internal static IdxFile Read(Stream file, int axes, string name)
    {
        byte[] start = new byte[s_gzip.Length];
        bool compressed = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.AsSpan().SequenceEqual(s_gzip);
        file.Position = 0;
        if (!compressed)
            return Read(file, file.Length, axes, name);

        using GZipStream content = new(file, CompressionMode.Decompress, leaveOpen: true);
        return Read(content, checked(file.Length * Deflate.MostGrowth), axes, name);
    }

    private static IdxFile Read(Stream content, long most, int axes, string name)
    {
        byte[] header = new byte[4 * (1 + axes)];
        if (ArrayBytes.ReadFrom(content, header, name) < header.Length || header[0] != 0 || header[1] != 0 || header[2] != UnsignedBytes || header[3] != axes)
            throw new InvalidDataException($"{name} is no IDX file of unsigned bytes with {axes} {(axes == 1 ? "axis" : "axes")}.");

        uint[] shape = new uint[axes];
        for (int i = 0; i < axes; i++)
            shape[i] = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 * (1 + i)));

        Int128 bytes = shape.Aggregate((Int128)1, (product, length) => product * length);
        if (bytes > MostBytes || shape.Any(length => length > MostBytes))
            throw new InvalidDataException($"{name} is said to hold [{string.Join(", ", shape)}] bytes; at most {MostBytes:N0} are read.");

        if (bytes > most - header.Length)
            throw new InvalidDataException($"{name} is said to hold {bytes:N0} bytes behind its header, and is too short for them.");

        byte[] elements = GC.AllocateUninitializedArray<byte>((int)bytes);
        int got = ArrayBytes.ReadFrom(content, elements, name);
        if (got < elements.Length)
            throw new InvalidDataException($"{name} ends after {got:N0} of {bytes:N0} bytes behind its header.");

        // Gzip's checksum is checked where its content ends.
        if (ArrayBytes.ReadFrom(content, new byte[1], name) > 0)
            throw new InvalidDataException($"{name} goes on behind the {bytes:N0} bytes that its header tells of.");

        return new IdxFile([.. shape.Select(length => (int)length)], elements);
    }
}
