namespace Cenote.Data;

/// <summary>The checksum of zip files: CRC-32, polynomial 0xedb88320.</summary>
internal static class Crc32
{
    // Eight bytes at a time: table k tells what a byte does to the remainder k bytes further on (Kounavis and Berry, 2005).
    private static readonly uint[] s_table = Table();

    /// <summary>The checksum of what went before, 0 for nothing, with <paramref name="data"/> behind it.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<uint> table = s_table;
        crc = ~crc;
        for (; data.Length >= 8; data = data[8..])
        {
            uint low = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(data) ^ crc;
            uint high = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            crc = table[0x700 + (byte)low] ^ table[0x600 + (byte)(low >> 8)] ^ table[0x500 + (byte)(low >> 16)] ^ table[0x400 + (int)(low >> 24)]
                ^ table[0x300 + (byte)high] ^ table[0x200 + (byte)(high >> 8)] ^ table[0x100 + (byte)(high >> 16)] ^ table[(int)(high >> 24)];
        }

        foreach (byte rest in data)
            crc = table[(byte)(crc ^ rest)] ^ (crc >> 8);

        return ~crc;
    }

    private static uint[] Table()
    {
        uint[] table = new uint[8 * 256];
        for (int i = 0; i < table.Length; i++)
        {
            uint crc = i < 256 ? (uint)i : table[i - 256];
            for (int bit = 0; i < 256 && bit < 8; bit++)
                crc = (crc & 1) != 0 ? 0xedb88320 ^ (crc >> 1) : crc >> 1;

            table[i] = i < 256 ? crc : table[(byte)crc] ^ (crc >> 8);
        }

        return table;
    }
}
