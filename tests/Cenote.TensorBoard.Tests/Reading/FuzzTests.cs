using System.Diagnostics;
using static Cenote.Testing.ProtoField;

namespace Cenote.TensorBoard.Tests.Reading;

/// <summary>Arbitrary bytes: no exception, no end without an end, memory in proportion to the file, and good records are found.</summary>
public sealed class FuzzTests
{
    private const int Executions = 30_000;

    private static readonly byte[][] s_records =
    [
        Records.Version,
        Records.Event(1, Records.Scalar("loss", 1), Records.Scalar("x", 2)),
        Records.Event(2, Records.Image("image", 4, 5, [1, 2, 3, 4, 5])),
        Records.Event(3, Tensor("t", "images", Number(1, 7), String(8, "3"), String(8, "2"), String(8, "png"))),
        Records.Event(4, Tensor("u", "scalars", Number(1, 1), Single(5, 1))),
        Records.Event(5, Tensor("v", "text", Number(1, 7), String(8, "text"))),
        EventFile.Frame([]),
    ];

    // What only a file made for it holds: good headers without their records.
    private static readonly byte[][] s_traps = [EventFile.Header(40), EventFile.Header(EventFileReader.MaxRecordBytes), EventFile.Header(ulong.MaxValue), new byte[40]];

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
            byte[] file = [.. Mutated(random), .. s_last];
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

            // Only a follower may be waiting for the rest of what a header promises.
            if (follow)
                continue;

            Assert.Equal(file.Length, reader.Position);
            Assert.True(last.Tag == "last" && last.Point.Step == 4711, $"Execution {i} of seed {seed}: the good record at the end was not found.");
        }

        Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < 60, "It takes too long.");
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - allocated) / Executions, 0, 200_000);
        Assert.InRange(bytes / Executions, 100, 2000);
    }

    private static byte[] Mutated(Random random)
    {
        List<byte> file = [];
        for (int i = random.Next(8); i >= 0; i--)
        {
            byte[] record = s_records[random.Next(s_records.Length)];
            file.AddRange(random.Next(4) switch
            {
                0 => s_traps[random.Next(s_traps.Length)],
                1 => record,

                // Checksums that are right over data that is not: no mutation of a file would ever meet them.
                _ => EventFile.Frame(Mutated([.. record.AsSpan()[12..^4]], random)),
            });
        }

        return random.Next(2) == 0 ? [.. file] : Mutated(file, random);
    }

    private static byte[] Mutated(List<byte> bytes, Random random)
    {
        for (int i = random.Next(6); i > 0 && bytes.Count > 0; i--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)); break;
                default: bytes.Insert(at, (byte)random.Next(256)); break;
            }
        }

        return [.. bytes];
    }

    private static byte[] Tensor(string tag, string plugin, params byte[][] fields) => [.. String(1, tag), .. Records.Metadata(plugin), .. Nested(8, fields)];
}
