using System.Buffers.Binary;
using Cenote.TensorBoard.Protos;
using Google.Protobuf;
using static Cenote.TensorBoard.RecordFormat;

namespace Cenote.TensorBoard;

/// <summary>Frames events as records: length, its checksum, data, its checksum. One caller at a time.</summary>
/// <remarks>
/// A record goes to the stream in one unbuffered write, so it is with the operating system when <see cref="Append"/> returns: other
/// readers see it, and it outlives this process.
/// </remarks>
internal sealed class RecordFile(Stream stream) : IDisposable
{
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
}
