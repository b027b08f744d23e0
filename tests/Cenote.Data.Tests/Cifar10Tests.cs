using System.Numerics.Tensors;

namespace Cenote.Data.Tests;

public sealed class Cifar10Tests
{
    private const int RecordBytes = 3073;

    [Fact]
    public void ReadsAcrossFilesFromAnywhere()
    {
        using var folder = new TempFolder();
        byte[] all =
        [
            .. folder.WriteCifar("data_batch_1.bin", 70, salt: 1),
            .. folder.WriteCifar("data_batch_2.bin", 1, salt: 2),
            .. folder.WriteCifar("data_batch_4.bin", 130, salt: 3),
        ];
        using var dataset = new Cifar10(folder.Path, train: true);

        Assert.Equal(201, dataset.Count);
        foreach ((int first, int count) in ((int, int)[])[(0, 201), (0, 1), (69, 3), (70, 1), (71, 130), (200, 1), (5, 0), (201, 0), (60, 100)])
        {
            byte[] pixels = new byte[count * 3072];
            int[] labels = new int[count];
            dataset.Read(first, pixels, labels);
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<byte> record = all.AsSpan((first + i) * RecordBytes, RecordBytes);
                Assert.Equal(record[0], labels[i]);
                Assert.True(record[1..].SequenceEqual(pixels.AsSpan(i * 3072, 3072)), $"image {first + i} of a read from {first}");
            }
        }
    }

    [Fact]
    public void SaysWhatItIs()
    {
        using var folder = new TempFolder();
        folder.WriteCifar("cifar-10-batches-bin/test_batch.bin", 1);
        folder.WriteCifar("cifar-10-batches-bin/data_batch_2.bin", 20);
        using var test = new Cifar10(folder.Path, train: false);
        using var train = new Cifar10(folder.Path, train: true);

        Assert.Equal(("cifar10", 1, 3, 32, 32, 3072), (test.Name, test.Count, test.Channels, test.Height, test.Width, test.ImageLength));
        Assert.Equal(("cifar10-train", 20), (train.Name, train.Count));
        Assert.Equal(["test_batch.bin holds 1 image; the official file holds 10,000."], test.Remarks);
        Assert.Equal(
            [
                "data_batch_1.bin, data_batch_3.bin, data_batch_4.bin, data_batch_5.bin not found; the official training set has 5 files.",
                "data_batch_2.bin holds 20 images; the official file holds 10,000.",
            ],
            train.Remarks);
    }

    [Theory]
    [InlineData("no file", null, "airplane")]
    [InlineData("ten names and an empty line", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n", "a")]
    [InlineData("Windows line ends", "a\r\nb\r\nc\r\nd\r\ne\r\nf\r\ng\r\nh\r\ni\r\nj\r\n", "a")]
    [InlineData("nine names", "a\nb\nc\nd\ne\nf\ng\nh\ni\n", "airplane")]
    [InlineData("eleven names", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\n", "airplane")]
    public void ClassesComeFromTheMetaFile(string name, string? meta, string first)
    {
        using var folder = new TempFolder();
        folder.WriteCifar("test_batch.bin", 1);
        if (meta is not null)
            File.WriteAllText(folder.File("batches.meta.txt"), meta);
        using var dataset = new Cifar10(folder.Path, train: false);

        Assert.True(dataset.Classes is [_, _, _, _, _, _, _, _, _, _], name);
        Assert.Equal(first, dataset.Classes[0]);
    }

    [Fact]
    public void RealTestSetBatchIsTheFilesBytes()
    {
        string folder = Repository.SharedOrSkip("data/cifar-10-test-first1000");
        byte[] file = File.ReadAllBytes(Path.Combine(folder, "test_batch.bin"));
        using var dataset = new Cifar10(folder, train: false);
        Assert.Equal(["test_batch.bin holds 1,000 images; the official file holds 10,000."], dataset.Remarks);
        Assert.Equal(["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"], dataset.Classes);

        int image = 0;
        foreach (var (images, labels) in new DataLoader(dataset, batchSize: 64))
        {
            Assert.Equal([labels.Length, 3, 32, 32], images.Lengths);
            if (image == 0)
                Assert.Equal([3, 8, 8, 0, 6, 6, 1, 6, 3, 1], labels[..10]);
            float[] values = images.Flat();
            for (int i = 0; i < labels.Length; i++, image++)
            {
                Assert.Equal(file[image * RecordBytes], labels[i]);
                for (int j = 0; j < 3072; j++)
                    if (values[i * 3072 + j] != file[image * RecordBytes + 1 + j] / 255f)
                        Assert.Fail($"image {image}, place {j}: {values[i * 3072 + j]}, but the byte is {file[image * RecordBytes + 1 + j]}");
            }
        }
        Assert.Equal(1000, image);
    }

    [Fact]
    public void RealTrainingSetHasThePublishedMeansAndIsNeverHeld()
    {
        string folder = Repository.SharedOrSkip("data/cifar-10-batches-bin");
        double[] sums = new double[3];
        int[] perClass = new int[10];
        long before = GC.GetTotalAllocatedBytes(precise: true);

        using var dataset = new Cifar10(folder, train: true);
        foreach (var (images, labels) in new DataLoader(dataset, batchSize: 64, reuseBuffers: true))
        {
            ReadOnlySpan<float> values = images.GetSpan([0, 0, 0, 0], (int)images.FlattenedLength);
            for (int plane = 0; plane < labels.Length * 3; plane++)
                sums[plane % 3] += TensorPrimitives.Sum(values.Slice(plane * 1024, 1024));
            foreach (int label in labels)
                perClass[label]++;
        }

        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.True(allocated < 8_000_000, $"50,000 images (154 MB) were read with {allocated:N0} bytes allocated");
        Assert.Empty(dataset.Remarks);
        Assert.All(perClass, count => Assert.Equal(5000, count));
        foreach ((double sum, double mean) in sums.Zip([0.49139968, 0.48215841, 0.44653091]))
            Assert.Equal(mean, sum / (50_000 * 1024), 1e-6);
    }
}
