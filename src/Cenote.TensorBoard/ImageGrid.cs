using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Cenote.TensorBoard;

/// <summary>Lays images out as PyTorch's add_images: rows of min(N, 8), no gap, black where the last row is not full, grey repeated to RGB.</summary>
internal readonly struct ImageGrid
{
    private const int MaxColumns = 8;

    private readonly int _count;
    private readonly int _channels;
    private readonly int _height;
    private readonly int _width;
    private readonly int _columns;
    private readonly bool _channelsLast;

    private ImageGrid(ReadOnlySpan<nint> image, int count, bool channelsLast)
    {
        _count = count;
        _channelsLast = channelsLast;
        _channels = (int)image[channelsLast ? 2 : 0];
        _height = (int)image[channelsLast ? 0 : 1];
        _width = (int)image[channelsLast ? 1 : 2];
        _columns = Math.Min(count, MaxColumns);
        PictureChannels = _channels == 1 ? 3 : _channels;
        PictureWidth = _columns * _width;
        PictureHeight = (count + _columns - 1) / _columns * _height;
    }

    public int PictureWidth { get; }

    public int PictureHeight { get; }

    public int PictureChannels { get; }

    /// <summary>Checks one image's lengths, [C, H, W] or [H, W, C], C being 1, 3 or 4.</summary>
    public static ImageGrid ForImage(ReadOnlySpan<nint> lengths, bool channelsLast, string name)
    {
        if (lengths.Length != 3)
            throw WrongRank(lengths, $"AddImage needs {(channelsLast ? "[H, W, C]" : "[C, H, W]")}", name);

        if (lengths[channelsLast ? 2 : 0] is not (1 or 3 or 4))
            throw WrongChannels(lengths, channelsLast ? 2 : 0, "AddImage shows 1 (grey), 3 (RGB) or 4 (RGBA)", name);

        CheckSize(lengths, lengths, 1, channelsLast, name);
        return new ImageGrid(lengths, 1, channelsLast);
    }

    /// <summary>Checks the lengths of several images, [N, C, H, W] or [N, H, W, C], C being 1 or 3.</summary>
    public static ImageGrid ForImages(ReadOnlySpan<nint> lengths, bool channelsLast, string name)
    {
        if (lengths.Length != 4)
            throw WrongRank(lengths, $"AddImages needs {(channelsLast ? "[N, H, W, C]" : "[N, C, H, W]")}", name);

        if (lengths[channelsLast ? 3 : 1] is not (1 or 3))
            throw WrongChannels(lengths, channelsLast ? 3 : 1, "AddImages shows 1 (grey) or 3 (RGB)", name);

        CheckSize(lengths, lengths[1..], lengths[0], channelsLast, name);
        return new ImageGrid(lengths[1..], (int)lengths[0], channelsLast);
    }

    /// <summary>Draws every image to its place. Fills all of <paramref name="picture"/>.</summary>
    public void Draw<T>(scoped in ReadOnlyTensorSpan<T> images, Span<byte> picture)
        where T : unmanaged
    {
        int length = (int)images.FlattenedLength;
        if (images.IsDense)
        {
            Draw(MemoryMarshal.CreateReadOnlySpan(in images.GetPinnableReference(), length), picture);
            return;
        }

        T[] flat = ArrayPool<T>.Shared.Rent(length);
        images.FlattenTo(flat.AsSpan(0, length));
        Draw<T>(flat.AsSpan(0, length), picture);
        ArrayPool<T>.Shared.Return(flat);
    }

    private void Draw<T>(ReadOnlySpan<T> images, Span<byte> picture)
        where T : unmanaged
    {
        int imageValues = images.Length / _count;
        int imageBytes = _width * _height * PictureChannels;
        byte[] converted = ArrayPool<byte>.Shared.Rent(imageValues);
        byte[] drawn = ArrayPool<byte>.Shared.Rent(imageBytes);
        if (_count % _columns != 0)
            picture[(_count / _columns * _columns * imageBytes)..].Clear();

        for (int n = 0; n < _count; n++)
        {
            ReadOnlySpan<T> values = images.Slice(n * imageValues, imageValues);
            if (typeof(T) == typeof(byte))
            {
                CopyRows(ToPixels(MemoryMarshal.Cast<T, byte>(values), drawn), n, picture);
                continue;
            }

            Pixels.ToBytes(MemoryMarshal.Cast<T, float>(values), converted);
            CopyRows(ToPixels(converted.AsSpan(0, imageValues), drawn), n, picture);
        }

        ArrayPool<byte>.Shared.Return(converted);
        ArrayPool<byte>.Shared.Return(drawn);
    }

    private ReadOnlySpan<byte> ToPixels(ReadOnlySpan<byte> image, Span<byte> drawn)
    {
        int plane = _width * _height;
        if (_channels == 1)
            Pixels.Interleave(image, image, image, drawn);
        else if (_channelsLast)
            return image;
        else if (_channels == 3)
            Pixels.Interleave(image[..plane], image.Slice(plane, plane), image[(2 * plane)..], drawn);
        else
            Pixels.Interleave(image, _channels, drawn);

        return drawn[..(plane * PictureChannels)];
    }

    private void CopyRows(ReadOnlySpan<byte> image, int n, Span<byte> picture)
    {
        int rowBytes = _width * PictureChannels;
        int at = (n / _columns * _height * _columns + n % _columns) * rowBytes;
        for (int y = 0; y < _height; y++, at += _columns * rowBytes)
            image.Slice(y * rowBytes, rowBytes).CopyTo(picture[at..]);
    }

    private static void CheckSize(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> image, nint count, bool channelsLast, string name)
    {
        if (lengths.Contains(0))
            throw new ArgumentException($"{name} has shape {Text(lengths)}; there is nothing to show.", name);

        Int128 across = Int128.Min(count, MaxColumns);
        Int128 gridWidth = across * image[channelsLast ? 1 : 2];
        Int128 gridHeight = (count + across - 1) / across * image[channelsLast ? 0 : 1];
        Int128 bytes = gridWidth * gridHeight * Math.Max(3, image[channelsLast ? 2 : 0]);
        if (bytes > Array.MaxLength)
        {
            throw new ArgumentException(
                $"{name} has shape {Text(lengths)}, a picture of {gridWidth} x {gridHeight} pixels and {bytes} bytes; at most {Array.MaxLength} fit.", name);
        }
    }

    private static ArgumentException WrongRank(ReadOnlySpan<nint> lengths, string rule, string name) =>
        new($"{name} has rank {lengths.Length}, shape {Text(lengths)}; {rule}.", name);

    private static ArgumentException WrongChannels(ReadOnlySpan<nint> lengths, int axis, string rule, string name) =>
        new($"{name} has {lengths[axis]} channels, axis {axis} of shape {Text(lengths)}; {rule}.", name);

    private static string Text(ReadOnlySpan<nint> lengths) => $"[{string.Join(", ", lengths.ToArray())}]";
}
