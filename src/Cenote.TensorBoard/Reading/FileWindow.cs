namespace Cenote.TensorBoard;

/// <summary>The bytes of a file that may grow, read in blocks. One block is held, and only while somebody reads.</summary>
internal sealed class FileWindow(Func<Stream> open) : IDisposable
{
    private const int BlockBytes = 1 << 16;

    private Stream? _stream;
    private byte[] _block = [];
    private long _start;
    private int _count;

    /// <summary>The file's size when it was last asked for.</summary>
    public long KnownBytes { get; private set; }

    /// <summary>The bytes from <paramref name="offset"/> on, valid until the next call; false where the file does not hold all of them yet.</summary>
    public bool TryRead(long offset, long count, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        if (!IsHeld(offset, count) && !Fill(offset, count))
            return false;

        bytes = _block.AsMemory((int)(offset - _start), (int)count);
        return true;
    }

    /// <summary>The bytes from <paramref name="offset"/> on: a block, or as many as there are.</summary>
    public ReadOnlyMemory<byte> ReadBlock(long offset)
    {
        _stream ??= open();
        KnownBytes = _stream.Length;
        int count = (int)Math.Clamp(KnownBytes - offset, 0, BlockBytes);
        return TryRead(offset, count, out ReadOnlyMemory<byte> bytes) ? bytes : default;
    }

    /// <summary>Closes the file and forgets what was read: the next reader sees it as it then is.</summary>
    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
        _block = [];
        _count = 0;
        KnownBytes = 0;
    }

    private bool IsHeld(long offset, long count) => offset >= _start && offset + count <= _start + _count;

    private bool Fill(long offset, long count)
    {
        _stream ??= open();
        if (offset + count > KnownBytes)
            KnownBytes = _stream.Length;

        // Before anything is allocated: a size that a file declares is no proof that it is there.
        if (offset + count > KnownBytes)
            return false;

        int wanted = (int)Math.Min(Math.Max(count, BlockBytes), KnownBytes - offset);
        if (_block.Length < wanted)
            _block = new byte[wanted];

        _start = offset;
        _stream.Position = offset;
        _count = _stream.ReadAtLeast(_block.AsSpan(0, wanted), wanted, throwOnEndOfStream: false);
        return count <= _count;
    }
}
