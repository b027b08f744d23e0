namespace Cenote.Data;

/// <summary>A file of arrays, open for reading: <c>.npy</c>, <c>.npz</c>, <c>.safetensors</c>, or a picture.</summary>
/// <remarks>
/// <para>Only headers are read when a file is opened, and nothing is allocated that a header alone asks for: lengths are checked against each
/// other and against the file first. Elements are read where they are asked for, straight into the caller's memory.</para>
/// <para>NumPy's files: versions 1 to 3, either byte order. Arrays in Fortran's order are refused unless it is also C's. In an archive
/// an array is at most 1,032 times as long as what is stored of it, which is all that deflate can do, and its checksum is checked when its
/// last element is read.</para>
/// <para>A picture (PNG, JPEG, WebP; at most 100 million pixels) is one array of <see cref="byte"/> with 1, 3 or 4 channels: grey, RGB, RGBA.</para>
/// <para>Not for several threads at once.</para>
/// </remarks>
public abstract class ArrayFile : IDisposable
{
    private protected ArrayFile()
    {
    }

    /// <summary>The endings of files that are read.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".npy", ".npz", ".safetensors", .. ImageFile.Extensions];

    /// <summary>The arrays, in the order of the file.</summary>
    public abstract IReadOnlyList<StoredArray> Arrays { get; }

    /// <summary>Opens a file; its ending says of what kind it is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="channelsLast">Whether a picture is given as <c>[H, W, C]</c> in place of <c>[C, H, W]</c>. Other files are as they are.</param>
    /// <exception cref="ArgumentException">The ending is none of <see cref="Extensions"/>.</exception>
    /// <exception cref="InvalidDataException">The file is not of its kind, or it is damaged.</exception>
    /// <exception cref="IOException">The file can not be read.</exception>
    public static ArrayFile Open(string path, bool channelsLast = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        string extension = Path.GetExtension(path).ToLowerInvariant();
        return extension switch
        {
            ".npy" => new NpyFile(path),
            ".npz" => new NpzFile(path),
            ".safetensors" => new SafetensorsFile(path),
            _ when ImageFile.Extensions.Contains(extension) => new ImageFile(path, channelsLast),
            _ => throw new ArgumentException($"{path} is of no kind that is read ({string.Join(", ", Extensions)}).", nameof(path)),
        };
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the file.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> is at work.</param>
    protected abstract void Dispose(bool disposing);

    private protected static FileStream OpenRead(string path)
    {
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (file.CanSeek)
            return file;

        file.Dispose();
        throw new IOException($"{path} is no plain file.");
    }
}
