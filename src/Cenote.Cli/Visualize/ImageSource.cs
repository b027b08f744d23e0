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

    public ImageDataset Open()
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
            return Folder is null
                ? throw new BadRequestException($"--dataset {name} needs --data-dir FOLDER, the folder that holds {(train ? "data_batch_1.bin to data_batch_5.bin" : "test_batch.bin")} of CIFAR-10's binary version.")
                : Opened(() => new Cifar10(Folder, train));
        }

        string? folder = Folder ?? (FashionMnist.IsIn(DebiansFashionMnist, train) ? DebiansFashionMnist : null);
        return folder is null
            ? throw new BadRequestException($"--dataset {name} needs --data-dir FOLDER, the folder that holds {FashionMnist.ImagesFile(train)}.gz; Debian's package dataset-fashion-mnist, where it is installed, is found without.")
            : Opened(() => new FashionMnist(folder, train));
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
