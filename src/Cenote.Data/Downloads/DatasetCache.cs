namespace Cenote.Data;

/// <summary>Told of a download that begins; what it returns is told how many bytes have come.</summary>
internal delegate Action<long> DownloadProgress(PublishedFile file, string folder);

/// <summary>The published data sets in a folder of the user's, downloaded when they are first wanted.</summary>
/// <param name="folder">The folder.</param>
/// <param name="mirror">The web folder that holds the published files under their own names; null for where they were published.</param>
/// <param name="patience">How patient downloads are.</param>
/// <remarks>Several processes may use one folder: one of them downloads, the others wait for it.</remarks>
internal sealed class DatasetCache(string folder, Uri? mirror, Patience patience)
{
    private const string CifarFolder = "cifar-10-batches-bin";
    private const string Fashion = "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/";

    // The lengths and the digests of the files behind the MD5s that the authors publish (c32a1d4ab5d03f1284b67883e8d87530 for CIFAR-10).
    private static readonly PublishedFile s_cifar = new(
        new("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"), 170_052_171, "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd");

    private static readonly PublishedFile[] s_fashionTrain =
    [
        new(new(Fashion + "train-images-idx3-ubyte.gz"), 26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
        new(new(Fashion + "train-labels-idx1-ubyte.gz"), 29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
    ];

    private static readonly PublishedFile[] s_fashionTest =
    [
        new(new(Fashion + "t10k-images-idx3-ubyte.gz"), 4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
        new(new(Fashion + "t10k-labels-idx1-ubyte.gz"), 5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
    ];

    // Eight files, together 184 MB.
    private static readonly TarUnpacking s_cifarUnpacking = new(mostBytes: 200_000_000, mostEntries: 40);

    /// <summary>The folder below the one that the system keeps for such things.</summary>
    internal static string UserFolder
    {
        get
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            string caches = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches")
                : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is string set && Path.IsPathRooted(set) ? set
                : Path.Combine(home, ".cache");
            return Path.Combine(caches, "cenote", "datasets");
        }
    }

    /// <summary>The folder of CIFAR-10's files.</summary>
    /// <exception cref="IOException">It can not be downloaded.</exception>
    /// <exception cref="InvalidDataException">It can not be unpacked.</exception>
    internal Task<string> Cifar10(DownloadProgress progress, CancellationToken cancellation) => Cifar10(s_cifar, progress, cancellation);

    /// <inheritdoc cref="Cifar10(DownloadProgress, CancellationToken)"/>
    internal async Task<string> Cifar10(PublishedFile archive, DownloadProgress progress, CancellationToken cancellation)
    {
        string unpacked = Path.Combine(folder, CifarFolder);
        if (Directory.Exists(unpacked))
            return unpacked;

        using FileStream only = await Lock(cancellation);
        if (Directory.Exists(unpacked))
            return unpacked;

        string path = Path.Combine(folder, archive.Name), beside = unpacked + ".part";
        if (!File.Exists(path) || await archive.FaultOf(path, cancellation) is not null)
            await Download(archive, path, progress, cancellation);

        // What a process left that was killed while it unpacked.
        if (Directory.Exists(beside))
            Directory.Delete(beside, recursive: true);

        s_cifarUnpacking.Unpack(path, beside, cancellation);
        bool isCifar = Directory.Exists(Path.Combine(beside, CifarFolder));
        if (isCifar)
            Directory.Move(Path.Combine(beside, CifarFolder), unpacked);

        Directory.Delete(beside, recursive: true);
        if (!isCifar)
            throw new InvalidDataException($"{path} holds no folder {CifarFolder}.");

        File.Delete(path);
        return unpacked;
    }

    /// <summary>The folder of Fashion-MNIST's files, of which those of one set are there.</summary>
    /// <exception cref="IOException">They can not be downloaded.</exception>
    internal Task<string> FashionMnist(bool train, DownloadProgress progress, CancellationToken cancellation) =>
        FashionMnist(train ? s_fashionTrain : s_fashionTest, progress, cancellation);

    private async Task<string> FashionMnist(PublishedFile[] files, DownloadProgress progress, CancellationToken cancellation)
    {
        string place = Path.Combine(folder, "fashion-mnist");
        if (files.All(IsThere))
            return place;

        using FileStream only = await Lock(cancellation);
        Directory.CreateDirectory(place);
        foreach (PublishedFile file in files.Where(file => !IsThere(file)))
            await Download(file, Path.Combine(place, file.Name), progress, cancellation);

        return place;

        bool IsThere(PublishedFile file) => File.Exists(Path.Combine(place, file.Name));
    }

    private async Task Download(PublishedFile file, string path, DownloadProgress progress, CancellationToken cancellation)
    {
        PublishedFile wanted = mirror is null ? file : file.At(mirror);
        using Downloader downloader = new(patience);
        await downloader.Download(wanted, path, progress(wanted, Path.GetDirectoryName(path)!), cancellation);
    }

    // Held while the folder changes. It stays there, as a lock that is deleted is one that two can hold.
    private async Task<FileStream> Lock(CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (IsHeld(e))
            {
                await Task.Delay(100, cancellation);
            }
        }
    }

    // EWOULDBLOCK on Linux and macOS, ERROR_SHARING_VIOLATION.
    private static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}
