namespace Cenote.Data;

/// <summary>Fashion-MNIST: 70,000 grey pictures of clothes, 1 x 28 x 28, in ten classes; 60,000 to train on and 10,000 to test with.</summary>
/// <remarks>
/// <para>Reads the four published files, gzipped or not: <c>train-images-idx3-ubyte</c>, <c>train-labels-idx1-ubyte</c>, and <c>t10k-</c> for the
/// test set. Each may hold any number of images from one up; <see cref="ImageDataset.Remarks"/> tells.</para>
/// <para>Gzip can not be read from the middle: unlike other data sets this one is kept in memory, 47 MB to train on and 8 MB to test with.</para>
/// <para>Source: Xiao, Rasul and Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms", 2017.</para>
/// </remarks>
public sealed class FashionMnist : ImageDataset
{
    private const int Side = 28;

    private static readonly string[] s_classes = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    private readonly byte[] _pixels;
    private readonly byte[] _labels;

    /// <summary>Reads the test set or the training set.</summary>
    /// <param name="directory">The folder of the files.</param>
    /// <param name="train">True for the training set, false for the test set.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">The folder holds not both files of the set.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, its images have another size, labels are over 9 or not as many as images.</exception>
    public FashionMnist(string directory, bool train)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        Name = train ? "fashion-mnist-train" : "fashion-mnist";
        (string imagesName, string labelsName) = (ImagesFile(train), LabelsFile(train));
        string imagesPath = Find(directory, imagesName), labelsPath = Find(directory, labelsName);
        IdxFile images = IdxFile.Read(imagesPath, axes: 3), labels = IdxFile.Read(labelsPath, axes: 1);
        Count = images.Shape[0];
        if (Count == 0 || images.Shape is not [_, Side, Side])
            throw new InvalidDataException($"{imagesPath} holds [{string.Join(", ", images.Shape)}] bytes; Fashion-MNIST's images are {Side} x {Side}, and there is at least one.");

        if (labels.Shape[0] != Count)
            throw new InvalidDataException($"{labelsPath} holds {labels.Shape[0]:N0} labels for {Count:N0} images.");

        int wrong = labels.Elements.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(s_classes.Length - 1));
        if (wrong >= 0)
            throw new InvalidDataException($"{labelsPath}: image {wrong:N0} (from 0) has label {labels.Elements[wrong]}, but Fashion-MNIST's labels are 0 to {s_classes.Length - 1}.");

        (_pixels, _labels) = (images.Elements, labels.Elements);
        int official = train ? 60_000 : 10_000;
        if (Count != official)
            Remarks = [$"{Path.GetFileName(imagesPath)} holds {Count:N0} {(Count == 1 ? "image" : "images")}; the official file holds {official:N0}."];
    }

    /// <summary><c>fashion-mnist</c> for the test set, <c>fashion-mnist-train</c> for the training set.</summary>
    public override string Name { get; }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <summary>1: grey.</summary>
    public override int Channels => 1;

    /// <summary>28.</summary>
    public override int Height => Side;

    /// <summary>28.</summary>
    public override int Width => Side;

    /// <summary>T-shirt/top, Trouser, Pullover, Dress, Coat, Sandal, Shirt, Sneaker, Bag, Ankle boot.</summary>
    public override IReadOnlyList<string> Classes => s_classes;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Remarks { get; } = [];

    /// <summary>The name of the file of images, without <c>.gz</c>.</summary>
    internal static string ImagesFile(bool train) => $"{(train ? "train" : "t10k")}-images-idx3-ubyte";

    /// <summary>The name of the file of labels, without <c>.gz</c>.</summary>
    internal static string LabelsFile(bool train) => $"{(train ? "train" : "t10k")}-labels-idx1-ubyte";

    /// <summary>Whether a folder holds both files of a set.</summary>
    internal static bool IsIn(string directory, bool train) =>
        new[] { ImagesFile(train), LabelsFile(train) }.All(name => File.Exists(Path.Combine(directory, name)) || File.Exists(Path.Combine(directory, name + ".gz")));

    /// <inheritdoc/>
    protected override void ReadCore(int first, Span<byte> pixels, Span<int> labels)
    {
        _pixels.AsSpan(first * ImageLength, pixels.Length).CopyTo(pixels);
        for (int i = 0; i < labels.Length; i++)
            labels[i] = _labels[first + i];
    }

    private static string Find(string directory, string name)
    {
        if (!Directory.Exists(directory))
            throw new DirectoryNotFoundException($"{directory} {(File.Exists(directory) ? "is a file, not a folder" : "does not exist")}; it should be the folder of Fashion-MNIST's files, with {name}.gz.");

        string path = Path.Combine(directory, name);
        return File.Exists(path) ? path
            : File.Exists(path + ".gz") ? path + ".gz"
            : throw new FileNotFoundException($"{path}.gz does not exist, nor does it without .gz; the folder should hold Fashion-MNIST's files.", path + ".gz");
    }
}
