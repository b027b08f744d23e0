using SkiaSharp;

namespace Cenote.Data;

/// <summary>Decodes PNG, JPEG and WebP. With <see cref="ImageEncoder"/> and <see cref="ImageResizing"/> the only file that knows SkiaSharp.</summary>
/// <remarks>
/// <para>Strict: a file that ends early or is damaged is refused, never half decoded. (<c>SKBitmap.Decode</c> would fill the rest with grey.)</para>
/// <para>Values are the file's own: no colour management, no rotation by EXIF.</para>
/// </remarks>
internal static class ImageDecoder
{
    // A picture of a few kilobytes can declare any size; this many pixels take 400 MB to decode.
    internal const int MaxPixels = 100_000_000;

    private const int BytesPerPixel = 4;

    // Where the sizes stand in almost every file.
    private const int HeaderBytes = 1 << 15;
    private const int PngDepth = 24;

    /// <summary>Decodes a file to red, green and blue planes, each height x width, row by row; alpha is dropped.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">What errors call the file.</param>
    /// <exception cref="InvalidDataException">The file is no picture, is too large, ends early or is damaged.</exception>
    internal static DecodedImage Decode(ReadOnlySpan<byte> file, string name)
    {
        using SKData data = SKData.CreateCopy(file);
        using SKCodec codec = Open(data, name);
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        return new DecodedImage(ToPlanes(Pixels(codec, SKColorType.Rgba8888, name), width * height), width, height);
    }

    /// <summary>Decodes the largest middle part of a file that has the shape of a size, and resizes it to that size.</summary>
    /// <inheritdoc cref="Decode"/>
    internal static DecodedImage DecodeTo(ReadOnlySpan<byte> file, int height, int width, string name)
    {
        using SKData data = SKData.CreateCopy(file);
        using SKCodec codec = Open(data, name);
        byte[] pixels = Pixels(codec, SKColorType.Rgba8888, name);
        byte[] resized = ImageResizing.FillSize(pixels, codec.Info.Height, codec.Info.Width, height, width);
        return new DecodedImage(ToPlanes(resized, width * height), width, height);
    }

    /// <summary>The height and width of a picture's file, of which no more is read than that takes.</summary>
    /// <inheritdoc cref="Decode"/>
    internal static (int Height, int Width) Size(string path)
    {
        byte[] start = new byte[HeaderBytes];
        using (FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0))
            start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];

        using SKData beginning = SKData.CreateCopy(start);
        using SKCodec? early = start.Length < HeaderBytes ? null : SKCodec.Create(beginning);
        if (early is not null)
            return Size(early, path);

        using SKData whole = SKData.CreateCopy(start.Length < HeaderBytes ? start : ImageFile.ReadWhole(path));
        using SKCodec codec = Open(whole, path);
        return Size(codec, path);
    }

    /// <summary>Decodes a file to as many channels as it has: 1 (grey), 3 (RGB) or 4 (RGBA), those of a pixel together.</summary>
    /// <inheritdoc cref="Decode"/>
    internal static InterleavedImage DecodeInterleaved(ReadOnlySpan<byte> file, string name)
    {
        // Skia would halve them without a word: in a PNG, the depth stands behind the sizes.
        if (file.Length > PngDepth && file[1..4].SequenceEqual("PNG"u8) && file[PngDepth] == 16)
            throw new InvalidDataException($"{name} has 16 bits a channel; pictures of 8 are read.");

        using SKData data = SKData.CreateCopy(file);
        using SKCodec codec = Open(data, name);
        int channels = codec.Info.ColorType == SKColorType.Gray8 ? 1 : codec.Info.AlphaType == SKAlphaType.Opaque ? 3 : BytesPerPixel;
        byte[] pixels = Pixels(codec, channels == 1 ? SKColorType.Gray8 : SKColorType.Rgba8888, name);
        if (channels == 3)
        {
            // In place: a pixel is never written behind where it is read.
            for (int from = 0, to = 0; from < pixels.Length; from += BytesPerPixel, to += 3)
                pixels.AsSpan(from, 3).CopyTo(pixels.AsSpan(to));

            pixels = pixels[..(pixels.Length / BytesPerPixel * 3)];
        }

        return new InterleavedImage(pixels, codec.Info.Width, codec.Info.Height, channels);
    }

    private static SKCodec Open(SKData data, string name)
    {
        SKCodec codec = SKCodec.Create(data)
            ?? throw new InvalidDataException($"{name} is no picture that can be read (PNG, JPEG or WebP), or it ends within its header.");
        try
        {
            Size(codec, name);
            return codec;
        }
        catch
        {
            codec.Dispose();
            throw;
        }
    }

    private static (int Height, int Width) Size(SKCodec codec, string name)
    {
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        return (long)width * height <= MaxPixels
            ? (height, width)
            : throw new InvalidDataException($"{name} is {width:N0} x {height:N0} pixels; at most {MaxPixels:N0} are read.");
    }

    private static byte[] Pixels(SKCodec codec, SKColorType colours, string name)
    {
        // A colour space of null leaves the stored values alone.
        SKImageInfo info = new(codec.Info.Width, codec.Info.Height, colours, SKAlphaType.Unpremul, colorspace: null);
        SKCodecResult result = codec.GetPixels(info, out byte[] pixels);
        return result == SKCodecResult.Success ? pixels : throw new InvalidDataException($"{name} can not be decoded whole ({result}).");
    }

    private static byte[] ToPlanes(ReadOnlySpan<byte> rgba, int plane)
    {
        byte[] planes = new byte[3 * plane];
        for (int pixel = 0; pixel < plane; pixel++)
        {
            planes[pixel] = rgba[BytesPerPixel * pixel];
            planes[plane + pixel] = rgba[BytesPerPixel * pixel + 1];
            planes[2 * plane + pixel] = rgba[BytesPerPixel * pixel + 2];
        }
        return planes;
    }
}

/// <summary>A picture in memory: red, green and blue planes, each height x width.</summary>
internal sealed record DecodedImage(byte[] Planes, int Width, int Height);

/// <summary>A picture in memory, the channels of a pixel together: 1 (grey), 3 (RGB) or 4 (RGBA, not premultiplied).</summary>
internal sealed record InterleavedImage(byte[] Pixels, int Width, int Height, int Channels);
