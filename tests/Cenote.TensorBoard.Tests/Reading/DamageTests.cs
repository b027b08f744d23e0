namespace Cenote.TensorBoard.Tests.Reading;

/// <summary>Damage costs what it hit and nothing else, and is counted.</summary>
public sealed class DamageTests
{
    private const int Count = 100;
    private const int Headers = 20_000;

    // Scalars and images in turn, of different lengths; record i has step i.
    private static readonly byte[][] s_records =
        [.. Enumerable.Range(0, Count).Select(i => i % 5 == 4 ? Records.Event(i, Records.Image("image", 2, 3, Noise(i, 7 * i))) : Records.Event(i, Records.Scalar("loss", i)))];

    private static readonly byte[] s_file = Join(s_records);

    private static readonly int[] s_ends = [.. s_records.Select((_, i) => s_records.Take(i + 1).Sum(record => record.Length))];

    [Fact]
    public void AFileCutAtAnyByteGivesEveryWholeRecord()
    {
        for (int cut = 0; cut <= s_file.Length; cut++)
        {
            int whole = s_ends.Count(end => end <= cut), bytes = whole == 0 ? 0 : s_ends[whole - 1];
            EventFileReader reader = Records.Reader(s_file[..cut]);
            AssertSteps(whole, except: -1, reader);
            bool isCut = cut > bytes;
            Assert.Equal((isCut ? 1 : 0, cut - bytes, cut), (reader.Loss.Count, reader.Loss.Bytes, reader.Position));
            if (isCut)
                AssertPlace(bytes, DamageKind.Cut, reader);
        }
    }

    [Fact]
    public void ACutTailIsWaitedForByWhoFollows()
    {
        for (int cut = 0; cut <= s_file.Length; cut++)
        {
            int whole = s_ends.Count(end => end <= cut);
            int length = cut;
            EventFileReader reader = Records.Reader(() => new MemoryStream(s_file, 0, length), follow: true);
            AssertSteps(whole, except: -1, reader);
            Assert.Equal(whole == 0 ? 0 : s_ends[whole - 1], reader.Position);

            length = s_file.Length;
            Assert.Equal(Enumerable.Range(whole, Count - whole).Select(i => (long)i), reader.Steps());
            Assert.Equal((0, Count), (reader.Loss.Count, reader.EventCount));
        }
    }

    [Theory]
    [InlineData(0xff, false)]
    [InlineData(0x01, false)]
    [InlineData(0x80, true)]
    public void AFileWithAnyByteFlippedLosesThatRecordOnly(byte flip, bool follow)
    {
        byte[] file = [.. s_file];
        for (int at = 0; at < file.Length; at++)
        {
            file[at] ^= flip;
            int hit = s_ends.Count(end => end <= at), start = s_ends[hit] - s_records[hit].Length;
            EventFileReader reader = Records.Reader(file, follow);
            AssertSteps(Count, except: hit, reader);

            // A follower keeps the last bytes: the header that may begin there is not whole.
            bool isTail = follow && hit == Count - 1 && at < start + 12;
            Assert.Equal(1, reader.Loss.Count);
            Assert.Equal(s_records[hit].Length - (isTail ? 11 : 0), reader.Loss.Bytes);
            AssertPlace(start, at < start + 12 ? DamageKind.Length : DamageKind.Data, reader);
            file[at] ^= flip;
        }
    }

    public static TheoryData<string, byte[], long[], DamageKind[], long> Damages
    {
        get
        {
            byte[] a = Scalar(1), b = Scalar(2), c = Scalar(3), d = Scalar(4);
            byte[] big = Records.Event(9, Records.Image("image", 2, 3, Noise(9, 200_000)));
            byte[] broken = Records.Event(8, Records.Scalar("x", 1), [0x0a, 0x7f]);
            byte[] inner = Records.Event(5, Records.Image("image", 2, 3, Join(Scalar(6), Scalar(7))));
            return new TheoryData<string, byte[], long[], DamageKind[], long>
            {
                { "nothing at all", [], [], [], 0 },
                { "one byte", [1], [], [DamageKind.Cut], 1 },
                { "no event file", Noise(1, 500), [], [DamageKind.Length], 500 },
                { "zeros", new byte[300_000], [], [DamageKind.Length], 300_000 },
                { "zeros before a record", [.. new byte[70_000], .. a], [1], [DamageKind.Length], 70_000 },
                { "zeros behind a record", [.. a, .. new byte[70_000]], [1], [DamageKind.Length], 70_000 },
                { "two damaged data", Join(Flip(a, 14), Flip(b, 14), c), [3], [DamageKind.Data, DamageKind.Data], a.Length + b.Length },
                { "two damaged lengths", Join(Flip(a, 0), Flip(b, 0), c), [3], [DamageKind.Length], a.Length + b.Length },
                { "a damaged length, then damaged data", Join(Flip(a, 0), Flip(b, 14), c), [3], [DamageKind.Length, DamageKind.Data], a.Length + b.Length },
                { "damaged data, then a damaged length", Join(Flip(a, 14), Flip(b, 0), c), [3], [DamageKind.Data], a.Length + b.Length },
                { "two damaged lengths and a good record between", Join(Flip(a, 0), b, Flip(c, 0), d), [2, 4], [DamageKind.Length, DamageKind.Length], a.Length + c.Length },
                { "damage in two places", Join(Flip(a, 0), b, Flip(c, 20), d), [2, 4], [DamageKind.Length, DamageKind.Data], a.Length + c.Length },
                { "bytes missing from the data", Join(big[..1000], a, b), [1, 2], [DamageKind.Cut], 1000 },
                { "bytes missing, and records enough to fill the gap", [.. a[..20], .. b, .. c, .. d], [2, 3, 4], [DamageKind.Data], 20 },
                { "bytes missing from the header", Join(a[..5], b), [2], [DamageKind.Length], 5 },
                { "bytes too many", [.. a, 1, 2, 3, .. b], [1, 2], [DamageKind.Length], 3 },
                { "a longer record than any block", Join(a, big, b), [1, 9, 2], [], 0 },
                { "a longer record than any block, damaged", Join(a, Flip(big, 150_000), b), [1, 2], [DamageKind.Data], big.Length },
                { "a longer record than any block, its length damaged", Join(a, Flip(big, 0), b), [1, 2], [DamageKind.Length], big.Length },
                { "records within a record are none", Join(a, inner, b), [1, 5, 2], [], 0 },
                { "more than a record may hold", Join(EventFile.Header(EventFileReader.MaxRecordBytes + 1L), a), [1], [DamageKind.TooLong], 12 },
                { "as much as a record may hold, and not there", Join(EventFile.Header(EventFileReader.MaxRecordBytes), a), [1], [DamageKind.Cut], 12 },
                { "as much as a number can say", Join(EventFile.Header(ulong.MaxValue), a), [1], [DamageKind.TooLong], 12 },
                { "no event", Join(a, EventFile.Frame([0xff, 0xff]), b), [1, 2], [DamageKind.NoEvent], 18 },
                { "an event of which one value is none", Join(a, broken, b), [1, 2], [DamageKind.NoEvent], broken.Length },
                { "an empty record is an empty event", Join(a, EventFile.Frame([]), b), [1, 2], [], 0 },
            };
        }
    }

