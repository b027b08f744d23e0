namespace Cenote.Data;

/// <summary>An element type as files name it.</summary>
/// <param name="Name">Its name in sentences, NumPy's: <c>float32</c>.</param>
/// <param name="Type">Its type in C#; null where there is none that numbers are read as.</param>
/// <param name="Bytes">Its size; 0 where it is not known.</param>
/// <param name="Npy">NumPy's code without the byte order: <c>f4</c>.</param>
/// <param name="Safetensors">The code in safetensors files: <c>F32</c>.</param>
internal sealed record ArrayElement(string Name, Type? Type, int Bytes, string Npy, string Safetensors)
{
    private static readonly ArrayElement[] s_known =
    [
        new("float16", typeof(Half), 2, "f2", "F16"),
        new("float32", typeof(float), 4, "f4", "F32"),
        new("float64", typeof(double), 8, "f8", "F64"),
        new("int8", typeof(sbyte), 1, "i1", "I8"),
        new("int16", typeof(short), 2, "i2", "I16"),
        new("int32", typeof(int), 4, "i4", "I32"),
        new("int64", typeof(long), 8, "i8", "I64"),
        new("uint8", typeof(byte), 1, "u1", "U8"),
        new("uint16", typeof(ushort), 2, "u2", "U16"),
        new("uint32", typeof(uint), 4, "u4", "U32"),
        new("uint64", typeof(ulong), 8, "u8", "U64"),
        new("bool", null, 1, "b1", "BOOL"),
        new("bfloat16", null, 2, "bfloat16", "BF16"),
    ];

    /// <summary>The element of a C# type.</summary>
    /// <exception cref="NotSupportedException">It is none that files hold.</exception>
    public static ArrayElement Of(Type type) =>
        Array.Find(s_known, e => e.Type == type) ?? throw new NotSupportedException($"elements of type {type.Name} are in no array file.");

    public static ArrayElement OfNpy(string code) => Array.Find(s_known, e => e.Npy == code) ?? Unknown(code);

    public static ArrayElement OfSafetensors(string code) => Array.Find(s_known, e => e.Safetensors == code) ?? Unknown(code);

    /// <summary>A type that is only named.</summary>
    public static ArrayElement Unknown(string name) => new(name, null, 0, name, name);

    /// <summary>How many bytes an array has; null where the size of an element is not known.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="name">What errors call the array.</param>
    /// <exception cref="InvalidDataException">A length is negative, or the product, empty axes left out, is more than an address can say.</exception>
    public long? BytesOf(ReadOnlySpan<nint> shape, string name)
    {
        long filled = Math.Max(Bytes, 1);
        bool empty = false;
        foreach (nint length in shape)
        {
            if (length < 0 || (length > 0 && filled > long.MaxValue / length))
                throw new InvalidDataException($"{name} has shape [{string.Join(", ", shape.ToArray())}], which no array of {Name} can have.");

            filled *= Math.Max(length, 1);
            empty |= length == 0;
        }

        return Bytes == 0 ? null : empty ? 0 : filled;
    }
}
