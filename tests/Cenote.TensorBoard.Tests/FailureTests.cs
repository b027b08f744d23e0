using System.Numerics.Tensors;

namespace Cenote.TensorBoard.Tests;

public sealed class FailureTests
{
    [Fact]
    public void AFullDiskLeavesWholeEventsAndIsReported()
    {
        int whole = FillUp(long.MaxValue, out int all);
        Assert.Equal(10, all);
        for (int room = 0; room < whole; room += 13)
        {
            FillUp(room, out int count);
            Assert.InRange(count, 0, 9);
        }

        FillUp(whole - 1, out int cut);
        Assert.Equal(9, cut);
    }

    /// <summary>Writes ten events into <paramref name="room"/> bytes; checks that failure is reported, and just once unless asked again.</summary>
    private static int FillUp(long room, out int count)
    {
        using var scratch = new TempFolder();
        var stream = new TestStream { Room = room };
        bool reported = false;
        try
        {
            var writer = new SummaryWriter(scratch.Path, _ => stream);
            try
            {
                for (int i = 1; i < 10; i += 3)
                {
                    writer.AddScalar("s", i, i);
                    writer.AddImages("i", Tensor.Create(new byte[48], [1, 3, 4, 4]), i + 1);
                    writer.AddText("t", "text", i + 2);
                }
            }
            catch (IOException e)
            {
                reported = true;
                Assert.Equal($"'{writer.FilePath}' could not be written and ends with its last whole event: No space left on device", e.Message);
                Assert.Equal(e.Message, Assert.Throws<IOException>(() => writer.AddScalar("s", 0)).Message);
                Assert.Equal(e.Message, Assert.Throws<IOException>(writer.Flush).Message);
            }

            if (reported)
                writer.Dispose();
            else if (Record.Exception(writer.Dispose) is Exception late)
                reported = Assert.IsType<IOException>(late) is not null;

            writer.Dispose();
        }
        catch (IOException) when (room < 64 && !reported)
        {
            reported = true;   // not even the first event fitted, so there is no writer
        }

        byte[] file = stream.ToArray();
        List<LoggedEvent> events = EventFile.Read(file);
        Assert.Equal(room != long.MaxValue, reported);
        Assert.Equal(Enumerable.Range(0, events.Count).Select(i => (long)i), events.Select(e => e.Step));
        Assert.True(file.Length <= room);
        count = events.Count;
        return file.Length;
    }

    [Fact]
    public void AFirstEventThatDoesNotFitLeavesNoFile()
    {
        using var scratch = new TempFolder();
        Assert.Throws<NotSupportedException>(() => new SummaryWriter(scratch.Path, path =>
        {
            File.WriteAllText(path, "");
            return new FileStream(path, FileMode.Open, FileAccess.Read);   // which refuses to be written
        }));
        Assert.Empty(Directory.GetFiles(scratch.Path));
    }

    public static TheoryData<Exception> CutFailures => [new IOException("cut"), new NotSupportedException("cut"), new UnauthorizedAccessException("cut")];

    [Theory, MemberData(nameof(CutFailures), DisableDiscoveryEnumeration = true)]
    public void AFileThatCanNotBeCutBackDoesNotHideWhy(Exception cut)
    {
        using var scratch = new TempFolder();
        var writer = new SummaryWriter(scratch.Path, _ => new TestStream { Room = 100, NeverShorter = cut });
        Exception error = Assert.Throws<IOException>(() =>
        {
            for (int i = 0; i < 10; i++)
                writer.AddScalar("s", i, i);
        });
        Assert.EndsWith(": No space left on device", error.Message, StringComparison.Ordinal);
        writer.Dispose();
    }

    [Fact]
    public void FlushReportsAFailure()
    {
        using var scratch = new TempFolder();
        var writer = new SummaryWriter(scratch.Path, _ => new TestStream { Room = 100 });
        writer.AddImages("i", Tensor.Create(new byte[64 * 3 * 32 * 32], [64, 3, 32, 32]));
        Assert.Throws<IOException>(writer.Flush);
        writer.Dispose();
    }

    [Fact]
    public void DisposeReportsAFailureNobodySaw()
    {
        using var scratch = new TempFolder();
        var writer = new SummaryWriter(scratch.Path, _ => new TestStream { Room = 100 });
        writer.AddImages("i", Tensor.Create(new byte[64 * 3 * 32 * 32], [64, 3, 32, 32]));
        Assert.Throws<IOException>(writer.Dispose);
        writer.Dispose();
    }

