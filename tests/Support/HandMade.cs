using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Cenote.Testing;

/// <summary>Files of arrays, byte by byte from the formats' specifications: shares no code with the writers, and can be made wrong.</summary>
internal static class HandMade
{
    /// <summary>NumPy's format, with any dictionary.</summary>
    public static byte[] Npy(string dictionary, ReadOnlySpan<byte> data, byte major = 1)
    {
        byte[] text = [.. Encoding.UTF8.GetBytes(dictionary), (byte)'\n'];
        byte[] length = new byte[major == 1 ? 2 : 4];
        if (major == 1)
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        else
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);

        return [0x93, .. "NUMPY"u8, major, 0, .. length, .. text, .. data];
    }

    /// <summary>An array as NumPy saves it.</summary>
    public static byte[] Npy<T>(string descr, string shape, params ReadOnlySpan<T> elements)
        where T : unmanaged => Npy($"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}", MemoryMarshal.AsBytes(elements));

    /// <summary>The elements behind a header of version 1.</summary>
    public static T[] Elements<T>(byte[] npy)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(npy.AsSpan(10 + BinaryPrimitives.ReadUInt16LittleEndian(npy.AsSpan(8)))).ToArray();

    /// <summary>The dictionary of a header of version 1, without its padding.</summary>
    public static string Dictionary(byte[] npy) => Encoding.ASCII.GetString(npy, 10, BinaryPrimitives.ReadUInt16LittleEndian(npy.AsSpan(8))).TrimEnd();

    public static byte[] Zip(CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        using MemoryStream file = new();
        using (ZipArchive zip = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream stream = zip.CreateEntry(name, level).Open();
                stream.Write(content);
            }
        }

        return file.ToArray();
    }

    public static byte[] Safetensors(string json, ReadOnlySpan<byte> data)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, Encoding.UTF8.GetByteCount(json));
        return [.. length, .. Encoding.UTF8.GetBytes(json), .. data];
    }
}
