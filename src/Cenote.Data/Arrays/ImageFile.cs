namespace Cenote.Data;

/// <summary>A picture as one array of bytes.</summary>
internal sealed class ImageFile : ArrayFile
{
    // A picture of 100 million pixels in 16 bits does not take more.
    private const long MostBytes = 1L << 30;

    public ImageFile(string path, bool channelsLast)
    {
        InterleavedImage image = ImageDecoder.DecodeInterleaved(ReadWhole(path), path);
        nint[] shape = channelsLast ? [image.Height, image.Width, image.Channels] : [image.Channels, image.Height, image.Width];
        byte[] pixels = channelsLast ? image.Pixels : Planes(image);
        Arrays = [new StoredArray(Path.GetFileNameWithoutExtension(path), ArrayElement.Of(typeof(byte)), shape, new MemoryBytes(pixels))];
    }

    public static new string[] Extensions { get; } = [".png", ".jpg", ".jpeg", ".webp"];

    public override IReadOnlyList<StoredArray> Arrays { get; }

    /// <summary>The bytes of a picture's file.</summary>
    public static byte[] ReadWhole(string path)
    {
        using FileStream file = OpenRead(path);
        if (file.Length > MostBytes)
            throw new InvalidDataException($"{path} holds {file.Length:N0} bytes; a picture of at most {MostBytes:N0} is read.");

        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    protected override void Dispose(bool disposing)
    {
        // The file was closed when it had been read.
    }

    private static byte[] Planes(InterleavedImage image)
    {
        int plane = image.Width * image.Height;
        byte[] planes = new byte[image.Pixels.Length];
        for (int c = 0; c < image.Channels; c++)
            for (int pixel = 0; pixel < plane; pixel++)
                planes[c * plane + pixel] = image.Pixels[pixel * image.Channels + c];

        return planes;
    }
}
