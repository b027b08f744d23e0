using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Cenote.Data;

/// <summary>An array in an <see cref="ArrayFile"/>: what it is, and its elements where they are asked for.</summary>
public sealed class StoredArray
{
    private readonly ArrayElement _element;
    private readonly nint[] _shape;
    private readonly ArrayBytes _bytes;
    private readonly bool _bigEndian;

    internal StoredArray(string name, ArrayElement element, nint[] shape, ArrayBytes bytes, bool bigEndian = false)
    {
        Name = name;
        _element = element;
        _shape = shape;
        _bytes = bytes;
        _bigEndian = bigEndian;
        ItemLength = shape.Length == 0 ? 1 : shape[1..].Aggregate((nint)1, (product, length) => product * length);
    }

    /// <summary>Its name in the file; that of the file itself where it holds one array without a name.</summary>
    public string Name { get; }

    /// <summary>The lengths of its axes, outermost first; none for a single number.</summary>
    public ReadOnlySpan<nint> Shape => _shape;

    /// <summary>Elements of one item along the first axis.</summary>
    public nint ItemLength { get; }

    /// <summary>Its elements' type; null where there is none that they can be read as: text, structures, <c>bfloat16</c>.</summary>
    public Type? ElementType => _element.Type;

    /// <summary>The name of its elements' type, as NumPy says it: <c>float32</c>.</summary>
    public string ElementName => _element.Name;

    /// <summary>Reads items along the first axis.</summary>
    /// <typeparam name="T"><see cref="ElementType"/>.</typeparam>
    /// <param name="first">The first item, from 0.</param>
    /// <param name="destination">Room for whole items, which says how many are read. A compressed file is read fastest from its beginning to its end.</param>
    /// <exception cref="ArgumentException">The type is another, the room is for no whole number of items, or there are not so many.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="IOException">The file can not be read, or it has become shorter.</exception>
    public void Read<T>(nint first, Span<T> destination)
        where T : unmanaged
    {
        if (typeof(T) != ElementType)
            throw new ArgumentException($"{Name} holds {ElementName}, not {typeof(T).Name}.", nameof(T));

        nint items = _shape.Length == 0 ? 1 : _shape[0];
        if (destination.IsEmpty && first >= 0 && first <= items)
            return;

        if (ItemLength == 0 || destination.Length % ItemLength != 0 || first < 0 || first > items - destination.Length / ItemLength)
            throw new ArgumentException($"{destination.Length} elements from item {first} on are no items of {Name}, which has {items} of {ItemLength}.", nameof(destination));

        Span<byte> bytes = MemoryMarshal.AsBytes(destination);
        _bytes.Fill((long)first * ItemLength * _element.Bytes, bytes);
        if (_bigEndian == BitConverter.IsLittleEndian)
            Reverse(bytes, _element.Bytes);
    }

    private static void Reverse(Span<byte> bytes, int size)
    {
        switch (size)
        {
            case 2:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ushort>(bytes), MemoryMarshal.Cast<byte, ushort>(bytes));
                break;
            case 4:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(bytes), MemoryMarshal.Cast<byte, uint>(bytes));
                break;
            case 8:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ulong>(bytes), MemoryMarshal.Cast<byte, ulong>(bytes));
                break;
        }
    }
}
