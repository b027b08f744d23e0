using System.Buffers;
using System.IO.Compression;

namespace Cenote.Data;

/// <summary>A file in a zip, which is read from its beginning to its end: going back begins anew.</summary>
internal sealed class ZipBytes(ZipArchiveEntry entry, int headerBytes, string name) : ArrayBytes, IDisposable
{
    private const int SkipBytes = 1 << 16;

    private Stream? _stream;
    private long _at;
    private uint _crc;

    public override void Fill(long offset, Span<byte> destination)
    {
        if (destination.IsEmpty)
            return;

        if (_stream is null || headerBytes + offset < _at)
            Rewind();

        Skip(headerBytes + offset - _at);
        Next(destination);
        if (_at == entry.Length && _crc != entry.Crc32)
            throw new InvalidDataException($"{name} is damaged: its checksum is {_crc:x8}, and should be {entry.Crc32:x8}.");
    }

    public void Dispose() => _stream?.Dispose();

    /// <summary>Calls the zip's own reader; whatever it throws at a damaged one is told as damage.</summary>
    public static T Guard<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or ArgumentException or ArithmeticException or EndOfStreamException)
        {
            throw new InvalidDataException($"{name} is no zip that can be read: {e.Message}", e);
        }
    }

    private void Rewind()
    {
        _stream?.Dispose();
        _stream = Guard(name, entry.Open);
        _at = 0;
        _crc = 0;
    }

    private void Skip(long bytes)
    {
        byte[] room = ArrayPool<byte>.Shared.Rent(SkipBytes);
        for (; bytes > 0; bytes -= Math.Min(bytes, SkipBytes))
            Next(room.AsSpan(0, (int)Math.Min(bytes, SkipBytes)));

        ArrayPool<byte>.Shared.Return(room);
    }

    private void Next(Span<byte> destination)
    {
        int got = ReadFrom(_stream!, destination, name);
        if (got < destination.Length)
            throw new InvalidDataException($"{name} ends at byte {_at + got:N0} of {entry.Length:N0}.");

        _crc = Crc32.Append(_crc, destination);
        _at += got;
    }
}
