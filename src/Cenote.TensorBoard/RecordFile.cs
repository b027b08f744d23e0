using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Cenote.TensorBoard.Protos;
using Google.Protobuf;

namespace Cenote.TensorBoard;

/// <summary>Frames events as records: length, its checksum, data, its checksum. One caller at a time.</summary>
/// <remarks>
/// <para>A record goes to the stream in one unbuffered write, so it is with the operating system when <see cref="Append"/> returns: other
/// readers see it, and it outlives this process.</para>
/// <para>Source: TensorFlow's TFRecord format. CRC-32C is RFC 3720's; the mask keeps the checksum of data that itself holds checksums sound.</para>
/// </remarks>
internal sealed class RecordFile(Stream stream) : IDisposable
{
    private const int HeaderBytes = sizeof(ulong) + sizeof(uint);
    private const int FooterBytes = sizeof(uint);

    private byte[] _buffer = new byte[1024];
    private long _wholeBytes;

    /// <summary>Writes one record. When that fails, cuts the file back to the last whole record before it throws.</summary>
    public void Append(Event happening)
    {
        int length = happening.CalculateSize();
        int total = checked(HeaderBytes + length + FooterBytes);
        if (_buffer.Length < total)
            _buffer = new byte[Math.Max(total, (int)Math.Min(2L * _buffer.Length, Array.MaxLength))];

        Span<byte> record = _buffer.AsSpan(0, total);
        Span<byte> data = record.Slice(HeaderBytes, length);
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)length);
        BinaryPrimitives.WriteUInt32LittleEndian(record[sizeof(ulong)..], MaskedCrc(record[..sizeof(ulong)]));
        happening.WriteTo(data);
        BinaryPrimitives.WriteUInt32LittleEndian(record[^FooterBytes..], MaskedCrc(data));

        try
        {
            stream.Write(record);
        }
        catch
        {
            CutBack();
            throw;
        }

        _wholeBytes += total;
    }

    public void Dispose() => stream.Dispose();

    // A reader that follows the file would wait at a cut record for the rest of it.
    private void CutBack()
    {
        if (!stream.CanSeek)
            return;

        try
        {
            stream.SetLength(_wholeBytes);
        }
#pragma warning disable CA1031, RCS1075 // The caller hears of the write that failed first; readers stop at the cut record by its checksum.
        catch (Exception)
#pragma warning restore CA1031, RCS1075
        {
        }
    }

    private static uint MaskedCrc(ReadOnlySpan<byte> data)
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
