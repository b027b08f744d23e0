using System.Buffers.Binary;

namespace Cenote.Data;

/// <summary>Several arrays as Hugging Face's safetensors keeps them: the length of a JSON header, the header, and the arrays without gaps.</summary>
internal sealed class SafetensorsFile : ArrayFile
{
    // The format allows 100 MB; a header of 2 MiB names some twenty thousand arrays.
    private const int MostHeaderBytes = 1 << 21;

    private readonly FileStream _file;

    public SafetensorsFile(string path)
    {
        _file = OpenRead(path);
        try
        {
            Arrays = Read(path);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public override IReadOnlyList<StoredArray> Arrays { get; }

    /// <summary>A header for one array, padded so that the array begins at a multiple of 8.</summary>
    public static byte[] Header(ArrayElement element, string name, ReadOnlySpan<nint> shape)
    {
        byte[] json = SafetensorsHeader.Write(element, name, shape);
        byte[] header = new byte[8 + (json.Length + 7) / 8 * 8];
        header.AsSpan(8).Fill((byte)' ');
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - 8);
        json.CopyTo(header, 8);
        return header;
    }

    protected override void Dispose(bool disposing) => _file.Dispose();

    private List<StoredArray> Read(string path)
    {
        Span<byte> start = stackalloc byte[8];
        if (_file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length)
            throw new InvalidDataException($"{path} is no safetensors file: it is shorter than 8 bytes.");

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length > MostHeaderBytes)
            throw new InvalidDataException($"{path} has a header of {length:N0} bytes; at most {MostHeaderBytes:N0} are read.");

        if ((long)length > _file.Length - 8)
            throw new InvalidDataException($"{path} has a header of {length:N0} bytes, but holds {_file.Length:N0}.");

        byte[] json = new byte[length];
        _file.ReadExactly(json);
        List<SafetensorsEntry> entries = SafetensorsHeader.Read(json, path);
        long data = 8 + (long)length;
        CheckWithoutGaps(entries, _file.Length - data, path);
        return [.. entries.Select(e => new StoredArray(e.Name, e.Element, e.Shape, new FileBytes(_file.SafeFileHandle, data + e.Begin, path)))];
    }

    // As the format demands: every byte behind the header is one array's.
    private static void CheckWithoutGaps(List<SafetensorsEntry> entries, long there, string path)
    {
        long end = 0;
        foreach (SafetensorsEntry entry in entries.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.Begin != end)
                throw new InvalidDataException($"{entry.Name} in {path} begins at byte {entry.Begin:N0}, {(entry.Begin < end ? "within" : "behind the end of")} the array before it, which ends at {end:N0}.");

            end = entry.End;
        }

        if (end != there)
            throw new InvalidDataException($"{path} holds {there:N0} bytes of arrays, but its header tells of {end:N0}.");
    }
}
