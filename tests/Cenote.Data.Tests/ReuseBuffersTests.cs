namespace Cenote.Data.Tests;

public sealed class ReuseBuffersTests
{
    [Fact]
    public void TwoBuffersTakeTurns()
    {
        using var dataset = new FakeDataset(11);
        ImageBatch[] batches = [.. new DataLoader(dataset, 2, reuseBuffers: true)];

        Assert.Same(batches[0], batches[2]);
        Assert.Same(batches[1], batches[3]);
        Assert.NotSame(batches[0], batches[1]);
        // The last batch is smaller: a view of its own on the second buffer.
        Assert.Equal([1, 2, 1, 3], batches[5].Images.Lengths);
        Assert.Equal([10], batches[5].Labels);
    }

    [Fact]
    public void ABatchIsOverwrittenAfterTheNextMoveNextAndNotBefore()
    {
        using var dataset = new FakeDataset(8);
        using IEnumerator<ImageBatch> batches = new DataLoader(dataset, 2, reuseBuffers: true).GetEnumerator();
        Assert.True(batches.MoveNext());
        ImageBatch first = batches.Current;
        Assert.True(SpinWait.SpinUntil(() => dataset.Reads.Count == 2, TimeSpan.FromSeconds(20)));
        Thread.Sleep(20);
        Assert.Equal([0, 1], first.Labels);
        Assert.Equal(FakeDataset.Expected([0, 1], channelsLast: false), first.Images.Flat());

        Assert.True(batches.MoveNext());
        Assert.True(batches.MoveNext());
        Assert.Equal([4, 5], first.Labels);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ABatchAllocatesNextToNothing(bool shuffle)
    {
        using var folder = new TempFolder();
        folder.WriteCifar("test_batch.bin", 640);
        using var dataset = new Cifar10(folder.Path, train: false);
        Assert.InRange(BytesPerBatch(dataset, shuffle, reuseBuffers: true), 0, 2_000);
        Assert.InRange(BytesPerBatch(dataset, shuffle, reuseBuffers: false), 10 * 3072 * sizeof(float), long.MaxValue);
    }

    private static long BytesPerBatch(ImageDataset dataset, bool shuffle, bool reuseBuffers)
    {
        long after = 0;
        int counted = 0;
        foreach (ImageBatch batch in new DataLoader(dataset, 10, shuffle, reuseBuffers: reuseBuffers))
            if (++counted == 4)
                after = GC.GetTotalAllocatedBytes(precise: true);
        return (GC.GetTotalAllocatedBytes(precise: true) - after) / (counted - 4);
    }
}
