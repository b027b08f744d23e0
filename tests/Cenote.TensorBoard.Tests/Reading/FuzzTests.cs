using System.Diagnostics;

namespace Cenote.TensorBoard.Tests.Reading;

/// <summary>Arbitrary bytes: no exception, no end without an end, memory in proportion to the file, and good records are found.</summary>
public sealed class FuzzTests
{
    private const int Executions = 30_000;

    private static readonly byte[][] s_parts =
    [
        Records.Version,
        Records.Event(1, Records.Scalar("loss", 1), Records.Scalar("x", 2)),
        Records.Event(2, Records.Image("image", 4, 5, [1, 2, 3, 4, 5])),
        Records.Event(3, [.. ProtoField.String(1, "t"), .. Records.Metadata("images"), .. ProtoField.Nested(8, ProtoField.Number(1, 7), ProtoField.String(8, "3"), ProtoField.String(8, "2"), ProtoField.String(8, "png"))]),
        Records.Event(4, [.. ProtoField.String(1, "u"), .. Records.Metadata("scalars"), .. ProtoField.Nested(8, ProtoField.Number(1, 1), ProtoField.Single(5, 1))]),
        EventFile.Frame([]),
        EventFile.Header(40),
        EventFile.Header(EventFileReader.MaxRecordBytes),
        EventFile.Header(ulong.MaxValue),
        new byte[40],
    ];

    /// <summary>A last record that no mutation touched, which is to be found whatever lies before it.</summary>
    private static readonly byte[] s_last = Records.Event(4711, Records.Scalar("last", 1));

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void AnyBytesAreReadToTheirEnd(int seed, bool follow)
    {
        Random random = new(seed);
        long start = Stopwatch.GetTimestamp(), allocated = GC.GetAllocatedBytesForCurrentThread();
        long bytes = 0;
        for (int i = 0; i < Executions; i++)
        {
            byte[] file = Mutated(random, out bool isReframed);
            bytes += file.Length;
            EventFileReader reader = Records.Reader(file, follow);
            EventValue last = default;
            long before = 0;
            while (reader.TryRead(out EventValue value))
            {
                Assert.InRange(reader.Position, before, file.Length);
                before = reader.Position;
                last = value;
            }

            Assert.InRange(reader.Loss.Bytes, 0, reader.Position);
            Assert.True(reader.Loss.Count > 0 || reader.Loss.Bytes == 0, $"Execution {i} of seed {seed}: bytes are lost, but no place is damaged.");
            if (!follow)
                Assert.Equal(file.Length, reader.Position);

            // Only a header that declares more than there is may keep a follower waiting.
            if (!follow && !isReframed)
                Assert.True(last.Tag == "last" && last.Point.Step == 4711, $"Execution {i} of seed {seed}: the good record at the end was not found.");
        }

        Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < 60, "It takes too long.");
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - allocated) / Executions, 0, 200_000);
        Assert.InRange(bytes / Executions, 50, 2000);
    }

    // Checksums that are right over data that is not are what a mutation never meets by itself: so some are framed anew.
    private static byte[] Mutated(Random random, out bool isReframed)
    {
        List<byte> file = [.. Enumerable.Range(0, random.Next(1, 8)).SelectMany(_ => s_parts[random.Next(s_parts.Length)])];
        for (int i = random.Next(6); i > 0; i--)
        {
            int at = random.Next(file.Count);
            switch (random.Next(5))
            {
                case 0: file[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: file[at] = (byte)random.Next(256); break;
                case 2: file.RemoveRange(at, Math.Min(random.Next(1, 20), file.Count - at - (at == 0 ? 1 : 0))); break;
                case 3: file.Insert(at, (byte)random.Next(256)); break;
                default: file.InsertRange(at, s_parts[random.Next(s_parts.Length)]); break;
            }
        }

        isReframed = random.Next(2) == 0;
        return isReframed ? EventFile.Frame([.. file]) : [.. file, .. s_last];
    }
}
