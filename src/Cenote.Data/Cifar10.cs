namespace Cenote.Data;

/// <summary>CIFAR-10: 60,000 colour images, 3 x 32 x 32, in ten classes; 50,000 to train on and 10,000 to test with.</summary>
/// <remarks>
/// <para>Reads the binary version (<c>cifar-10-binary.tar.gz</c>, unpacked): the test set is <c>test_batch.bin</c>, the training set
/// <c>data_batch_1.bin</c> to <c>data_batch_5.bin</c>. A file may hold any number of images from one up, and training files may be missing as
/// long as one is there; <see cref="ImageDataset.Remarks"/> tells.</para>
/// <para>Opening checks every label, so that a damaged file is refused before any work is done: about 3 ms a file.</para>
/// <para>Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009.</para>
/// </remarks>
public sealed class Cifar10 : ImageDataset
{
    private const string PublishedFolder = "cifar-10-batches-bin";
    private const int OfficialCount = 10_000;

    private static readonly string[] s_classes = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];
    private static readonly string[] s_trainFiles = ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"];
    private static readonly string[] s_testFiles = ["test_batch.bin"];

    private readonly List<Cifar10File> _files = [];
    private readonly List<string> _remarks = [];

    /// <summary>Opens the test set or the training set.</summary>
    /// <param name="directory">The folder of the <c>.bin</c> files, or the folder that holds their folder <c>cifar-10-batches-bin</c>.</param>
    /// <param name="train">True for the training set, false for the test set.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">The folder holds none of the files wanted.</exception>
    /// <exception cref="InvalidDataException">A file's size is no whole number of records, or a label is over 9.</exception>
    public Cifar10(string directory, bool train)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        Name = train ? "cifar10-train" : "cifar10";
        string[] wanted = train ? s_trainFiles : s_testFiles;
        string folder = FindFolder(directory, wanted[0]);
        string[] present = [.. wanted.Where(name => File.Exists(Path.Combine(folder, name)))];
        if (present.Length == 0)
            throw Missing(folder, wanted[0]);

        try
        {
            foreach (string name in present)
                _files.Add(new Cifar10File(Path.Combine(folder, name)));
        }
        catch
        {
            Dispose();
            throw;
        }

        Count = _files.Sum(file => file.Count);
        Classes = ReadClasses(Path.Combine(folder, "batches.meta.txt")) ?? s_classes;
        if (present.Length < wanted.Length)
            _remarks.Add($"{string.Join(", ", wanted.Except(present))} not found; the official training set has {wanted.Length} files.");
        foreach ((Cifar10File file, string name) in _files.Zip(present).Where(pair => pair.First.Count != OfficialCount))
            _remarks.Add($"{name} holds {file.Count:N0} {(file.Count == 1 ? "image" : "images")}; the official file holds {OfficialCount:N0}.");
    }

    /// <summary><c>cifar10</c> for the test set, <c>cifar10-train</c> for the training set.</summary>
    public override string Name { get; }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <summary>3: red, green, blue.</summary>
    public override int Channels => 3;

    /// <summary>32.</summary>
    public override int Height => 32;

    /// <summary>32.</summary>
    public override int Width => 32;

    /// <summary>The ten names in <c>batches.meta.txt</c>; the standard ones where that file is absent or does not hold ten.</summary>
    public override IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Remarks => _remarks;

    /// <inheritdoc/>
    protected override void ReadCore(int first, Span<byte> pixels, Span<int> labels)
    {
        foreach (Cifar10File file in _files)
        {
            int here = Math.Clamp(file.Count - first, 0, labels.Length);
            if (here > 0)
            {
                file.Read(first, pixels[..(here * ImageLength)], labels[..here]);
                first += here;
                pixels = pixels[(here * ImageLength)..];
                labels = labels[here..];
            }
            first -= file.Count;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _files.ForEach(file => file.Dispose());
        base.Dispose(disposing);
    }

    private static string FindFolder(string directory, string wanted)
    {
        // The archive unpacks into this folder; people name the one they unpacked in.
        string inner = Path.Combine(directory, PublishedFolder);
        if (Directory.Exists(inner))
            return inner;
        if (Directory.Exists(directory))
            return directory;

        string what = File.Exists(directory) ? "is a file, not a folder" : "does not exist";
        throw new DirectoryNotFoundException(
            $"{directory} {what}; it should be the folder of CIFAR-10's binary version (cifar-10-binary.tar.gz), with {wanted}.");
    }

    private static FileNotFoundException Missing(string folder, string wanted)
    {
        string path = Path.Combine(folder, wanted);
        string python = Path.GetFileNameWithoutExtension(wanted);
        string message = File.Exists(Path.Combine(folder, python))
            ? $"{path} does not exist; the folder holds the Python version ({python}), but the binary version (cifar-10-binary.tar.gz) is needed."
            : $"{path} does not exist; the folder should hold CIFAR-10's binary version (cifar-10-binary.tar.gz).";
        return new FileNotFoundException(message, path);
    }

    private static string[]? ReadClasses(string path)
    {
        if (!File.Exists(path))
            return null;

        string[] names = [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0).Take(s_classes.Length + 1)];
        return names.Length == s_classes.Length ? names : null;
    }
}
