using System.Buffers.Binary;
using System.Text;

namespace Cenote.Testing;

/// <summary>A strict reader of event files, written from the format alone: it shares no code with the writer.</summary>
internal static class EventFile
{
    public static List<LoggedEvent> Read(string path)
    {
        // The writer may still hold the file open.
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Read(bytes);
    }

    public static List<LoggedEvent> Read(ReadOnlyMemory<byte> file)
    {
        var events = new List<LoggedEvent>();
        while (file.Length > 0)
        {
            Assert.True(file.Length >= 16, $"{file.Length} bytes are left: less than an empty record.");
            int length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file.Span));
            Assert.Equal(Masked(Crc(file.Span[..8], 0x82f63b78)), BinaryPrimitives.ReadUInt32LittleEndian(file.Span[8..]));
            Assert.True(file.Length >= 16 + length, $"A record of {length} bytes is cut.");
            ReadOnlyMemory<byte> data = file.Slice(12, length);
            Assert.Equal(Masked(Crc(data.Span, 0x82f63b78)), BinaryPrimitives.ReadUInt32LittleEndian(file.Span[(12 + length)..]));
            events.Add(new LoggedEvent(data));
            file = file[(16 + length)..];
        }

        return events;
    }

    /// <summary>A record around any data.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> data) => [.. Header((ulong)data.Length), .. data, .. BitConverter.GetBytes(Masked(Crc(data, 0x82f63b78)))];

    /// <summary>A header that says what it likes of the data behind it.</summary>
    public static byte[] Header(ulong length) => [.. BitConverter.GetBytes(length), .. BitConverter.GetBytes(Masked(Crc(BitConverter.GetBytes(length), 0x82f63b78)))];

    /// <summary>Bit by bit, for CRC-32 (0xedb88320) and CRC-32C (0x82f63b78).</summary>
    public static uint Crc(ReadOnlySpan<byte> data, uint polynomial)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (polynomial & (0 - (crc & 1)));
        }

        return ~crc;
    }

    private static uint Masked(uint crc) => unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8);
}

/// <summary>One record's data, field by field.</summary>
internal sealed class LoggedEvent(ReadOnlyMemory<byte> data)
{
    private readonly Dictionary<int, ProtoField> _fields = ProtoField.Split(data);

    public ReadOnlyMemory<byte> Data => data;

    public double WallTime => BitConverter.Int64BitsToDouble((long)_fields[1].Value);

    /// <summary>The data behind wall_time, which is its first field.</summary>
    public byte[] BehindWallTime
    {
        get
        {
            Assert.Equal(0x09, data.Span[0]);
            return data[9..].ToArray();
        }
    }

    public string? FileVersion => _fields.TryGetValue(3, out ProtoField? version) ? version.Text : null;

    public long Step => _fields.TryGetValue(2, out ProtoField? step) ? (long)step.Value : 0;

    public string Tag => Summary[1].Text;

    public float Scalar => BitConverter.Int32BitsToSingle((int)Summary[2].Value);

    public bool HasImage => _fields.ContainsKey(5) && Summary.ContainsKey(4);

    public (int Height, int Width, int Channels) ImageSize => ((int)Image[1].Value, (int)Image[2].Value, (int)Image[3].Value);

    public byte[] Png => Image[4].Bytes.ToArray();

    private Dictionary<int, ProtoField> Summary => ProtoField.Split(ProtoField.Split(_fields[5].Bytes)[1].Bytes);

    private Dictionary<int, ProtoField> Image => ProtoField.Split(Summary[4].Bytes);
}

/// <summary>A protobuf field, and a writer of expected bytes.</summary>
internal sealed record ProtoField(ulong Value, ReadOnlyMemory<byte> Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>Fields in ascending order, each at most once: all that these files ever hold.</summary>
    public static Dictionary<int, ProtoField> Split(ReadOnlyMemory<byte> message)
    {
        var fields = new Dictionary<int, ProtoField>();
        int last = 0;
        for (int at = 0; at < message.Length;)
        {
            ulong key = Varint(message.Span, ref at);
            int number = (int)(key >> 3);
            Assert.True(number > last, $"Field {number} follows field {last}.");
            last = number;
            int width = (key & 7) switch
            {
                0 => 0,
                1 => 8,
                2 => (int)Varint(message.Span, ref at),
                5 => 4,
                ulong wire => throw new InvalidDataException($"Wire type {wire}."),
            };
            ReadOnlyMemory<byte> bytes = message.Slice(at, width);
            ulong value = (key & 7) switch
            {
                0 => Varint(message.Span, ref at),
                1 => BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span),
                5 => BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span),
                _ => 0,
            };
            fields.Add(number, new ProtoField(value, bytes));
            at += width;
        }

        return fields;
    }

    public static byte[] Number(int field, long value) => [.. Varint((ulong)field << 3), .. Varint((ulong)value)];

    public static byte[] Single(int field, float value) => [.. Varint(((ulong)field << 3) | 5), .. BitConverter.GetBytes(value)];

    public static byte[] Nested(int field, params byte[][] parts)
    {
        byte[] bytes = [.. parts.SelectMany(part => part)];
        return [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)bytes.Length), .. bytes];
    }

    public static byte[] String(int field, string text) => Nested(field, Encoding.UTF8.GetBytes(text));

    /// <summary>What an image event holds behind wall_time.</summary>
    public static byte[] ImageEvent(string tag, long step, (int Height, int Width, int Channels) size, byte[] png) =>
    [
        .. step == 0 ? [] : Number(2, step),
        .. Nested(5, Nested(1, String(1, tag), Nested(4, Number(1, size.Height), Number(2, size.Width), Number(3, size.Channels), Nested(4, png)))),
    ];

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
                return value;
        }
    }

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value > 127; value >>= 7)
            bytes.Add((byte)(value | 128));

        bytes.Add((byte)value);
        return [.. bytes];
    }
}
