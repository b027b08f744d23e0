using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Cenote.TensorBoard;

/// <summary>A record of an event file: length (8 bytes), its checksum (4), data, its checksum (4), little endian.</summary>
/// <remarks>Source: TensorFlow's TFRecord format. CRC-32C is RFC 3720's; the mask keeps the checksum of data that itself holds checksums sound.</remarks>
internal static class RecordFormat
{
    public const int HeaderBytes = sizeof(ulong) + sizeof(uint);
    public const int FooterBytes = sizeof(uint);

    public static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(data);
        foreach (ulong word in words)
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));

        foreach (byte rest in data[(words.Length * sizeof(ulong))..])
            crc = BitOperations.Crc32C(crc, rest);

        return BitOperations.RotateRight(~crc, 15) + 0xa282ead8;
    }
}
