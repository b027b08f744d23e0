using System.Buffers.Binary;

namespace Cenote.Data.Tests;

public sealed class ImageDecoderTests
{
    public static TheoryData<string> Files => ["astronaut.png", "chelsea.png", "coffee.png", "hubble_deep_field.jpg", "rocket.jpg"];

    [Theory, MemberData(nameof(Files))]
    public void ACutFileIsRefused(string file)
    {
        byte[] bytes = Bytes(file);
        int[] lengths = [0, 1, 8, 20, 100, 1000, .. Enumerable.Range(1, 9).Select(tenth => bytes.Length / 10 * tenth), bytes.Length - 2000, bytes.Length - 200];
        foreach (int length in lengths)
        {
            Exception? error = Record.Exception(() => ImageDecoder.Decode(bytes.AsSpan(0, length), file));
            Assert.True(error is InvalidDataException, $"{file} cut to {length:N0} of {bytes.Length:N0} bytes gave {error?.GetType().Name ?? "a picture"}");
            Assert.StartsWith(file, error?.Message);
        }
    }

    // The last bytes hold no pixels (a checksum, an end mark): without them the picture may still be whole, but never anything else.
    [Theory, MemberData(nameof(Files))]
    public void AFileWithoutItsLastBytesIsRefusedOrWhole(string file)
    {
        byte[] bytes = Bytes(file);
        byte[] whole = ImageDecoder.Decode(bytes, file).Planes;
        foreach (int cut in (int[])[1, 2, 3, 4, 6, 8, 12, 16, 20, 24, 32, 64])
            try
            {
                byte[] planes = ImageDecoder.Decode(bytes.AsSpan(0, bytes.Length - cut), file).Planes;
                Assert.True(whole.AsSpan().SequenceEqual(planes), $"{file} without its last {cut} bytes gave another picture");
            }
            catch (InvalidDataException)
            {
                // Refused: as good.
            }
    }

    [Theory]
    [InlineData("astronaut.png")]
    [InlineData("coffee.png")]
    public void ADamagedPngIsRefused(string file)
    {
        byte[] bytes = Bytes(file);
        foreach (int tenth in Enumerable.Range(1, 9))
        {
            byte[] damaged = [.. bytes];
            damaged[bytes.Length / 10 * tenth] ^= 0x10;
            Assert.Throws<InvalidDataException>(() => ImageDecoder.Decode(damaged, file));
        }
    }

    [Fact]
    public void AHugePictureIsRefusedBeforeItIsDecoded()
    {
        byte[] bytes = Bytes("chelsea.png");
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), 20_000);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), 5_001);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(29), Crc32(bytes.AsSpan(12, 17)));

        var error = Assert.Throws<InvalidDataException>(() => ImageDecoder.Decode(bytes, "huge.png"));
        Assert.Equal("huge.png is 20,000 x 5,001 pixels; at most 100,000,000 are read.", error.Message);
    }

    [Fact]
    public void WhatIsNoPictureIsRefused()
    {
        var error = Assert.Throws<InvalidDataException>(() => ImageDecoder.Decode("not a picture at all, not a picture at all"u8, "notes.txt"));
        Assert.Equal("notes.txt is no picture that can be read (PNG, JPEG or WebP), or it ends within its header.", error.Message);
    }

    private static byte[] Bytes(string file) => File.ReadAllBytes(Path.Combine(Repository.Root, "src", "Cenote.Data", "Photographs", file));

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }
        return ~crc;
    }
}
