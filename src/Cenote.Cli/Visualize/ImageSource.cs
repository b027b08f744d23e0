using Cenote.Data;

namespace Cenote.Cli.Visualize;

/// <summary>Where images come from: what the user said of <c>--dataset</c>, <c>--data-dir</c> and <c>--size</c>.</summary>
internal sealed record ImageSource(string Dataset, string? Folder, SpatialSize? Size)
{
    /// <summary>The data set that needs nothing.</summary>
    public const string Photographs = "photographs";

    // Where Debian's package dataset-fashion-mnist puts it.
    private const string DebiansFashionMnist = "/usr/share/datasets/fashion-mnist";

    /// <summary>The data sets that have a name; the name alone is that of the test set.</summary>
    public static readonly string[] Names = [Photographs, "cifar10", "cifar10-test", "cifar10-train", "fashion-mnist", "fashion-mnist-test", "fashion-mnist-train"];

    /// <summary>Opens them; what is published and not there is downloaded first.</summary>
    public ImageDataset Open(CancellationToken cancellation)
    {
        if (Array.Find(Names, known => known.Equals(Dataset, StringComparison.OrdinalIgnoreCase)) is not string name)
            return OpenFolder();

        if (Size is not null)
            throw new BadRequestException($"--size goes with a folder of images; those of {name} are of one size.");

        if (name == Photographs)
            return Folder is null ? new Photographs() : throw new BadRequestException("--data-dir goes with CIFAR-10 and Fashion-MNIST; the photographs are part of the program.");

        bool train = name.EndsWith("-train", StringComparison.Ordinal);
        if (name.StartsWith("cifar10", StringComparison.Ordinal))
        {
            string cifar = Folder ?? new DatasetDownload().Folder((cache, progress, end) => cache.Cifar10(progress, end), cancellation);
            return Opened(() => new Cifar10(cifar, train));
        }

        string fashion = Folder ?? (FashionMnist.IsIn(DebiansFashionMnist, train)
            ? DebiansFashionMnist
            : new DatasetDownload().Folder((cache, progress, end) => cache.FashionMnist(train, progress, end), cancellation));
        return Opened(() => new FashionMnist(fashion, train));
    }

    private ImageDataset OpenFolder()
    {
        if (!Directory.Exists(Dataset))
            throw new BadRequestException($"--dataset is {Dataset}; it is one of {string.Join(", ", Names)}, or a folder of images.");

        if (Folder is not null)
            throw new BadRequestException("--data-dir goes with CIFAR-10 and Fashion-MNIST; --dataset names a folder already.");

        (int, int)? size = Size?.ForAxes(2, "--size") is [int height, int width] ? (height, width) : null;
        return Opened(() => new ImageFolder(Dataset, size));
    }

    private static ImageDataset Opened(Func<ImageDataset> open)
    {
        try
        {
            return open();
        }
        catch (ArgumentException e)
        {
            throw new BadRequestException($"--{BadRequestException.Told(e.Message)}", e);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new BadRequestException(e.Message.Replace("'size'", "--size HxW", StringComparison.Ordinal), e);
        }
    }
}
