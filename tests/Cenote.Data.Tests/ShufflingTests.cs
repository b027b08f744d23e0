namespace Cenote.Data.Tests;

public sealed class ShufflingTests
{
    // The values every SplitMix64 gives for seed 1234567.
    [Fact]
    public void GeneratorIsSplitMix64() =>
        Assert.Equal(
            (ulong[])[6457827717110365317, 3203168211198807973, 9817491932198370423],
            Enumerable.Range(0, 3).Select(k => Shuffling.Output(1234567, (ulong)k)));

    // Computed apart from this code, from the formulas in its remarks. A change here changes everyone's experiments.
    [Theory]
    [InlineData(0, "9 7 2 6 3 1 8 5 0 11 10 4")]
    [InlineData(1, "10 9 0 8 1 7 2 4 6 5 3 11")]
    [InlineData(2, "10 3 4 7 9 6 1 5 11 2 8 0")]
    public void OrderIsPinned(int epoch, string expected) =>
        Assert.Equal(expected, string.Join(' ', Shuffling.Order(12, seed: 42, epoch)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void OrderIsAPermutation(int count) =>
        Assert.Equal(Enumerable.Range(0, count), Shuffling.Order(count, seed: 7, epoch: 3).Order());

    [Fact]
    public void EpochsAndNeighbouringSeedsDiffer()
    {
        var orders = from seed in Enumerable.Range(0, 8) from epoch in Enumerable.Range(0, 8) select string.Join(' ', Shuffling.Order(100, (ulong)seed, epoch));
        Assert.Equal(64, orders.Distinct().Count());
    }

    // Each of 6 orders of 3 should come 1,000 times in 6,000; 150 is 5 standard deviations.
    [Fact]
    public void OrdersAreEven()
    {
        var counts = Enumerable.Range(0, 6000).CountBy(epoch => string.Join(' ', Shuffling.Order(3, seed: 1, epoch))).ToDictionary();
        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1150));
    }
}
