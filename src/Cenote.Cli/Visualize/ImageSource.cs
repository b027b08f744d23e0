using Cenote.Data;

namespace Cenote.Cli.Visualize;

/// <summary>The data sets that <c>--dataset</c> names.</summary>
internal static class ImageSource
{
    // Where Debian's package dataset-fashion-mnist puts it.
    private const string DebiansFashionMnist = "/usr/share/datasets/fashion-mnist";

    public static readonly string[] Names = ["photographs", "cifar10", "cifar10-test", "cifar10-train", "fashion-mnist", "fashion-mnist-test", "fashion-mnist-train"];

    public static ImageDataset Open(string name, string? folder)
    {
        if (name == "photographs")
        {
            return folder is null
                ? new Photographs()
                : throw new BadRequestException("--data-dir goes with CIFAR-10 and Fashion-MNIST; the photographs are part of the program.");
        }

        // The name alone is the test set's.
        bool train = name.EndsWith("-train", StringComparison.Ordinal);
        if (name.StartsWith("cifar10", StringComparison.Ordinal))
        {
            return folder is null
                ? throw new BadRequestException($"--dataset {name} needs --data-dir FOLDER, the folder that holds {(train ? "data_batch_1.bin to data_batch_5.bin" : "test_batch.bin")} of CIFAR-10's binary version.")
                : Opened(() => new Cifar10(folder, train));
        }

        folder ??= FashionMnist.IsIn(DebiansFashionMnist, train) ? DebiansFashionMnist : null;
        return folder is null
            ? throw new BadRequestException($"--dataset {name} needs --data-dir FOLDER, the folder that holds {FashionMnist.ImagesFile(train)}.gz; Debian's package dataset-fashion-mnist, where it is installed, is found without.")
            : Opened(() => new FashionMnist(folder, train));
    }

    private static ImageDataset Opened(Func<ImageDataset> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new BadRequestException(e.Message, e);
        }
    }
}
