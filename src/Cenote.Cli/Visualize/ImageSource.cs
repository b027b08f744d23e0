using Cenote.Data;

namespace Cenote.Cli.Visualize;

/// <summary>The data sets that <c>--dataset</c> names.</summary>
internal static class ImageSource
{
    public static readonly string[] Names = ["photographs", "cifar10", "cifar10-train"];

    public static ImageDataset Open(string name, string? folder)
    {
        if (name == "photographs")
        {
            return folder is null
                ? new Photographs()
                : throw new BadRequestException("--data-dir goes with --dataset cifar10 or cifar10-train; the photographs are part of the program.");
        }

        bool train = name == "cifar10-train";
        if (folder is null)
            throw new BadRequestException($"--dataset {name} needs --data-dir FOLDER, the folder that holds {(train ? "data_batch_1.bin to data_batch_5.bin" : "test_batch.bin")} of CIFAR-10's binary version.");

        try
        {
            return new Cifar10(folder, train);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new BadRequestException(e.Message, e);
        }
    }
}
