using System.Runtime.InteropServices;
using SkiaSharp;

namespace Cenote.Data;

/// <summary>Brings decoded pictures, four bytes a pixel of which the last is ignored, to a size.</summary>
internal static class ImageResizing
{
    // Halved until linear interpolation misses no pixel.
    private static readonly SKSamplingOptions s_sampling = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    /// <summary>Cuts out the largest middle part that has the shape of the new size, and resizes it; what has the size already stays as it is.</summary>
    /// <remarks>Cut first: a strip of a hundred thousand pixels, resized first, would grow beyond any memory.</remarks>
    internal static byte[] FillSize(byte[] pixels, int height, int width, int newHeight, int newWidth)
    {
        int cutHeight = (int)Math.Clamp(((long)width * newHeight + newWidth / 2) / newWidth, 1, height);
        int cutWidth = (int)Math.Clamp(((long)height * newWidth + newHeight / 2) / newHeight, 1, width);
        SKRectI middle = SKRectI.Create((width - cutWidth) / 2, (height - cutHeight) / 2, cutWidth, cutHeight);
        byte[] resized = new byte[4 * newHeight * newWidth];
        GCHandle from = GCHandle.Alloc(pixels, GCHandleType.Pinned), to = GCHandle.Alloc(resized, GCHandleType.Pinned);
        try
        {
            using SKPixmap whole = new(Info(width, height), from.AddrOfPinnedObject());
            using SKPixmap source = whole.ExtractSubset(middle)!;
            using SKPixmap destination = new(Info(newWidth, newHeight), to.AddrOfPinnedObject());
            bool done = (cutWidth, cutHeight) == (newWidth, newHeight) ? source.ReadPixels(destination) : source.ScalePixels(destination, s_sampling);
            return done ? resized : throw new InvalidOperationException($"Skia could not resize {cutWidth}x{cutHeight} pixels to {newWidth}x{newHeight}.");
        }
        finally
        {
            from.Free();
            to.Free();
        }
    }

    // Opaque: alpha is dropped, and must not weigh.
    private static SKImageInfo Info(int width, int height) => new(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque, colorspace: null);
}
