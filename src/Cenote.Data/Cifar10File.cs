using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Cenote.Data;

/// <summary>One file of CIFAR-10's binary version: records of one label byte, then 3,072 bytes of pixels (CHW).</summary>
internal sealed class Cifar10File : IDisposable
{
    private const int PixelBytes = 3 * 32 * 32;
    private const int RecordBytes = 1 + PixelBytes;
    private const int MaxLabel = 9;

    // 197 kB: large enough that a system call costs nothing beside its bytes, small enough to stay in the cache until they are copied on.
    private const int RecordsPerRead = 64;

    private readonly string _path;
    private readonly SafeFileHandle _handle;

    internal Cifar10File(string path)
    {
        _path = path;
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            Count = CountRecords();
            Read(0, [], [], Count);
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    internal int Count { get; }

    internal void Read(int first, Span<byte> pixels, Span<int> labels) => Read(first, pixels, labels, labels.Length);

    public void Dispose() => _handle.Dispose();

    private int CountRecords()
    {
        long length = RandomAccess.GetLength(_handle);
        if (length == 0)
            throw new InvalidDataException($"{_path} is empty; it should hold at least one {RecordBytes:N0}-byte record.");
        if (length % RecordBytes != 0)
            throw new InvalidDataException($"{_path} holds {length:N0} bytes, which is no whole number of {RecordBytes:N0}-byte records.");
        return checked((int)(length / RecordBytes));
    }

    /// <summary>Reads records and checks their labels; with empty spans it only checks them.</summary>
    private void Read(int first, Span<byte> pixels, Span<int> labels, int count)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Min(count, RecordsPerRead) * RecordBytes);
        try
        {
            for (int done = 0; done < count; done += RecordsPerRead)
            {
                Span<byte> records = buffer.AsSpan(0, Math.Min(count - done, RecordsPerRead) * RecordBytes);
                Fill(records, (long)(first + done) * RecordBytes);
                for (int i = 0; i * RecordBytes < records.Length; i++)
                {
                    ReadOnlySpan<byte> record = records.Slice(i * RecordBytes, RecordBytes);
                    if (record[0] > MaxLabel)
                        throw BadLabel(first + done + i, record[0]);
                    if (labels.IsEmpty)
                        continue;
                    labels[done + i] = record[0];
                    record[1..].CopyTo(pixels.Slice((done + i) * PixelBytes, PixelBytes));
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private InvalidDataException BadLabel(int record, byte label) =>
        new($"{_path}: record {record:N0} (from 0) has label {label}, but CIFAR-10's labels are 0 to {MaxLabel}.");

    private void Fill(Span<byte> destination, long offset)
    {
        while (!destination.IsEmpty)
        {
            int got = RandomAccess.Read(_handle, destination, offset);
            if (got == 0)
                throw new EndOfStreamException($"{_path} ended at byte {offset:N0}; it was longer when it was opened.");
            destination = destination[got..];
            offset += got;
        }
    }
}
