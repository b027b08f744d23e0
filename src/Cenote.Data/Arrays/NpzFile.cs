using System.IO.Compression;

namespace Cenote.Data;

/// <summary>Several arrays as NumPy's <c>savez</c> and <c>savez_compressed</c> write them: a zip of <c>.npy</c> files.</summary>
internal sealed class NpzFile : ArrayFile
{
    private const string Extension = ".npy";

    private readonly ZipArchive _zip;
    private readonly List<ZipBytes> _opened = [];

    public NpzFile(string path)
    {
        FileStream file = OpenRead(path);
        try
        {
            _zip = ZipBytes.Guard(path, () => new ZipArchive(file, ZipArchiveMode.Read));
            Arrays = Read(path, file.Length, ZipBytes.Guard(path, () => _zip.Entries));
        }
        catch
        {
            Dispose(true);
            file.Dispose();
            throw;
        }
    }

    public override IReadOnlyList<StoredArray> Arrays { get; } = [];

    protected override void Dispose(bool disposing)
    {
        _opened.ForEach(bytes => bytes.Dispose());
        _zip?.Dispose();
    }

    private List<StoredArray> Read(string path, long length, IEnumerable<ZipArchiveEntry> entries)
    {
        List<StoredArray> arrays = [];
        HashSet<string> names = [];
        foreach (ZipArchiveEntry entry in entries.Where(e => e.FullName.EndsWith(Extension, StringComparison.Ordinal)))
        {
            string name = entry.FullName[..^Extension.Length], inFile = $"{entry.FullName} in {path}";
            if (!names.Add(name))
                throw new InvalidDataException($"{path} holds {entry.FullName} twice.");

            // What the directory tells is not to be believed: what is stored lies in the file.
            if (entry.CompressedLength > length || entry.Length / Deflate.MostGrowth > entry.CompressedLength)
                throw new InvalidDataException($"{inFile} is said to grow from {entry.CompressedLength:N0} to {entry.Length:N0} bytes; the file holds {length:N0}, and no compression here does more than {Deflate.MostGrowth:N0}-fold.");

            NpyHeader header;
            using (Stream stream = ZipBytes.Guard(inFile, entry.Open))
                header = NpyHeader.Read(stream, inFile);

            if (header.Element.BytesOf(header.Shape, inFile) is long bytes && bytes != entry.Length - header.Bytes)
                throw new InvalidDataException($"{inFile} holds {entry.Length - header.Bytes:N0} bytes behind its header, but [{string.Join(", ", header.Shape)}] of {header.Element.Name} needs {bytes:N0}.");

            ZipBytes data = new(entry, header.Bytes, inFile);
            _opened.Add(data);
            arrays.Add(new StoredArray(name, header.Element, header.Shape, data, header.BigEndian));
        }

        return arrays;
    }
}
