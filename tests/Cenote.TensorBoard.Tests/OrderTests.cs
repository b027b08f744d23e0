using System.Numerics.Tensors;

namespace Cenote.TensorBoard.Tests;

[CollectionDefinition(DisableParallelization = true)]
public sealed class Alone;

// Alone, because these tests hold up the thread pool and count allocations.
[Collection(typeof(Alone))]
public sealed class OrderTests
{
    private static readonly Tensor<byte> s_small = Tensor.Create(new byte[3 * 4 * 4], [1, 3, 4, 4]);
    private static readonly Tensor<byte> s_big = Tensor.Create(new byte[64 * 3 * 32 * 32], [64, 3, 32, 32]);

    [Fact]
    public void OneThreadsEventsKeepTheirOrder()
    {
        List<LoggedEvent> events = Written.Events(w =>
        {
            for (int i = 0; i < 200; i++)
                AddSomething(w, "t", i);
        });
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (long)i), events.Select(e => e.Step));
    }

    [Fact]
    public void EachOfEightThreadsKeepsItsOrder()
    {
        List<LoggedEvent> events = Written.Events(w => RunThreads(8, thread =>
        {
            for (int i = 0; i < 50; i++)
                AddSomething(w, $"t{thread}", i);
        }));
        Assert.Equal(400, events.Count);
        for (int thread = 0; thread < 8; thread++)
            Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), events.Where(e => e.Tag[..2] == $"t{thread}").Select(e => e.Step));
    }

    [Fact]
    public void AddImagesBlocksWhenTooManyPicturesArePending()
    {
        using var scratch = new TempFolder();
        using var gate = new ManualResetEventSlim(true);
        var stream = new TestStream { Gate = gate };
        var writer = new SummaryWriter(scratch.Path, _ => stream);
        gate.Reset();
        int returned = 0;
        var adder = new Thread(() =>
        {
            for (int i = 0; i < 100; i++, Volatile.Write(ref returned, i))
                writer.AddImages("x", s_small, i);
        });
        adder.Start();

        Assert.False(adder.Join(300));
        Assert.InRange(Volatile.Read(ref returned), 1, 2 * Environment.ProcessorCount);

        gate.Set();
        Assert.True(adder.Join(10_000));
        writer.Dispose();
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), EventFile.Read(stream.ToArray())[1..].Select(e => e.Step));
    }

    [Fact]
    public void AStarvedThreadPoolDoesNotMatter()
    {
        // Not disposed: of the work that is queued some may come to it late.
        ManualResetEventSlim release = new();
        int held = 0;
        for (int i = 0; i < 200; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    Interlocked.Increment(ref held);
                    release.Wait();
                    Interlocked.Decrement(ref held);
                },
                null);
        }

        try
        {
            List<LoggedEvent>? events = null;
            RunThreads(1, _ => events = Written.Events(w =>
            {
                for (int i = 0; i < 40; i++)
                    AddSomething(w, "t", i);

                w.Flush();
                AddSomething(w, "t", 40);
            }));
            Assert.Equal(41, events?.Count);
            Assert.InRange(Volatile.Read(ref held), 1, 200);
        }
        finally
        {
            release.Set();
            SpinWait.SpinUntil(() => Volatile.Read(ref held) == 0 && ThreadPool.PendingWorkItemCount == 0, 5000);
        }
    }

    [Fact]
    public void BuffersAreReused()
    {
        const int Pictures = 200;
        using var scratch = new TempFolder();
        using var writer = new SummaryWriter(scratch.Path, _ => Stream.Null);
        AddPictures(20);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        AddPictures(Pictures);
        long each = (GC.GetTotalAllocatedBytes(precise: true) - before) / Pictures;
        Assert.InRange(each, 1, 256 * 256 * 3 / 4);   // the pixels alone would be four times that

        void AddPictures(int count)
        {
            for (int i = 0; i < count; i++)
                writer.AddImages("x", s_big);

            writer.Flush();
        }
    }

    private static void AddSomething(SummaryWriter writer, string tag, int i)
    {
        switch (i % 5)
        {
            case 0: writer.AddImages(tag, s_big, i); break;
            case 1: writer.AddScalar(tag, i, i); break;
            case 2: writer.AddText(tag, "text", i); break;
            case 3: writer.AddImages(tag, s_small, i); break;
            default: writer.AddScalar(tag, -i, i); break;
        }
    }

    private static void RunThreads(int count, Action<int> body)
    {
        Exception? error = null;
        Thread[] threads = [.. Enumerable.Range(0, count).Select(index => new Thread(() =>
        {
            try
            {
                body(index);
            }
            catch (Exception e)
            {
                error = e;
            }
        })
        { IsBackground = true })];
        Array.ForEach(threads, thread => thread.Start());
        Assert.All(threads, thread => Assert.True(thread.Join(20_000), "A thread hangs."));
        Assert.Null(error);
    }
}
