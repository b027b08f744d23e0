using SkiaSharp;

namespace Cenote.Data;

/// <summary>Decodes PNG and JPEG to planes of bytes. The only file that knows SkiaSharp.</summary>
/// <remarks>
/// <para>Strict: a file that ends early or is damaged is refused, never half decoded. (<c>SKBitmap.Decode</c> would fill the rest with grey.)</para>
/// <para>Values are the file's own: no colour management, no rotation by EXIF, alpha dropped.</para>
/// </remarks>
internal static class ImageDecoder
{
    // A picture of a few kilobytes can declare any size; this many pixels take 400 MB to decode.
    internal const int MaxPixels = 100_000_000;

    private const int BytesPerPixel = 4;

    /// <summary>Decodes a file to red, green and blue planes, each height x width, row by row.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">What errors call the file.</param>
    /// <exception cref="InvalidDataException">The file is no picture, is too large, ends early or is damaged.</exception>
    internal static DecodedImage Decode(ReadOnlySpan<byte> file, string name)
    {
        using SKData data = SKData.CreateCopy(file);
        using SKCodec? codec = SKCodec.Create(data);
        if (codec is null)
            throw new InvalidDataException($"{name} is no picture that can be read (PNG or JPEG), or it ends within its header.");

        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > MaxPixels)
            throw new InvalidDataException($"{name} is {width:N0} x {height:N0} pixels; at most {MaxPixels:N0} are read.");

        // A colour space of null leaves the stored values alone.
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul, colorspace: null);
        SKCodecResult result = codec.GetPixels(info, out byte[] interleaved);
        if (result != SKCodecResult.Success)
            throw new InvalidDataException($"{name} can not be decoded whole ({result}).");

        return new DecodedImage(ToPlanes(interleaved, width * height), width, height);
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
