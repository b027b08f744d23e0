namespace Cenote.Data;

/// <summary>One array as NumPy's <c>save</c> writes it.</summary>
internal sealed class NpyFile : ArrayFile
{
    private readonly FileStream _file;

    public NpyFile(string path)
    {
        _file = OpenRead(path);
        try
        {
            NpyHeader header = NpyHeader.Read(_file, path);
            long there = _file.Length - header.Bytes;
            if (header.Element.BytesOf(header.Shape, path) is long bytes && bytes != there)
                throw new InvalidDataException($"{path} holds {there:N0} bytes behind its header, but [{string.Join(", ", header.Shape)}] of {header.Element.Name} needs {bytes:N0}.");

            string name = Path.GetFileNameWithoutExtension(path);
            Arrays = [new StoredArray(name, header.Element, header.Shape, new FileBytes(_file.SafeFileHandle, header.Bytes, path), header.BigEndian)];
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public override IReadOnlyList<StoredArray> Arrays { get; }

    protected override void Dispose(bool disposing) => _file.Dispose();
}
