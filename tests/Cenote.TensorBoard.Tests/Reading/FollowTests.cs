namespace Cenote.TensorBoard.Tests.Reading;

/// <summary>A file that grows while it is read.</summary>
public sealed class FollowTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(64)]
    public void AFileThatGrowsIsReadToItsEndWithoutLoss(int bytesAtATime)
    {
        using TempFolder scratch = new();
        string path = scratch.File("events.out.tfevents.1");
        byte[][] records = [Records.Version, .. Enumerable.Range(0, 20).Select(i => Records.Event(i, Records.Scalar("loss", i)))];
        byte[] file = [.. records.SelectMany(record => record)];
        using EventFileReader reader = new(path, follow: true);
        List<long> steps = [];
        using (FileStream writer = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0))
        {
            for (int at = 0; at < file.Length; at += bytesAtATime)
            {
                writer.Write(file.AsSpan(at, Math.Min(bytesAtATime, file.Length - at)));
                steps.AddRange(reader.Steps());
                long whole = 0;
                Assert.Equal(records.TakeWhile(record => (whole += record.Length) <= writer.Length).Count(), reader.EventCount);
            }
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(i => (long)i), steps);
        Assert.Equal((0, file.Length), (reader.Loss.Count, reader.Position));
    }

    [Fact]
    public void AHalfWrittenRecordThatIsCutBackAndWrittenAnewIsReadAsItIsInTheEnd()
    {
        byte[] first = Records.Event(1, Records.Scalar("loss", 1)), dropped = Records.Event(2, Records.Image("x", 1, 1, new byte[300])), second = Records.Event(3, Records.Scalar("loss", 3));
        byte[] file = [.. first, .. dropped[..100]];
        EventFileReader reader = Records.Reader(() => new MemoryStream(file), follow: true);
        Assert.Equal([1], reader.Steps());
        file = first;
        Assert.Empty(reader.ReadAll());
        file = [.. first, .. second, .. second];
        Assert.Equal([3, 3], reader.Steps());
        Assert.Equal(0, reader.Loss.Count);
    }

    [Fact]
    public void WhoFollowsGoesOnBehindDamage()
    {
        byte[] good = Records.Event(1, Records.Scalar("loss", 1)), bad = [.. good];
        bad[3] ^= 1;
        byte[] file = [.. good, .. bad];
        EventFileReader reader = Records.Reader(() => new MemoryStream(file), follow: true);
        Assert.Equal([1], reader.Steps());
        Assert.Equal(DamageKind.Length, Assert.Single(reader.Loss.Places).Kind);
        for (int at = 0; at <= good.Length; at++)
        {
            file = [.. good, .. bad, .. good[..at]];
            Assert.Equal(at == good.Length ? [1] : [], reader.Steps());
        }

        Assert.Equal((1, bad.Length), (reader.Loss.Count, reader.Loss.Bytes));
    }
}
