using System.Buffers.Binary;
using System.IO.Compression;

namespace Cenote.Testing;

/// <summary>A decoder of 8-bit PNG files, written from the specification: strict about chunks and checksums, every filter.</summary>
internal sealed record PngPicture(int Width, int Height, int Channels, byte[] Pixels)
{
    public static PngPicture Decode(byte[] png)
    {
        Assert.Equal("89504E470D0A1A0A", Convert.ToHexString(png[..8]));
        byte[] header = [];
        var compressed = new MemoryStream();
        string type = "";
        for (int at = 8; at < png.Length; at += 12 + BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at)))
        {
            Assert.NotEqual("IEND", type);
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            type = System.Text.Encoding.ASCII.GetString(png, at + 4, 4);
            Assert.Equal(EventFile.Crc(png.AsSpan(at + 4, 4 + length), 0xedb88320), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            ReadOnlySpan<byte> data = png.AsSpan(at + 8, length);
            if (at == 8)
                Assert.Equal("IHDR", type);

            if (type == "IHDR")
                header = data.ToArray();
            else if (type == "IDAT")
                compressed.Write(data);
            else if (type != "sBIT")   // what Skia adds: how many bits are significant
                Assert.Equal("IEND", type);
        }

        Assert.Equal("IEND", type);
        Assert.Equal(13, header.Length);
        Assert.Equal(8, header[8]);
        Assert.Equal([0, 0, 0], header[10..]);
        int channels = header[9] switch { 0 => 1, 2 => 3, 6 => 4, byte colour => throw new InvalidDataException($"Colour type {colour}.") };
        int width = BinaryPrimitives.ReadInt32BigEndian(header);
        int height = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
        return new PngPicture(width, height, channels, Unfilter(Inflate(compressed), width * channels, height, channels));
    }

    private static byte[] Inflate(MemoryStream compressed)
    {
        compressed.Position = 0;
        using var zlib = new ZLibStream(compressed, CompressionMode.Decompress);
        var inflated = new MemoryStream();
        zlib.CopyTo(inflated);
        return inflated.ToArray();
    }

    private static byte[] Unfilter(byte[] filtered, int rowBytes, int height, int channels)
    {
        Assert.Equal((rowBytes + 1) * height, filtered.Length);
        var pixels = new byte[rowBytes * height];
        for (int y = 0; y < height; y++)
        {
            byte filter = filtered[y * (rowBytes + 1)];
            for (int x = 0; x < rowBytes; x++)
            {
                int left = x < channels ? 0 : pixels[y * rowBytes + x - channels];
                int above = y == 0 ? 0 : pixels[(y - 1) * rowBytes + x];
                int corner = x < channels || y == 0 ? 0 : pixels[(y - 1) * rowBytes + x - channels];
                int predicted = filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => above,
                    3 => (left + above) / 2,
                    4 => Paeth(left, above, corner),
                    _ => throw new InvalidDataException($"Filter {filter}."),
                };
                pixels[y * rowBytes + x] = (byte)(filtered[y * (rowBytes + 1) + 1 + x] + predicted);
            }
        }

        return pixels;
    }

    private static int Paeth(int left, int above, int corner)
    {
        int estimate = left + above - corner;
        int byLeft = Math.Abs(estimate - left), byAbove = Math.Abs(estimate - above), byCorner = Math.Abs(estimate - corner);
        return byLeft <= byAbove && byLeft <= byCorner ? left : byAbove <= byCorner ? above : corner;
    }
}
