using System.IO.Enumeration;

namespace Cenote.Data;

/// <summary>A folder of images of one's own, PNG, JPEG and WebP: 3 x height x width. Its subfolders are the classes.</summary>
/// <remarks>
/// <para>All images below a subfolder, however deep, are of its class; classes, and the images of each, are in ordinal order. Where no
/// subfolder holds an image, those in the folder itself are one class. Hidden files are left out, links to folders are not followed.</para>
/// <para>Images are red, green and blue, values as the file has them: grey is repeated, alpha dropped, no rotation by EXIF.</para>
/// <para>An image is decoded when it is read, and not kept.</para>
/// </remarks>
public sealed class ImageFolder : ImageDataset
{
    private readonly string[] _files;
    private readonly int[] _labels;
    private readonly bool _resize;

    /// <summary>Opens a folder, and reads every image's header, so that most of what can not be read is refused before any work is done.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="size">The size to bring every image to: the largest middle part of that shape is cut out and resized. Null leaves images as they are.</param>
    /// <exception cref="ArgumentException">A side of the size is below 1, or it is of more than 100 million pixels.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">There is no image, one can not be read, or, without a size, one is of another size than the first.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder or file below may not be read.</exception>
    public ImageFolder(string directory, (int Height, int Width)? size = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (size is (int h, int w) && (h < 1 || w < 1 || (long)h * w > ImageDecoder.MaxPixels))
            throw new ArgumentException($"size is {h}x{w}; its sides are at least 1, its pixels at most {ImageDecoder.MaxPixels:N0}.", nameof(size));

        if (!Directory.Exists(directory))
            throw new DirectoryNotFoundException($"{directory} {(File.Exists(directory) ? "is a file, not a folder" : "does not exist")}; it should be a folder of images.");

        Name = directory;
        string[] all = Find(directory);
        if (all.Length == 0)
            throw new InvalidDataException($"{directory} holds no image ({string.Join(", ", ImageFile.Extensions)}), nor do its subfolders.");

        ILookup<string?, string> byClass = all.ToLookup(Class);
        string[] classes = [.. byClass.Select(group => group.Key).OfType<string>().Order(StringComparer.Ordinal)];
        _files = classes.Length == 0 ? all : [.. classes.SelectMany(name => byClass[name])];
        _labels = classes.Length == 0 ? new int[all.Length] : [.. classes.SelectMany((name, label) => byClass[name].Select(_ => label))];
        Classes = classes.Length > 0 ? classes : [Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)))];
        int beside = all.Length - _files.Length;
        if (beside > 0)
            Remarks = [$"left out {beside:N0} {(beside == 1 ? "image" : "images")} beside the class folders of {directory}."];

        _resize = size is not null;
        (int Height, int Width)[] sizes = [.. _files.Select(file => ImageDecoder.Size(Path.Combine(Name, file)))];
        (Height, Width) = size ?? OneSize(sizes);
    }

    /// <summary>The folder, as it was given.</summary>
    public override string Name { get; }

    /// <inheritdoc/>
    public override int Count => _files.Length;

    /// <summary>3: red, green, blue.</summary>
    public override int Channels => 3;

    /// <inheritdoc/>
    public override int Height { get; }

    /// <inheritdoc/>
    public override int Width { get; }

    /// <summary>The names of the subfolders; that of the folder itself where no subfolder holds an image.</summary>
    public override IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Remarks { get; } = [];

    /// <inheritdoc/>
    protected override void ReadCore(int first, Span<byte> pixels, Span<int> labels)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            string path = Path.Combine(Name, _files[first + i]);
            byte[] file = ImageFile.ReadWhole(path);
            DecodedImage image = _resize ? ImageDecoder.DecodeTo(file, Height, Width, path) : ImageDecoder.Decode(file, path);
            if ((image.Height, image.Width) != (Height, Width))
                throw new InvalidDataException($"{path} is {image.Height}x{image.Width} pixels; it was {Height}x{Width} when the folder was opened.");

            image.Planes.CopyTo(pixels[(i * ImageLength)..]);
            labels[i] = _labels[first + i];
        }
    }

    // Paths from the folder on, in ordinal order.
    private static string[] Find(string directory)
    {
        EnumerationOptions options = new() { RecurseSubdirectories = true, IgnoreInaccessible = false };
        FileSystemEnumerable<string> files = new(directory, (ref FileSystemEntry entry) => Path.GetRelativePath(directory, entry.ToSpecifiedFullPath()), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && ImageFile.Extensions.Contains(Path.GetExtension(entry.FileName).ToString().ToLowerInvariant()),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        return [.. files.Order(StringComparer.Ordinal)];
    }

    // The first folder on the way to a file, or null for a file that lies beside them.
    private static string? Class(string file) => file.IndexOf(Path.DirectorySeparatorChar, StringComparison.Ordinal) is > 0 and int end ? file[..end] : null;

    private (int Height, int Width) OneSize((int Height, int Width)[] sizes)
    {
        int other = sizes.AsSpan().IndexOfAnyExcept(sizes[0]);
        return other < 0
            ? sizes[0]
            : throw new InvalidDataException($"{Path.Combine(Name, _files[other])} is {sizes[other].Height}x{sizes[other].Width} pixels, and {Path.Combine(Name, _files[0])} is {sizes[0].Height}x{sizes[0].Width}; 'size' brings images of several sizes to one.");
    }
}
