using System.Buffers.Binary;
using System.IO.Compression;

namespace Cenote.Testing;

/// <summary>Files in the IDX format, byte by byte from its description: shares no code with the reader, and can be made wrong.</summary>
internal static class Idx
{
    public static byte[] File(ReadOnlySpan<byte> elements, params ReadOnlySpan<uint> shape)
    {
        byte[] file = new byte[4 + 4 * shape.Length + elements.Length];
        (file[2], file[3]) = (8, (byte)shape.Length);
        for (int i = 0; i < shape.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(4 + 4 * i), shape[i]);

        elements.CopyTo(file.AsSpan(4 + 4 * shape.Length));
        return file;
    }

    public static byte[] Gzip(ReadOnlySpan<byte> bytes)
    {
        using MemoryStream stream = new();
        using (GZipStream gzip = new(stream, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);

        return stream.ToArray();
    }

    /// <summary>Writes a set of Fashion-MNIST; image i has label i mod 10, and pixels no two images share. Returns the pixels.</summary>
    public static byte[] WriteFashion(TempFolder folder, bool train, int images, bool compressed = true)
    {
        byte[] pixels = new byte[images * 784];
        new Random(images).NextBytes(pixels);
        byte[] labels = [.. Enumerable.Range(0, images).Select(i => (byte)(i % 10))];
        Write("images-idx3", File(pixels, (uint)images, 28, 28));
        Write("labels-idx1", File(labels, (uint)images));
        return pixels;

        void Write(string kind, byte[] bytes) =>
            System.IO.File.WriteAllBytes(folder.File($"{(train ? "train" : "t10k")}-{kind}-ubyte{(compressed ? ".gz" : "")}"), compressed ? Gzip(bytes) : bytes);
    }
}
