using static Google.Protobuf.WireFormat;

namespace Cenote.TensorBoard;

/// <summary>Walks a protobuf message field by field, without copying.</summary>
/// <remarks>
/// <para>The generated classes would copy every picture only to find its size, and make an object of every two bytes of a message made for it.</para>
/// <para>Source: Protocol Buffers, "Encoding". Groups are taken for damage; no writer of event files uses them.</para>
/// </remarks>
internal struct WireReader(ReadOnlyMemory<byte> message)
{
    private const int VarintBits = 7;
    private const int LongestVarint = 10;

    private ReadOnlyMemory<byte> _rest = message;

    /// <summary>The current field's number.</summary>
    public int Field { get; private set; }

    public WireType Type { get; private set; }

    /// <summary>The value of a <see cref="WireType.Varint"/>.</summary>
    public long Number { get; private set; }

    /// <summary>The value of any other type.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>Whether the walk ended at bytes that are no field.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Goes to the next field. False at the end, or where <see cref="IsBroken"/>.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty || IsBroken)
            return false;

        IsBroken = !TryReadField();
        return !IsBroken;
    }

    /// <summary>Ends the walk: the current field is not what it should be.</summary>
    public void Break() => IsBroken = true;

    private bool TryReadField()
    {
        if (!TryReadVarint(out ulong key) || key is < 8 or > uint.MaxValue)
            return false;

        Field = GetTagFieldNumber((uint)key);
        Type = GetTagWireType((uint)key);
        Number = 0;
        Bytes = default;
        ulong value = 0;
        bool isField = Type switch
        {
            WireType.Varint => TryReadVarint(out value),
            WireType.Fixed64 => TryTake(sizeof(ulong)),
            WireType.Fixed32 => TryTake(sizeof(uint)),
            WireType.LengthDelimited => TryReadVarint(out ulong length) && TryTake(length),
            _ => false,
        };
        Number = (long)value;
        return isField;
    }

    private bool TryTake(ulong count)
    {
        if (count > (ulong)_rest.Length)
            return false;

        Bytes = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return true;
    }

    private bool TryReadVarint(out ulong value)
    {
        value = 0;
        ReadOnlySpan<byte> bytes = _rest.Span;
        for (int i = 0; i < Math.Min(bytes.Length, LongestVarint); i++)
        {
            value |= (ulong)(bytes[i] & 127) << (VarintBits * i);
            if (bytes[i] > 127)
                continue;

            _rest = _rest[(i + 1)..];
            return true;
        }

        return false;
    }
}
