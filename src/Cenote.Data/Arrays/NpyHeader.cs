using System.Buffers.Binary;
using System.Text;

namespace Cenote.Data;

/// <summary>What stands before the elements of an array in NumPy's format.</summary>
/// <remarks>Source: numpy.lib.format: the magic bytes, a version, the length of a Python dictionary, the dictionary padded with spaces.</remarks>
internal sealed record NpyHeader(ArrayElement Element, bool BigEndian, nint[] Shape, int Bytes)
{
    // Version 1 has no more. Version 2 came for structures of very many fields, which are not read.
    private const int MostBytes = 1 << 16;

    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a header and leaves the stream at the first element.</summary>
    /// <param name="stream">What begins with it.</param>
    /// <param name="name">What errors call the file.</param>
    /// <exception cref="InvalidDataException">It is no header, or describes no array that is read.</exception>
    public static NpyHeader Read(Stream stream, string name)
    {
        Span<byte> start = stackalloc byte[12];
        Fill(stream, start[..10], name);
        if (!start.StartsWith(Magic))
            throw new InvalidDataException($"{name} is no array of NumPy's: it does not begin with \\x93NUMPY.");

        (int major, int minor) = (start[6], start[7]);
        if (major is < 1 or > 3 || minor != 0)
            throw new InvalidDataException($"{name} is of version {major}.{minor} of NumPy's format; 1.0, 2.0 and 3.0 are read.");

        if (major > 1)
            Fill(stream, start[10..], name);

        long length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > MostBytes)
            throw new InvalidDataException($"{name} has a header of {length:N0} bytes; at most {MostBytes:N0} are read.");

        byte[] text = new byte[length];
        Fill(stream, text, name);

        // Only names of a structure's fields, which are skipped, can be beyond ASCII.
        NpyDictionary dictionary = new(Encoding.Latin1.GetString(text), name);
        NpyHeader header = dictionary.Header((major == 1 ? 10 : 12) + text.Length);
        header.Element.BytesOf(header.Shape, name);
        return header;
    }

    /// <summary>The header that NumPy writes, version 1.</summary>
    public static byte[] Write(ArrayElement element, ReadOnlySpan<nint> shape)
    {
        string lengths = string.Join(", ", shape.ToArray()) + (shape.Length == 1 ? "," : "");
        string text = $"{{'descr': '{(element.Bytes == 1 ? '|' : '<')}{element.Npy}', 'fortran_order': False, 'shape': ({lengths}), }}";
        int total = (10 + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        byte[] header = new byte[total];
        Magic.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(total - 10));
        Encoding.ASCII.GetBytes(text.PadRight(total - 11) + '\n').CopyTo(header, 10);
        return header;
    }

    private static void Fill(Stream stream, Span<byte> destination, string name)
    {
        if (ArrayBytes.ReadFrom(stream, destination, name) < destination.Length)
            throw new InvalidDataException($"{name} ends within its header.");
    }
}
