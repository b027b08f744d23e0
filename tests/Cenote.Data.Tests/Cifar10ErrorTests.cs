namespace Cenote.Data.Tests;

public sealed class Cifar10ErrorTests
{
    public sealed record ErrorCase(string Name, bool Train, Action<string> Arrange, Type Kind, string Message)
    {
        public override string ToString() => Name;
    }

    public static TheoryData<ErrorCase> Cases => new((ErrorCase[])
    [
        new("folder missing", false, folder => Directory.Delete(folder), typeof(DirectoryNotFoundException),
            "{folder} does not exist; it should be the folder of CIFAR-10's binary version (cifar-10-binary.tar.gz), with test_batch.bin."),
        new("folder is a file", true, folder => { Directory.Delete(folder); File.WriteAllBytes(folder, [1]); },
            typeof(DirectoryNotFoundException),
            "{folder} is a file, not a folder; it should be the folder of CIFAR-10's binary version (cifar-10-binary.tar.gz), with data_batch_1.bin."),
        new("test file missing", false, _ => { }, typeof(FileNotFoundException),
            "{folder}/test_batch.bin does not exist; the folder should hold CIFAR-10's binary version (cifar-10-binary.tar.gz)."),
        new("all training files missing", true, folder => Write(folder, "test_batch.bin", Records(1)), typeof(FileNotFoundException),
            "{folder}/data_batch_1.bin does not exist; the folder should hold CIFAR-10's binary version (cifar-10-binary.tar.gz)."),
        new("Python version", true, folder => Write(folder, "data_batch_1", [1]), typeof(FileNotFoundException),
            "{folder}/data_batch_1.bin does not exist; the folder holds the Python version (data_batch_1), "
            + "but the binary version (cifar-10-binary.tar.gz) is needed."),
        new("empty", false, folder => Write(folder, "test_batch.bin", []), typeof(InvalidDataException),
            "{folder}/test_batch.bin is empty; it should hold at least one 3,073-byte record."),
        new("one byte too many", false, folder => Write(folder, "test_batch.bin", [.. Records(2), 0]), typeof(InvalidDataException),
            "{folder}/test_batch.bin holds 6,147 bytes, which is no whole number of 3,073-byte records."),
        new("one byte too few, second file", true,
            folder => { Write(folder, "data_batch_1.bin", Records(1)); Write(folder, "data_batch_2.bin", Records(1)[1..]); },
            typeof(InvalidDataException),
            "{folder}/data_batch_2.bin holds 3,072 bytes, which is no whole number of 3,073-byte records."),
        new("label 10, last record", false, folder => Write(folder, "test_batch.bin", [.. Records(100), 10, .. new byte[3072]]), typeof(InvalidDataException),
            "{folder}/test_batch.bin: record 100 (from 0) has label 10, but CIFAR-10's labels are 0 to 9."),
        new("label 255, first record", false, folder => Write(folder, "test_batch.bin", [255, .. new byte[3072]]), typeof(InvalidDataException),
            "{folder}/test_batch.bin: record 0 (from 0) has label 255, but CIFAR-10's labels are 0 to 9."),
    ]);

    [Theory, MemberData(nameof(Cases))]
    public void OpeningRefuses(ErrorCase c)
    {
        string folder = Directory.CreateTempSubdirectory("cenote-data-").FullName;
        try
        {
            c.Arrange(folder);
            Exception error = Assert.Throws(c.Kind, () => new Cifar10(folder, c.Train));
            Assert.Equal(c.Message.Replace("{folder}/", folder + Path.DirectorySeparatorChar).Replace("{folder}", folder), error.Message);
        }
        finally
        {
            File.Delete(Directory.Exists(folder) ? Path.Combine(folder, "none") : folder);
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void AFileThatShrinksIsAnErrorAndNotZeros()
    {
        using var folder = new TempFolder();
        byte[] bytes = folder.WriteCifar("test_batch.bin", 3);
        using var dataset = new Cifar10(folder.Path, train: false);
        using (FileStream file = new(folder.File("test_batch.bin"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            file.SetLength(bytes.Length - 1);

        var error = Assert.Throws<EndOfStreamException>(() => dataset.Read(2, new byte[3072], new int[1]));
        Assert.Equal($"{folder.File("test_batch.bin")} ended at byte 9,218; it was longer when it was opened.", error.Message);
    }

    [Theory]
    [InlineData("negative", -1, 1, 3072, "first is -1 and labels has 1 places, but cifar10 holds 3 images. (Parameter 'first')")]
    [InlineData("past the end", 2, 2, 6144, "first is 2 and labels has 2 places, but cifar10 holds 3 images. (Parameter 'first')")]
    [InlineData("too few bytes", 0, 2, 6143, "pixels has 6,143 bytes, but 2 images of 3,072 bytes need 6,144. (Parameter 'pixels')")]
    public void ReadRefuses(string name, int first, int labels, int bytes, string message)
    {
        using var folder = new TempFolder();
        folder.WriteCifar("test_batch.bin", 3);
        using var dataset = new Cifar10(folder.Path, train: false);

        var error = Assert.ThrowsAny<ArgumentException>(() => dataset.Read(first, new byte[bytes], new int[labels]));
        Assert.True(message == error.Message, $"{name}: {error.Message}");
    }

    [Fact]
    public void ADisposedSetDoesNotRead()
    {
        using var folder = new TempFolder();
        folder.WriteCifar("test_batch.bin", 3);
        var dataset = new Cifar10(folder.Path, train: false);
        dataset.Dispose();
        Assert.Throws<ObjectDisposedException>(() => dataset.Read(0, new byte[3072], new int[1]));
    }

    private static byte[] Records(int count) => new byte[count * 3073];

    private static void Write(string folder, string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(folder, name), bytes);
}
