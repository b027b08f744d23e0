namespace Cenote.Data.Tests;

public sealed class ReadAheadTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void TheNextBatchIsPreparedMeanwhileOnAnotherThreadAndNoMore()
    {
        using var dataset = new FakeDataset(8);
        using IEnumerator<ImageBatch> batches = new DataLoader(dataset, 2).GetEnumerator();
        Assert.Empty(dataset.Reads);
        for (int used = 0; used < 3; used++)
        {
            Assert.True(batches.MoveNext());
            int ahead = 2 * (used + 1);
            bool begun = SpinWait.SpinUntil(() => dataset.Reads.Any(read => read.First == ahead), s_long);
            Assert.True(begun, $"batch {used + 1} was not begun while batch {used} was in use");
            Assert.NotEqual(Environment.CurrentManagedThreadId, dataset.Reads.Single(read => read.First == ahead).Thread);
            Thread.Sleep(s_short);
            Assert.Equal(used + 2, dataset.Reads.Count);
        }
        Assert.True(batches.MoveNext());
        Assert.False(batches.MoveNext());
        Assert.Equal(4, dataset.Reads.Count);
    }

    [Fact]
    public void WhatGoesWrongAheadIsThrownAsItWasWhenItsTurnComes()
    {
        using var dataset = new FakeDataset(8) { BeforeRead = first => Fail(when: first == 4) };
        using IEnumerator<ImageBatch> batches = new DataLoader(dataset, 2).GetEnumerator();
        Assert.True(batches.MoveNext());
        Assert.True(batches.MoveNext());
        Assert.Equal([2, 3], batches.Current.Labels);

        var error = Assert.Throws<InvalidDataException>(() => batches.MoveNext());
        Assert.Equal("bad record", error.Message);
        Assert.Contains(nameof(Fail), error.StackTrace);
        Assert.False(batches.MoveNext());
    }

    [Fact]
    public void LeavingEarlyWaitsForThePreparation()
    {
        using var begun = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        using var dataset = new FakeDataset(8);
        dataset.BeforeRead = first =>
        {
            if (first != 2)
                return;
            begun.Set();
            gate.Wait(s_long, TestContext.Current.CancellationToken);
        };

        var leaving = new Thread(() =>
        {
            foreach (ImageBatch _ in new DataLoader(dataset, 2))
                break;
        });
        leaving.Start();
        Assert.True(begun.Wait(s_long, TestContext.Current.CancellationToken));
        Assert.False(leaving.Join(s_short), "the loop was left while its data set was still being read");
        gate.Set();
        Assert.True(leaving.Join(s_long));
        Assert.Equal(2, dataset.Reads.Count);
    }

    [Fact]
    public void LeavingEarlyIsNotAnErrorWhenThePreparationFails()
    {
        using var dataset = new FakeDataset(8) { BeforeRead = first => Fail(when: first == 2) };
        Assert.Equal([0, 1], new DataLoader(dataset, 2).First().Labels);
        Assert.Equal(2, dataset.Reads.Count);
    }

    [Fact]
    public void TwoLoopsOverOneLoaderDoNotMeet()
    {
        using var dataset = new FakeDataset(100);
        var loader = new DataLoader(dataset, 7, reuseBuffers: true);
        foreach ((ImageBatch one, ImageBatch two) in loader.Zip(loader))
        {
            Assert.Equal(one.Labels, two.Labels);
            Assert.NotSame(one.Images, two.Images);
            Assert.Equal(FakeDataset.Expected(two.Labels, channelsLast: false), two.Images.Flat());
        }
    }

    private static void Fail(bool when)
    {
        if (when)
            throw new InvalidDataException("bad record");
    }
}
