namespace Cenote.Data.Tests;

public sealed class DataLoaderTests
{
    public sealed record LoaderCase(string Name, int Images, int BatchSize, int[] Batches, bool DropLast = false, int? Limit = null)
    {
        public override string ToString() => Name;
    }

    public static TheoryData<LoaderCase> Cases => new((LoaderCase[])
    [
        new("even", 12, 4, [4, 4, 4]),
        new("last is smaller", 10, 4, [4, 4, 2]),
        new("last is dropped", 10, 4, [4, 4], DropLast: true),
        new("nothing to drop", 12, 4, [4, 4, 4], DropLast: true),
        new("one image a batch", 3, 1, [1, 1, 1]),
        new("batch larger than the set", 3, 64, [3]),
        new("huge batch", 3, int.MaxValue, [3]),
        new("all is dropped", 3, 64, [], DropLast: true),
        new("limit", 10, 4, [4, 3], Limit: 7),
        new("limit and dropLast", 10, 4, [4], DropLast: true, Limit: 7),
        new("limit over the count", 10, 4, [4, 4, 2], Limit: 11),
        new("limit 1", 10, 4, [1], Limit: 1),
        new("empty set", 0, 4, []),
    ]);

    [Theory, MemberData(nameof(Cases))]
    public void BatchesAreTheSetInPieces(LoaderCase c)
    {
        foreach (bool channelsLast in (bool[])[false, true])
            foreach (bool reuse in (bool[])[false, true])
                foreach (bool shuffle in (bool[])[false, true])
                {
                    using var dataset = new FakeDataset(c.Images);
                    var loader = new DataLoader(dataset, c.BatchSize, shuffle, seed: 5, c.DropLast, channelsLast, c.Limit, reuse);
                    Assert.Equal(c.Batches.Length, loader.Count);

                    var seen = new List<int>();
                    var sizes = new List<int>();
                    foreach (var (images, labels) in loader)
                    {
                        Assert.Equal(channelsLast ? [labels.Length, 1, 3, 2] : [labels.Length, 2, 1, 3], images.Lengths);
                        Assert.Equal(FakeDataset.Expected(labels, channelsLast), images.Flat());
                        seen.AddRange(labels);
                        sizes.Add(labels.Length);
                    }

                    Assert.Equal(c.Batches, sizes);
                    int limit = Math.Min(c.Limit ?? c.Images, c.Images);
                    int[] expected = shuffle ? Shuffling.Order(limit, seed: 5, epoch: 0) : [.. Enumerable.Range(0, limit)];
                    Assert.Equal(expected.Take(c.Batches.Sum()), seen);
                }
    }

    [Fact]
    public void EveryEpochHasItsOwnOrderAndTheSeedRepeatsThem()
    {
        using var dataset = new FakeDataset(50);
        var loader = new DataLoader(dataset, 8, shuffle: true, seed: 3);
        var again = new DataLoader(dataset, 16, shuffle: true, seed: 3);
        var other = new DataLoader(dataset, 8, shuffle: true, seed: 4);
        int[][] epochs = [.. Enumerable.Range(0, 3).Select(_ => Labels(loader))];

        Assert.Equal(3, loader.Epoch);
        Assert.Equal(epochs, [.. Enumerable.Range(0, 3).Select(_ => Labels(again))]);
        Assert.NotEqual(epochs[0], epochs[1]);
        Assert.NotEqual(epochs[1], epochs[2]);
        Assert.NotEqual(epochs[0], Labels(other));
        Assert.All(epochs, epoch => Assert.Equal(Enumerable.Range(0, 50), epoch.Order()));

        other = new DataLoader(dataset, 8, shuffle: true, seed: 3) { Epoch = 2 };
        Assert.Equal(epochs[2], Labels(other));
    }

    [Fact]
    public void BatchesMayBeKept()
    {
        using var dataset = new FakeDataset(10);
        ImageBatch[] kept = [.. new DataLoader(dataset, 3)];
        Assert.Equal(Enumerable.Range(0, 10), kept.SelectMany(batch => batch.Labels));
        Assert.All(kept, batch => Assert.Equal(FakeDataset.Expected(batch.Labels, channelsLast: false), batch.Images.Flat()));
    }

    [Fact]
    public void PiecesOfALargeBatchFitTogether()
    {
        using var dataset = new FakeDataset(100_000);
        ImageBatch batch = Assert.Single(new DataLoader(dataset, 100_000));
        Assert.Equal(Enumerable.Range(0, 100_000), batch.Labels);
        Assert.Equal(FakeDataset.Expected(batch.Labels, channelsLast: false), batch.Images.Flat());
        Assert.True(dataset.Reads.Count > 1, "this batch was to be read in pieces");
    }

    [Fact]
    public void SequentialReadingReadsManyImagesAtOnce()
    {
        using var dataset = new FakeDataset(128);
        _ = new DataLoader(dataset, 64).ToList();
        Assert.Equal([(0, 64), (64, 64)], dataset.Reads.Select(read => (read.First, read.Count)));
    }

    [Theory]
    [InlineData(0, null, "batchSize is 0; a batch holds at least one image. (Parameter 'batchSize')")]
    [InlineData(-3, null, "batchSize is -3; a batch holds at least one image. (Parameter 'batchSize')")]
    [InlineData(1, 0, "limit is 0; at least one image has to be used. (Parameter 'limit')")]
    [InlineData(1, -1, "limit is -1; at least one image has to be used. (Parameter 'limit')")]
    [InlineData(int.MaxValue, null,
        "batchSize is 2147483647; 1,000,000,000 images of 6 floats are more than the 2,147,483,591 an array can hold. (Parameter 'batchSize')")]
    public void RefusesArguments(int batchSize, int? limit, string message)
    {
        using var dataset = new FakeDataset(1_000_000_000);
        Assert.Equal(message, Assert.Throws<ArgumentOutOfRangeException>(() => new DataLoader(dataset, batchSize, limit: limit)).Message);
    }

    [Fact]
    public void RefusesNoDatasetAndANegativeEpoch()
    {
        using var dataset = new FakeDataset(1);
        Assert.Throws<ArgumentNullException>("dataset", () => new DataLoader(null!, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DataLoader(dataset, 1).Epoch = -1);
    }

    private static int[] Labels(DataLoader loader) => [.. loader.SelectMany(batch => batch.Labels)];
}
