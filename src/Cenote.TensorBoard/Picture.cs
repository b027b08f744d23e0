using Google.Protobuf;

namespace Cenote.TensorBoard;

/// <summary>A picture's pixels and PNG file, in memory that the next picture takes over.</summary>
#pragma warning disable CA1001 // A MemoryStream holds nothing but memory.
internal sealed class Picture
#pragma warning restore CA1001
{
    private readonly MemoryStream _png = new();
    private byte[] _pixels = [];
    private (int Width, int Height, int Channels) _size;

    /// <summary>Room for the pixels, whatever was there before.</summary>
    public Span<byte> Resize(int width, int height, int channels)
    {
        _size = (width, height, channels);
        int bytes = width * height * channels;
        if (_pixels.Length < bytes)
            _pixels = new byte[bytes];

        return _pixels.AsSpan(0, bytes);
    }

    /// <summary>The PNG file, without a copy: valid until the picture is drawn anew.</summary>
    public ByteString Encode()
    {
        _png.SetLength(0);
        Png.Encode(_pixels.AsSpan(0, _size.Width * _size.Height * _size.Channels), _size.Width, _size.Height, _size.Channels, _png);
        return UnsafeByteOperations.UnsafeWrap(_png.GetBuffer().AsMemory(0, (int)_png.Length));
    }
}
