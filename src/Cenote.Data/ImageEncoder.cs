using SkiaSharp;

namespace Cenote.Data;

/// <summary>Encodes pictures as PNG.</summary>
internal static class ImageEncoder
{
    /// <summary>Writes a picture of 1 (grey), 3 (RGB) or 4 (RGBA) channels.</summary>
    internal static void EncodePng(InterleavedImage image, Stream file)
    {
        bool grey = image.Channels == 1;
        SKAlphaType alpha = image.Channels == 4 ? SKAlphaType.Unpremul : SKAlphaType.Opaque;
        using SKBitmap bitmap = new(new SKImageInfo(image.Width, image.Height, grey ? SKColorType.Gray8 : SKColorType.Rgba8888, alpha, colorspace: null));
        Span<byte> pixels = bitmap.GetPixelSpan();
        int stored = grey ? 1 : 4;
        for (int y = 0; y < image.Height; y++)
        {
            ReadOnlySpan<byte> from = image.Pixels.AsSpan(y * image.Width * image.Channels, image.Width * image.Channels);
            Span<byte> to = pixels.Slice(y * bitmap.RowBytes, image.Width * stored);
            if (stored == image.Channels)
            {
                from.CopyTo(to);
                continue;
            }

            for (int x = 0; x < image.Width; x++)
            {
                from.Slice(3 * x, 3).CopyTo(to[(4 * x)..]);
                to[4 * x + 3] = byte.MaxValue;
            }
        }

        // Skia writes to memory only as a stream may fail in the middle of its native code.
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100) ?? throw new InvalidOperationException("Skia could not encode a picture.");
        file.Write(data.AsSpan());
    }
}
