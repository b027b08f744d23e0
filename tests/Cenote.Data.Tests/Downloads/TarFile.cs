using System.Buffers.Binary;
using System.Text;

namespace Cenote.Data.Tests.Downloads;

/// <summary>Tar archives header by header, from POSIX's description of ustar: shares no code with the reader, and can be made wrong.</summary>
internal static class TarFile
{
    private static readonly byte[] s_end = new byte[1024];

    public static byte[] Archive(params ReadOnlySpan<byte[]> entries) => Idx.Gzip([.. entries.ToArray().SelectMany(e => e), .. s_end]);

    /// <summary>A file, or what its type says, with its content.</summary>
    public static byte[] Entry(string name, string content = "", char type = '0', string link = "") =>
        [.. Header(name, type, content.Length, link), .. Encoding.ASCII.GetBytes(content), .. new byte[(512 - content.Length % 512) % 512]];

    /// <summary>A header alone, that tells of any length.</summary>
    public static byte[] Header(string name, char type, long length, string link = "", string magic = "ustar\000", string prefix = "")
    {
        byte[] header = new byte[512];
        Put(0, 100, name);
        Put(100, 8, "0000777");
        Put(108, 8, "0000000");
        Put(116, 8, "0000000");
        if (length < 1L << 33)
        {
            Put(124, 12, Convert.ToString(length, 8).PadLeft(11, '0'));
        }
        else
        {
            // GNU's way to write more than eleven digits of eight hold.
            header[124] = 0x80;
            BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(128), length);
        }

        Put(136, 12, "00000000000");
        header[156] = (byte)type;
        Put(157, 100, link);
        Put(257, 8, magic);
        Put(345, 155, prefix);
        return Sealed(header);

        void Put(int at, int room, string text) => Encoding.UTF8.GetBytes(text).AsSpan(0, Math.Min(Encoding.UTF8.GetByteCount(text), room)).CopyTo(header.AsSpan(at));
    }

    /// <summary>Puts the right checksum into a header.</summary>
    public static byte[] Sealed(byte[] header)
    {
        header.AsSpan(148, 8).Fill((byte)' ');
        Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        return header;
    }
}
