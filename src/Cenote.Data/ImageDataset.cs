namespace Cenote.Data;

/// <summary>Labelled images of one size, read by index. A <see cref="DataLoader"/> makes batches of them.</summary>
/// <remarks>
/// <para>An image is <see cref="Channels"/> x <see cref="Height"/> x <see cref="Width"/> bytes: one plane per channel, each row by row (CHW).</para>
/// <para>A data set keeps its images where they are (in files, in resources) and reads them on demand; its memory does not grow with
/// <see cref="Count"/>. Reading is safe from several threads at once, which the loader's read-ahead relies on.</para>
/// </remarks>
public abstract class ImageDataset : IDisposable
{
    /// <summary>What the command line calls this data set, such as <c>cifar10</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The number of images.</summary>
    public abstract int Count { get; }

    /// <summary>The number of channels of every image; 3 is red, green, blue.</summary>
    public abstract int Channels { get; }

    /// <summary>The height of every image in pixels.</summary>
    public abstract int Height { get; }

    /// <summary>The width of every image in pixels.</summary>
    public abstract int Width { get; }

    /// <summary>The names of the classes; a label is an index into this list.</summary>
    public abstract IReadOnlyList<string> Classes { get; }

    /// <summary>Sentences worth telling the user, such as <c>test_batch.bin holds 1,000 images; the official file holds 10,000.</c>
    /// Empty when the data are as expected.</summary>
    public virtual IReadOnlyList<string> Remarks => [];

    /// <summary>The bytes of one image: <see cref="Channels"/> x <see cref="Height"/> x <see cref="Width"/>.</summary>
    public int ImageLength => checked(Channels * Height * Width);

    /// <summary>Reads consecutive images: as many as <paramref name="labels"/> has places.</summary>
    /// <param name="first">The index of the first image to read.</param>
    /// <param name="pixels">Receives the images one after the other, CHW, values 0 to 255; <see cref="ImageLength"/> bytes for each label.</param>
    /// <param name="labels">Receives the labels, indices into <see cref="Classes"/>.</param>
    /// <exception cref="ArgumentException">The images asked for do not exist, or <paramref name="pixels"/> has not the length they need.</exception>
    /// <exception cref="IOException">The data can not be read.</exception>
    /// <exception cref="InvalidDataException">The data break their format.</exception>
    public void Read(int first, Span<byte> pixels, Span<int> labels)
    {
        if (first < 0 || first > Count - labels.Length)
            throw new ArgumentOutOfRangeException(nameof(first),
                $"first is {first} and labels has {labels.Length:N0} places, but {Name} holds {Count:N0} images.");
        long needed = (long)labels.Length * ImageLength;
        if (pixels.Length != needed)
            throw new ArgumentException(
                $"pixels has {pixels.Length:N0} bytes, but {labels.Length:N0} images of {ImageLength:N0} bytes need {needed:N0}.", nameof(pixels));

        ReadCore(first, pixels, labels);
    }

    /// <summary>Reads consecutive images; <see cref="Read"/> has checked the arguments. May be called from several threads at once.</summary>
    /// <param name="first">The index of the first image to read.</param>
    /// <param name="pixels">Receives the images, CHW.</param>
    /// <param name="labels">Receives the labels.</param>
    protected abstract void ReadCore(int first, Span<byte> pixels, Span<int> labels);

    /// <summary>Closes the files the data set holds open.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what the data set holds open; does nothing here.</summary>
    /// <param name="disposing">True when called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
