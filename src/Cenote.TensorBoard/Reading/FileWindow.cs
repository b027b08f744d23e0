namespace Cenote.TensorBoard;

/// <summary>The bytes of a file that may grow, read in blocks. One block is held, and only while somebody reads.</summary>
internal sealed class FileWindow(Func<Stream> open) : IDisposable
{
    private const int BlockBytes = 1 << 16;

    private Stream? _stream;
    private byte[] _block = [];
    private long _start;
    private int _count;

    /// <summary>The file's size in bytes when it was opened: what comes later is seen after the next <see cref="Dispose"/>.</summary>
    public long Length { get; private set; }

    /// <summary>The bytes from <paramref name="offset"/> on, valid until the next call; false where the file did not hold all of them.</summary>
    public bool TryRead(long offset, long count, out ReadOnlyMemory<byte> bytes)
    {
        bytes = ReadBlock(offset, count);
        if (bytes.Length < count)
            return false;

        bytes = bytes[..(int)count];
        return true;
    }

    /// <summary>The bytes from <paramref name="offset"/> on to the end of the block, but not fewer than <paramref name="least"/>; else none.</summary>
    public ReadOnlyMemory<byte> ReadBlock(long offset, long least) => IsHeld(offset, least) || Fill(offset, least)
        ? _block.AsMemory((int)(offset - _start), (int)(_start + _count - offset))
        : default;

    /// <summary>Closes the file and forgets what was read: the next reader sees it as it then is.</summary>
    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
        _block = [];
        _count = 0;
    }

    private bool IsHeld(long offset, long count) => offset >= _start && offset + count <= _start + _count;

    private bool Fill(long offset, long count)
    {
        if (_stream is null)
        {
            _stream = open();
            Length = _stream.Length;
        }

        // Before anything is allocated: a size that a file declares is no proof that it is there.
        if (offset + count > Length)
            return false;

        int wanted = (int)Math.Min(Math.Max(count, BlockBytes), Length - offset);
        if (_block.Length < wanted)
            _block = new byte[wanted];

        _start = offset;
        _stream.Position = offset;
        _count = _stream.ReadAtLeast(_block.AsSpan(0, wanted), wanted, throwOnEndOfStream: false);
        return count <= _count;
    }
}
