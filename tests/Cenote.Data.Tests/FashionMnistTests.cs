namespace Cenote.Data.Tests;

public sealed class FashionMnistTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void ReadsFromAnywhere(bool train, bool compressed)
    {
        using var folder = new TempFolder();
        byte[] all = Idx.WriteFashion(folder, train, images: 23, compressed);
        using var dataset = new FashionMnist(folder.Path, train);

        Assert.Equal((train ? "fashion-mnist-train" : "fashion-mnist", 23, 1, 28, 28), (dataset.Name, dataset.Count, dataset.Channels, dataset.Height, dataset.Width));
        Assert.Equal(
            [$"{(train ? "train" : "t10k")}-images-idx3-ubyte{(compressed ? ".gz" : "")} holds 23 images; the official file holds {(train ? "60,000" : "10,000")}."], dataset.Remarks);
        foreach ((int first, int count) in ((int, int)[])[(0, 23), (22, 1), (3, 5), (23, 0)])
        {
            byte[] pixels = new byte[count * 784];
            int[] labels = new int[count];
            dataset.Read(first, pixels, labels);
            Assert.Equal(Enumerable.Range(first, count).Select(i => i % 10), labels);
            Assert.Equal(all[(first * 784)..((first + count) * 784)], pixels);
        }
    }

    public sealed record ErrorCase(string Name, Action<string> Arrange, Type Kind, string Message)
    {
        public override string ToString() => Name;
    }

    public static TheoryData<ErrorCase> Cases => new((ErrorCase[])
    [
        new("no files", _ => { }, typeof(FileNotFoundException),
            "{folder}/t10k-images-idx3-ubyte.gz does not exist, nor does it without .gz; the folder should hold Fashion-MNIST's files."),
        new("no labels", folder => File.WriteAllBytes(Path.Combine(folder, "t10k-images-idx3-ubyte.gz"), []), typeof(FileNotFoundException),
            "{folder}/t10k-labels-idx1-ubyte.gz does not exist, nor does it without .gz; the folder should hold Fashion-MNIST's files."),
        new("another size", folder => Images(folder, Idx.File(new byte[2 * 27 * 28], 2, 27, 28)), typeof(InvalidDataException),
            "{folder}/t10k-images-idx3-ubyte holds [2, 27, 28] bytes; Fashion-MNIST's images are 28 x 28, and there is at least one."),
        new("no image", folder => Images(folder, Idx.File([], 0, 28, 28)), typeof(InvalidDataException),
            "{folder}/t10k-images-idx3-ubyte holds [0, 28, 28] bytes; Fashion-MNIST's images are 28 x 28, and there is at least one."),
        new("a label too many", folder => Labels(folder, Idx.File([0, 1, 2], 3)), typeof(InvalidDataException), "{folder}/t10k-labels-idx1-ubyte holds 3 labels for 2 images."),
        new("label 10", folder => Labels(folder, Idx.File([9, 10], 2)), typeof(InvalidDataException),
            "{folder}/t10k-labels-idx1-ubyte: image 1 (from 0) has label 10, but Fashion-MNIST's labels are 0 to 9."),
        new("empty", folder => Images(folder, []), typeof(InvalidDataException), "{folder}/t10k-images-idx3-ubyte is no IDX file of unsigned bytes with 3 axes."),
        new("one axis", folder => Images(folder, Idx.File(new byte[1568], 1568)), typeof(InvalidDataException),
            "{folder}/t10k-images-idx3-ubyte is no IDX file of unsigned bytes with 3 axes."),
        new("floats", folder => Images(folder, [0, 0, 13, .. Idx.File(new byte[1568], 2, 28, 28)[3..]]), typeof(InvalidDataException),
            "{folder}/t10k-images-idx3-ubyte is no IDX file of unsigned bytes with 3 axes."),
        new("cut", folder => Images(folder, Idx.File(new byte[1568], 2, 28, 28)[..^1]), typeof(InvalidDataException),
            "{folder}/t10k-images-idx3-ubyte is said to hold 1,568 bytes behind its header, and is too short for them."),
        new("cut, compressed", folder => Images(folder, Idx.Gzip(Idx.File(Noise(1568), 2, 28, 28))[..^100]), typeof(InvalidDataException), "{folder}/t10k-images-idx3-ubyte "),
        new("a byte too many", folder => Images(folder, [.. Idx.File(new byte[1568], 2, 28, 28), 0]), typeof(InvalidDataException),
            "{folder}/t10k-images-idx3-ubyte goes on behind the 1,568 bytes that its header tells of."),
        new("a byte too many, compressed", folder => Images(folder, Idx.Gzip([.. Idx.File(new byte[1568], 2, 28, 28), 0])), typeof(InvalidDataException),
            "{folder}/t10k-images-idx3-ubyte goes on behind the 1,568 bytes that its header tells of."),
        new("a bit flipped in what is compressed", folder => Images(folder, Flipped(Idx.Gzip(Idx.File(Noise(1568), 2, 28, 28)), at: 800)), typeof(InvalidDataException),
            "{folder}/t10k-images-idx3-ubyte "),
        new("a checksum flipped", folder => Images(folder, Flipped(Idx.Gzip(Idx.File(Noise(1568), 2, 28, 28)), at: ^8)), typeof(InvalidDataException),
            "{folder}/t10k-images-idx3-ubyte is damaged: "),
        new("beyond the cap", folder => Images(folder, Idx.File([], 1_369_569, 28, 28)), typeof(InvalidDataException),
            "{folder}/t10k-images-idx3-ubyte is said to hold [1369569, 28, 28] bytes; at most 1,073,741,824 are read."),
        new("beyond any number", folder => Images(folder, Idx.File([], uint.MaxValue, uint.MaxValue, uint.MaxValue)), typeof(InvalidDataException),
            "{folder}/t10k-images-idx3-ubyte is said to hold [4294967295, 4294967295, 4294967295] bytes; at most 1,073,741,824 are read."),
        new("huge times nothing", folder => Images(folder, Idx.File([], uint.MaxValue, 0, 28)), typeof(InvalidDataException),
            "{folder}/t10k-images-idx3-ubyte is said to hold [4294967295, 0, 28] bytes; at most 1,073,741,824 are read."),
        new("more than gzip can hold", folder => Images(folder, Idx.Gzip(Idx.File([], 1_000_000, 28, 28))), typeof(InvalidDataException),
            "{folder}/t10k-images-idx3-ubyte is said to hold 784,000,000 bytes behind its header, and is too short for them."),
    ]);

    [Theory, MemberData(nameof(Cases))]
    public void OpeningRefuses(ErrorCase c)
    {
        using var folder = new TempFolder();
        c.Arrange(folder.Path);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Exception error = Assert.Throws(c.Kind, () => new FashionMnist(folder.Path, train: false));
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 1 << 20);
        Assert.StartsWith(c.Message.Replace("{folder}/", folder.Path + Path.DirectorySeparatorChar), error.Message);
    }

    [Fact]
    public void DebiansFilesAreWhatTheyShouldBe()
    {
        const string Folder = "/usr/share/datasets/fashion-mnist";
        Assert.SkipUnless(Directory.Exists(Folder), "Debian's package dataset-fashion-mnist is not installed.");
        using var dataset = new FashionMnist(Folder, train: false);
        int[] labels = new int[dataset.Count];
        dataset.Read(0, new byte[dataset.Count * 784], labels);
        Assert.Empty(dataset.Remarks);
        Assert.Equal([9, 2, 1, 1, 6, 1, 4, 6], labels[..8]);
        Assert.All(Enumerable.Range(0, 10), label => Assert.Equal(1000, labels.Count(l => l == label)));
    }

    private static void Images(string folder, byte[] file)
    {
        Labels(folder, Idx.File([0, 1], 2));
        File.WriteAllBytes(Path.Combine(folder, "t10k-images-idx3-ubyte"), file);
    }

    private static void Labels(string folder, byte[] file)
    {
        File.WriteAllBytes(Path.Combine(folder, "t10k-images-idx3-ubyte"), Idx.File(new byte[1568], 2, 28, 28));
        File.WriteAllBytes(Path.Combine(folder, "t10k-labels-idx1-ubyte"), file);
    }

    private static byte[] Noise(int length)
    {
        byte[] bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Flipped(byte[] bytes, Index at)
    {
        bytes[at] ^= 0x10;
        return bytes;
    }
}