    [Theory, MemberData(nameof(Damages), DisableDiscoveryEnumeration = true)]
    public void DamageIsPassedOverAndCounted(string name, byte[] file, long[] steps, DamageKind[] damage, long bytes)
    {
        EventFileReader reader = Records.Reader(file);
        Assert.Equal(steps, reader.Steps());
        Assert.Equal(damage, reader.Loss.Places.Select(place => place.Kind));
        Assert.Empty(reader.ReadAll());
        Assert.Equal((name, damage.Length, bytes, file.Length), (name, reader.Loss.Count, reader.Loss.Bytes, reader.Position));
    }

    [Fact]
    public void OnlyTheFirstHundredPlacesAreListed()
    {
        EventFileReader reader = Records.Reader(Join([.. Enumerable.Repeat(Flip(Scalar(1), 14), 250)]));
        Assert.Empty(reader.ReadAll());
        Assert.Equal((250, 100), (reader.Loss.Count, reader.Loss.Places.Count));
    }

    /// <summary>Files of nothing but good headers: each could have all that follows it read again.</summary>
    public static TheoryData<string, Func<int, ulong>, long> Headings => new()
    {
        { "to the end", i => (ulong)(12 * (Headers - 1 - i)), 2L << 30 },
        { "beyond the end", _ => 12 * Headers, 36 * Headers },
        { "nothing", _ => 0, 36 * Headers },
        { "one header", _ => 12, 36 * Headers },
    };

    [Theory, MemberData(nameof(Headings), DisableDiscoveryEnumeration = true)]
    public void AFileMadeToBeReadAgainAndAgainIsNot(string name, Func<int, ulong> declared, long most)
    {
        byte[] file = Join([.. Enumerable.Range(0, Headers).Select(i => EventFile.Header(declared(i))), new byte[4]]);
        CountingStream stream = new(file);
        EventFileReader reader = Records.Reader(() => stream);
        Assert.Empty(reader.ReadAll());
        Assert.Equal((name, file.Length, file.Length), (name, reader.Position, reader.Loss.Bytes));
        Assert.InRange(stream.BytesRead, file.Length, most);
    }

    private sealed class CountingStream(byte[] file) : MemoryStream(file)
    {
        public long BytesRead { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            int count = base.Read(buffer);
            BytesRead += count;
            return count;
        }
    }

    private static byte[] Scalar(long step) => Records.Event(step, Records.Scalar("loss", step));

    private static byte[] Flip(byte[] record, int at)
    {
        byte[] flipped = [.. record];
        flipped[at] ^= 0x10;
        return flipped;
    }

    private static byte[] Noise(int seed, int length)
    {
        byte[] noise = new byte[length];
        new Random(seed).NextBytes(noise);
        return noise;
    }

    private static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    private static void AssertSteps(int count, int except, EventFileReader reader)
    {
        int step = 0;
        while (reader.TryRead(out EventValue value))
        {
            step += step == except ? 1 : 0;
            if (step != value.Point.Step)
                Assert.Equal(step, value.Point.Step);

            step++;
        }

        step += step == except ? 1 : 0;
        Assert.Equal(count, step);
    }

    private static void AssertPlace(long offset, DamageKind kind, EventFileReader reader)
    {
        EventFileDamage place = Assert.Single(reader.Loss.Places);
        Assert.Equal((offset, kind), (place.Offset, place.Kind));
    }
}
