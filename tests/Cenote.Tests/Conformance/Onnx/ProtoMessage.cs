using System.Buffers.Binary;
using System.Text;

namespace Cenote.Tests.Conformance.Onnx;

/// <summary>A protobuf message as the list of its fields: a number may come up any number of times. What is not understood is refused.</summary>
internal sealed class ProtoMessage
{
    private const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5;

    private readonly List<(int Number, int Wire, ulong Value, ReadOnlyMemory<byte> Bytes)> _fields = [];

    private readonly string _name;

    /// <param name="name">The message's type, for errors.</param>
    /// <param name="data">Its bytes.</param>
    /// <param name="known">The numbers that are read, or may be passed over; any other is an error.</param>
    public ProtoMessage(string name, ReadOnlyMemory<byte> data, params ReadOnlySpan<int> known)
    {
        _name = name;
        for (int at = 0; at < data.Length;)
        {
            ulong key = ReadVarint(data.Span, ref at);
            (int number, int wire) = (checked((int)(key >> 3)), (int)(key & 7));
            if (!known.Contains(number))
                throw Invalid($"field {number} is not known");

            ulong value = wire is Varint or Delimited ? ReadVarint(data.Span, ref at) : 0;
            int width = wire switch
            {
                Varint => 0,
                Fixed64 => 8,
                Delimited => checked((int)value),
                Fixed32 => 4,
                _ => throw Invalid($"field {number} has wire type {wire}"),
            };
            if (width > data.Length - at)
                throw Invalid($"field {number} of {width} bytes is cut");

            _fields.Add((number, wire, value, data.Slice(at, width)));
            at += width;
        }
    }

    public bool Has(int number) => _fields.Exists(f => f.Number == number);

    /// <summary>The bytes of each field of a number: strings, bytes and messages.</summary>
    public ReadOnlyMemory<byte>[] Chunks(int number) => [.. Wired(number, Delimited).Select(f => f.Bytes)];

    public string[] Texts(int number) => [.. Chunks(number).Select(b => Encoding.UTF8.GetString(b.Span))];

    /// <summary>A string that may be missing.</summary>
    public string Text(int number) => Texts(number) switch
    {
        [] => "",
        [string only] => only,
        _ => throw Invalid($"field {number} comes twice"),
    };

    /// <summary>An integer that may be missing: 0 then.</summary>
    public long Integer(int number) => Wired(number, Varint) switch
    {
        [] => 0,
        [var only] => (long)only.Value,
        _ => throw Invalid($"field {number} comes twice"),
    };

    /// <summary>Repeated integers. A writer may pack them into one field or give each its own.</summary>
    public long[] Integers(int number)
    {
        List<long> integers = [];
        foreach ((int Number, int Wire, ulong Value, ReadOnlyMemory<byte> Bytes) field in _fields.Where(f => f.Number == number))
        {
            if (field.Wire == Varint)
                integers.Add((long)field.Value);
            else if (field.Wire != Delimited)
                throw Invalid($"field {number} has wire type {field.Wire}");

            for (int at = 0; at < field.Bytes.Length;)
                integers.Add((long)ReadVarint(field.Bytes.Span, ref at));
        }

        return [.. integers];
    }

    /// <summary>Repeated floats, packed or not.</summary>
    public float[] Singles(int number) => [.. Numbers(number, Fixed32, 4).Select(b => BinaryPrimitives.ReadSingleLittleEndian(b))];

    /// <summary>Repeated doubles, packed or not.</summary>
    public double[] Doubles(int number) => [.. Numbers(number, Fixed64, 8).Select(b => BinaryPrimitives.ReadDoubleLittleEndian(b))];

    private IEnumerable<byte[]> Numbers(int number, int wire, int width)
    {
        foreach ((int Number, int Wire, ulong Value, ReadOnlyMemory<byte> Bytes) field in _fields.Where(f => f.Number == number))
        {
            if ((field.Wire != wire && field.Wire != Delimited) || field.Bytes.Length % width != 0)
                throw Invalid($"field {number} has wire type {field.Wire} and {field.Bytes.Length} bytes");

            for (int at = 0; at < field.Bytes.Length; at += width)
                yield return field.Bytes.Slice(at, width).ToArray();
        }
    }

    private List<(int Number, int Wire, ulong Value, ReadOnlyMemory<byte> Bytes)> Wired(int number, int wire)
    {
        List<(int Number, int Wire, ulong Value, ReadOnlyMemory<byte> Bytes)> fields = _fields.FindAll(f => f.Number == number);
        return fields.TrueForAll(f => f.Wire == wire) ? fields : throw Invalid($"field {number} has another wire type than {wire}");
    }

    private ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64 && at < bytes.Length; shift += 7)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
                return value;
        }

        throw Invalid("a number does not end");
    }

    private InvalidDataException Invalid(string what) => new($"{_name}: {what}.");
}
