using Microsoft.Win32.SafeHandles;

namespace Cenote.Data;

/// <summary>Where an array's bytes are.</summary>
internal abstract class ArrayBytes
{
    /// <summary>Fills <paramref name="destination"/> with what begins <paramref name="offset"/> bytes into the array.</summary>
    public abstract void Fill(long offset, Span<byte> destination);

    /// <summary>Reads as many bytes as a stream, which may be compressed, still has.</summary>
    public static int ReadFrom(Stream stream, Span<byte> destination, string name)
    {
        try
        {
            return stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{name} is damaged: {e.Message}", e);
        }
    }
}

/// <summary>A part of a file that holds them as they are.</summary>
internal sealed class FileBytes(SafeFileHandle file, long start, string path) : ArrayBytes
{
    public override void Fill(long offset, Span<byte> destination)
    {
        for (long at = start + offset; !destination.IsEmpty;)
        {
            int got = RandomAccess.Read(file, destination, at);
            if (got == 0)
                throw new EndOfStreamException($"{path} ended at byte {at:N0}; it was longer when it was opened.");

            destination = destination[got..];
            at += got;
        }
    }
}

/// <summary>Bytes that are in memory already.</summary>
internal sealed class MemoryBytes(byte[] bytes) : ArrayBytes
{
    public override void Fill(long offset, Span<byte> destination) => bytes.AsSpan((int)offset, destination.Length).CopyTo(destination);
}
