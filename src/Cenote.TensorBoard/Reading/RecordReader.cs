using System.Buffers.Binary;
using static Cenote.TensorBoard.RecordFormat;

namespace Cenote.TensorBoard;

/// <summary>Reads the records of a file that may be damaged, cut or growing. Every good record is given, whatever lies between.</summary>
/// <remarks>
/// <para>A record whose data is damaged is passed over by its length. Where no good header follows it, its bytes are searched as well, since
/// some may be missing. Where the length itself is damaged, the next good header is searched byte by byte: a checksum of 32 bits over a length
/// that is below the limit is not met by chance.</para>
/// </remarks>
internal sealed class RecordReader(FileWindow file, bool follow, long start = 0)
{
    // A file made for it could have each of its bytes looked at again for each of its headers. That many bytes take a second; then lengths are trusted.
    private const long MaxBytesReadAgain = 1 << 30;

    private long _bytesReadAgain;

    // Within damage: no header was found yet, or none whose record is good.
    private bool _searching;

    /// <summary>Where the next record begins. What lies before was read or is lost.</summary>
    public long Position { get; private set; } = start;

    public EventFileLoss Loss { get; } = new();

    /// <summary>The next record's data, valid until the next call. False at the end, or where the rest of a record is waited for.</summary>
    public bool TryRead(out ReadOnlyMemory<byte> data)
    {
        data = default;
        while (true)
        {
            if (_searching)
                FindHeader();

            if (!file.TryRead(Position, HeaderBytes, out ReadOnlyMemory<byte> header))
                return EndAtCutHeader();

            if (!IsGood(header.Span, out int length))
            {
                Search(IsChecked(header.Span) ? DamageKind.TooLong : DamageKind.Length);
                continue;
            }

            long next = Position + HeaderBytes + length + FooterBytes;
            if (!file.TryRead(Position + HeaderBytes, length + FooterBytes, out ReadOnlyMemory<byte> body))
            {
                if (follow)
                    return false;

                Search(DamageKind.Cut);
                continue;
            }

            if (MaskedCrc(body.Span[..length]) == BinaryPrimitives.ReadUInt32LittleEndian(body.Span[length..]))
            {
                data = body[..length];
                _searching = false;
                Position = next;
                return true;
            }

            LeaveDamagedData(next);
        }
    }

    // A file that is still written will go on here; of any other, what is left is no record.
    private bool EndAtCutHeader()
    {
        long rest = file.Length - Position;
        if (!follow && rest > 0)
        {
            if (!_searching)
                Loss.Add(Position, DamageKind.Cut);

            Skip(rest);
        }

        return false;
    }

    // The record's own end is believed where a good header is found there, or may still come.
    private void LeaveDamagedData(long next)
    {
        long bytes = next - Position;
        bool endsThere = file.TryRead(next, HeaderBytes, out ReadOnlyMemory<byte> header) ? IsGood(header.Span, out _) : follow;
        if (endsThere || _bytesReadAgain + bytes > MaxBytesReadAgain)
        {
            Loss.Add(Position, DamageKind.Data);
            Skip(bytes);
            _searching = false;
            return;
        }

        _bytesReadAgain += bytes;
        Search(DamageKind.Data);
    }

    private void Search(DamageKind kind)
    {
        if (!_searching)
            Loss.Add(Position, kind);

        _searching = true;
        Skip(1);
    }

    // Stops before the last bytes where they are too few for a header.
    private void FindHeader()
    {
        int at;
        do
        {
            ReadOnlySpan<byte> block = file.ReadBlock(Position, HeaderBytes).Span;
            for (at = 0; at + HeaderBytes <= block.Length; at++)
            {
                if (!IsGood(block[at..], out _))
                    continue;

                Skip(at);
                return;
            }

            Skip(at);
        }
        while (at > 0);
    }

    private void Skip(long bytes)
    {
        Position += bytes;
        Loss.Bytes += bytes;
    }

    private static bool IsGood(ReadOnlySpan<byte> header, out int length)
    {
        ulong declared = BinaryPrimitives.ReadUInt64LittleEndian(header);
        bool isShort = declared <= EventFileReader.MaxRecordBytes;
        length = isShort ? (int)declared : 0;
        return isShort && IsChecked(header);
    }

    private static bool IsChecked(ReadOnlySpan<byte> header) =>
        MaskedCrc(header[..sizeof(ulong)]) == BinaryPrimitives.ReadUInt32LittleEndian(header[sizeof(ulong)..]);
}
