using System.IO.Compression;

namespace Cenote.Data;

/// <summary>How one kind of file holds an array: what goes before the elements, and what behind them.</summary>
internal abstract class ArrayEncoder
{
    private protected ArrayEncoder(Stream body) => Body = body;

    /// <summary>The endings of files that are written.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".npy", ".npz", ".safetensors", ".png"];

    /// <summary>Where the elements' bytes go.</summary>
    public Stream Body { get; }

    /// <summary>Chooses by the file's ending; the encoder is made of the stream once there is one.</summary>
    /// <exception cref="ArgumentException">The ending is of no kind that is written, or the shape or the type not of that kind.</exception>
    public static Func<Stream, ArrayEncoder> For(string path, ArrayElement element, nint[] shape, string name, bool channelsLast)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".npy":
                return file => new HeadedEncoder(file, NpyHeader.Write(element, shape));
            case ".npz":
                return file => new ZipEncoder(file, name + ".npy", NpyHeader.Write(element, shape));
            case ".safetensors":
                return file => new HeadedEncoder(file, SafetensorsFile.Header(element, name, shape));
            case ".png":
                PngEncoder.Check(path, element, shape, channelsLast);
                return file => new PngEncoder(file, shape, channelsLast);
            default:
                throw new ArgumentException($"{path} is of no kind that is written ({string.Join(", ", Extensions)}).", nameof(path));
        }
    }

    public abstract void Finish();
}

/// <summary>A header, and the elements as they are.</summary>
internal sealed class HeadedEncoder : ArrayEncoder
{
    public HeadedEncoder(Stream file, byte[] header)
        : base(file) => file.Write(header);

    public override void Finish()
    {
        // Nothing follows the elements.
    }
}

/// <summary>A zip of one file, stored as it is.</summary>
internal sealed class ZipEncoder : ArrayEncoder
{
    private readonly ZipArchive _zip;

    public ZipEncoder(Stream file, string entry, byte[] header)
        : this(new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true), entry) => Body.Write(header);

    private ZipEncoder(ZipArchive zip, string entry)
        : base(zip.CreateEntry(entry, CompressionLevel.NoCompression).Open()) => _zip = zip;

    public override void Finish()
    {
        Body.Dispose();
        _zip.Dispose();
    }
}

/// <summary>A picture, which is compressed when it is whole.</summary>
internal sealed class PngEncoder(Stream file, nint[] shape, bool channelsLast) : ArrayEncoder(new MemoryStream())
{
    public static void Check(string path, ArrayElement element, nint[] shape, bool channelsLast)
    {
        string axes = channelsLast ? "[H, W, C]" : "[C, H, W]";
        if (element.Type != typeof(byte) || shape.Length != 3 || shape[channelsLast ? 2 : 0] is not (1 or 3 or 4) || shape.Contains(0))
            throw new ArgumentException($"{path} would be a picture of [{string.Join(", ", shape)}] {element.Name}; one is {axes} of uint8 with 1, 3 or 4 channels.", nameof(path));

        if (shape.Aggregate((Int128)1, (product, length) => product * length) / shape[channelsLast ? 2 : 0] > ImageDecoder.MaxPixels)
            throw new ArgumentException($"{path} would be a picture of [{string.Join(", ", shape)}]; at most {ImageDecoder.MaxPixels:N0} pixels are written.", nameof(path));
    }

    public override void Finish()
    {
        ReadOnlySpan<byte> bytes = ((MemoryStream)Body).GetBuffer().AsSpan(0, (int)Body.Length);
        (int channels, int height, int width) = channelsLast ? ((int)shape[2], (int)shape[0], (int)shape[1]) : ((int)shape[0], (int)shape[1], (int)shape[2]);
        byte[] pixels = new byte[bytes.Length];
        int plane = height * width;
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = channelsLast ? bytes[i] : bytes[i % channels * plane + i / channels];

        ImageEncoder.EncodePng(new InterleavedImage(pixels, width, height, channels), file);
    }
}