    [Fact]
    public void ADisposedWriterRefuses()
    {
        using var scratch = new TempFolder();
        var writer = new SummaryWriter(scratch.Path);
        writer.AddScalar("s", 1);
        writer.Dispose();
        writer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => writer.AddScalar("s", 1));
        Assert.Throws<ObjectDisposedException>(() => writer.AddText("s", "t"));
        Assert.Throws<ObjectDisposedException>(() => writer.AddImage("s", Tensor.Create(new byte[3], [3, 1, 1])));
        Assert.Throws<ObjectDisposedException>(() => writer.AddImages("s", Tensor.Create(new byte[3], [1, 3, 1, 1])));
        Assert.Throws<ObjectDisposedException>(writer.Flush);
        Assert.Equal(2, EventFile.Read(writer.FilePath).Count);
    }

    [Fact]
    public void AFolderBeneathAFileIsRefusedByName()
    {
        using var scratch = new TempFolder();
        string file = Path.Combine(scratch.Path, "file");
        File.WriteAllText(file, "");
        IOException error = Assert.ThrowsAny<IOException>(() => new SummaryWriter(Path.Combine(file, "run")));
        Assert.Contains(file, error.Message);
    }

    public static TheoryData<string, Action<SummaryWriter>> Invalid => new()
    {
        { "Value cannot be null. (Parameter 'tag')", w => w.AddScalar(null!, 1) },
        { "Value cannot be null. (Parameter 'text')", w => w.AddText("t", null!) },
        { "tag is empty; TensorBoard shows things by their tag. (Parameter 'tag')", w => w.AddScalar("", 1) },
        { "tag is empty; TensorBoard shows things by their tag. (Parameter 'tag')", w => w.AddText("", "x") },
        { "tag is empty; TensorBoard shows things by their tag. (Parameter 'tag')", w => w.AddImages("", Zeros(1, 3, 2, 2)) },
        { "images has rank 3, shape [3, 32, 32]; AddImages needs [N, C, H, W]. (Parameter 'images')", w => w.AddImages("x", Zeros(3, 32, 32)) },
        { "images has rank 3, shape [3, 32, 32]; AddImages needs [N, H, W, C]. (Parameter 'images')", w => w.AddImages("x", Zeros(3, 32, 32), channelsLast: true) },
        { "images has rank 0, shape []; AddImages needs [N, C, H, W]. (Parameter 'images')", w => w.AddImages("x", default(ReadOnlyTensorSpan<float>)) },
        { "images has shape [0, 3, 32, 32]; there is nothing to show. (Parameter 'images')", w => w.AddImages("x", Zeros(0, 3, 32, 32)) },
        { "images has shape [2, 3, 0, 32]; there is nothing to show. (Parameter 'images')", w => w.AddImages("x", Zeros(2, 3, 0, 32)) },
        { "images has 4 channels, axis 1 of shape [2, 4, 8, 8]; AddImages shows 1 (grey) or 3 (RGB). (Parameter 'images')", w => w.AddImages("x", Zeros(2, 4, 8, 8)) },
        { "images has 8 channels, axis 3 of shape [2, 3, 8, 8]; AddImages shows 1 (grey) or 3 (RGB). (Parameter 'images')", w => w.AddImages("x", Zeros(2, 3, 8, 8), channelsLast: true) },
        { "image has rank 4, shape [1, 3, 8, 8]; AddImage needs [C, H, W]. (Parameter 'image')", w => w.AddImage("x", Zeros(1, 3, 8, 8)) },
        { "image has 2 channels, axis 0 of shape [2, 8, 8]; AddImage shows 1 (grey), 3 (RGB) or 4 (RGBA). (Parameter 'image')", w => w.AddImage("x", Zeros(2, 8, 8)) },
        { "image has 8 channels, axis 2 of shape [3, 8, 8]; AddImage shows 1 (grey), 3 (RGB) or 4 (RGBA). (Parameter 'image')", w => w.AddImage("x", Zeros(3, 8, 8), channelsLast: true) },
        {
            "image has shape [3, 65536, 65536], a picture of 65536 x 65536 pixels and 12884901888 bytes; at most 2147483591 fit. (Parameter 'image')",
            w => w.AddImage("x", new ReadOnlyTensorSpan<byte>(new byte[1], [3, 65536, 65536], [0, 0, 0]))
        },
    };

    [Theory, MemberData(nameof(Invalid))]
    public void InvalidArgumentsAreRefusedBeforeAnythingIsWritten(string message, Action<SummaryWriter> add)
    {
        List<LoggedEvent> events = Written.Events(w => Assert.Equal(message, Assert.ThrowsAny<ArgumentException>(() => add(w)).Message));
        Assert.Empty(events);
    }

    private static Tensor<float> Zeros(params nint[] lengths) => Tensor.CreateFromShape<float>(lengths);
}
