using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Cenote.Tests.Conformance;

/// <summary>Reads arrays of a <c>.npz</c> that this project's generator wrote: version 1, C order, little endian.</summary>
internal sealed class NumpyArchive(string path)
{
    private readonly Dictionary<string, byte[]> _entries = Read(path);

    /// <summary>The elements of an array whose type is <typeparamref name="T"/>.</summary>
    public T[] Array<T>(string key)
        where T : unmanaged
    {
        byte[] file = _entries[key + ".npy"];
        int headerLength = BitConverter.ToUInt16(file, 8);
        string header = Encoding.Latin1.GetString(file, 10, headerLength);
        Assert.Contains($"'{Descriptor<T>()}'", header, StringComparison.Ordinal);
        return MemoryMarshal.Cast<byte, T>(file.AsSpan(10 + headerLength)).ToArray();
    }

    private static string Descriptor<T>() => typeof(T).Name switch
    {
        nameof(Single) => "<f4",
        nameof(Double) => "<f8",
        nameof(Half) => "<f2",
        nameof(Int64) => "<i8",
        nameof(Int32) => "<i4",
        nameof(SByte) => "|i1",
        nameof(Byte) => "|u1",
        nameof(UInt16) => "<u2",
        _ => throw new NotSupportedException(typeof(T).Name),
    };

    private static Dictionary<string, byte[]> Read(string path)
    {
        using ZipArchive zip = ZipFile.OpenRead(path);
        Dictionary<string, byte[]> entries = [];
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            using Stream stream = entry.Open();
            using MemoryStream copy = new();
            stream.CopyTo(copy);
            entries[entry.FullName] = copy.ToArray();
        }

        return entries;
    }
}
