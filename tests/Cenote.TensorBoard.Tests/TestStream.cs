namespace Cenote.TensorBoard.Tests;

/// <summary>A stream in memory that tests can make fail or wait, as a file may.</summary>
internal sealed class TestStream : MemoryStream
{
    public long Room { get; init; } = long.MaxValue;

    public ManualResetEventSlim? Gate { get; init; }

    /// <summary>What cutting it back throws.</summary>
    public Exception? NeverShorter { get; init; }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Gate?.Wait();
        int fits = (int)Math.Min(buffer.Length, Room - Length);
        base.Write(buffer[..fits]);
        if (fits < buffer.Length)
            throw new IOException("No space left on device");
    }

    public override void SetLength(long value)
    {
        if (NeverShorter is not null)
            throw NeverShorter;

        base.SetLength(value);
    }
}
