using Cenote.Data;

namespace Cenote.Cli.Pool;

/// <summary>Elements of one file in, elements of another out.</summary>
internal abstract class PoolStream<T> : IDisposable
{
    /// <summary>Reads items from <paramref name="first"/> on.</summary>
    public abstract void Read(nint first, Span<T> elements);

    public abstract void Write(ReadOnlySpan<T> elements);

    public abstract void Commit();

    public abstract void Dispose();
}

/// <summary>Elements as they are.</summary>
internal sealed class PlainStream<T>(StoredArray x, ArrayFileWriter<T> y) : PoolStream<T>
    where T : unmanaged
{
    public override void Read(nint first, Span<T> elements) => x.Read(first, elements);

    public override void Write(ReadOnlySpan<T> elements) => y.Write(elements);

    public override void Commit() => y.Commit();

    public override void Dispose() => y.Dispose();
}

/// <summary>A picture's bytes as numbers from 0 to 1, for poolings that take no bytes; what goes beyond is cut off.</summary>
internal sealed class PixelStream(StoredArray x, ArrayFileWriter<byte> y) : PoolStream<float>
{
    private byte[] _bytes = [];

    public override void Read(nint first, Span<float> elements)
    {
        Span<byte> bytes = Room(elements.Length);
        x.Read(first, bytes);
        for (int i = 0; i < bytes.Length; i++)
            elements[i] = bytes[i] / 255f;
    }

    public override void Write(ReadOnlySpan<float> elements)
    {
        Span<byte> bytes = Room(elements.Length);
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)float.Round(float.ClampNative(elements[i] * 255, 0, 255));

        y.Write(bytes);
    }

    public override void Commit() => y.Commit();

    public override void Dispose() => y.Dispose();

    private Span<byte> Room(int length)
    {
        if (_bytes.Length < length)
            _bytes = new byte[length];

        return _bytes.AsSpan(0, length);
    }
}
