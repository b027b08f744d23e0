using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cenote.Tests.Conformance.Onnx;

/// <summary>A tensor of an ONNX file, or of ONNX Runtime's vectors. The element type is written as NumPy writes it.</summary>
internal sealed record OnnxTensor(string ElementType, nint[] Shape, Array Elements)
{
    // TensorProto's numbers for the types that occur.
    private static readonly Dictionary<long, string> s_types = new()
    {
        [1] = "float32",
        [2] = "uint8",
        [3] = "int8",
        [6] = "int32",
        [7] = "int64",
        [10] = "float16",
        [11] = "float64",
    };

    /// <summary>Reads a TensorProto.</summary>
    public static OnnxTensor Read(ReadOnlyMemory<byte> data)
    {
        // dims, data_type, float_data, int32_data, int64_data, name, raw_data, double_data; nothing in pieces, nothing in other files.
        ProtoMessage message = new("TensorProto", data, 1, 2, 4, 5, 7, 8, 9, 10);
        string type = s_types.TryGetValue(message.Integer(2), out string? known)
            ? known
            : throw new InvalidDataException($"TensorProto: data_type {message.Integer(2)} is not read here.");
        nint[] shape = [.. message.Integers(1).Select(d => (nint)d)];
        long[] narrow = message.Integers(5);
        Array elements = message.Chunks(9) is [ReadOnlyMemory<byte> raw]
            ? Raw(type, raw)
            : type switch
            {
                "float32" => message.Singles(4),
                "float64" => message.Doubles(10),
                "int64" => message.Integers(7),
                "int32" => narrow.Select(v => checked((int)v)).ToArray(),
                "uint8" => narrow.Select(v => checked((byte)v)).ToArray(),
                "int8" => narrow.Select(v => checked((sbyte)v)).ToArray(),
                // A float16 goes by its bits.
                _ => narrow.Select(v => BitConverter.UInt16BitsToHalf(checked((ushort)v))).ToArray(),
            };
        return Make(type, shape, elements);
    }

    public static OnnxTensor Make(string type, nint[] shape, Array elements)
    {
        nint count = shape.Aggregate((nint)1, (product, length) => product * length);
        return elements.Length == count
            ? new OnnxTensor(type, shape, elements)
            : throw new InvalidDataException($"A tensor of shape ({string.Join(", ", shape)}) has {elements.Length} elements.");
    }

    /// <summary>The elements, whose type has to be <typeparamref name="T"/>.</summary>
    public T[] Values<T>()
        where T : unmanaged =>
        // The runtime would let sbyte[] pass for byte[].
        Elements.GetType() == typeof(T[]) ? (T[])Elements : throw new InvalidDataException($"The elements are {ElementType}, not {typeof(T).Name}.");

    /// <summary>The elements as doubles, which hold those of each smaller type exactly.</summary>
    public double[] Doubles() => ElementType switch
    {
        "float32" => [.. Values<float>().Select(v => (double)v)],
        "float64" => Values<double>(),
        "float16" => [.. Values<Half>().Select(v => (double)v)],
        "uint8" => [.. Values<byte>().Select(v => (double)v)],
        "int8" => [.. Values<sbyte>().Select(v => (double)v)],
        _ => throw new InvalidDataException($"{ElementType} elements are not pooled."),
    };

    private static Array Raw(string type, ReadOnlyMemory<byte> raw) => type switch
    {
        "float32" => Cast<float>(raw),
        "float64" => Cast<double>(raw),
        "float16" => Cast<Half>(raw),
        "int64" => Cast<long>(raw),
        "int32" => Cast<int>(raw),
        "int8" => Cast<sbyte>(raw),
        _ => Cast<byte>(raw),
    };

    private static T[] Cast<T>(ReadOnlyMemory<byte> raw)
        where T : unmanaged => raw.Length % Unsafe.SizeOf<T>() == 0
            ? MemoryMarshal.Cast<byte, T>(raw.Span).ToArray()
            : throw new InvalidDataException($"TensorProto: {raw.Length} bytes hold no whole number of {typeof(T).Name}.");
}
