using System.Numerics.Tensors;

namespace Cenote;

/// <summary>Shapes as numbers and as text.</summary>
internal static class Shapes
{
    /// <summary>A shape as it is written in messages: <c>[64, 3, 32, 32]</c>.</summary>
    public static string Text(ReadOnlySpan<nint> shape) => $"[{string.Join(", ", shape.ToArray())}]";

    /// <summary>How many elements a shape has.</summary>
    /// <exception cref="ArgumentException">A length is negative, or the product is larger than an address can say.</exception>
    public static nint Elements(ReadOnlySpan<nint> shape, string name)
    {
        nint elements = 1;
        foreach (nint length in shape)
        {
            if (length < 0)
                throw new ArgumentException($"{name} has shape {Text(shape)}; a length is at least 0.", name);

            if (length != 0 && elements > nint.MaxValue / length)
                throw new ArgumentException($"{name} has shape {Text(shape)}, whose product is larger than {nint.MaxValue}.", name);

            elements *= length;
        }

        return elements;
    }

    /// <summary>A new tensor, whose elements are whatever they are.</summary>
    /// <exception cref="ArgumentException">An array does not hold so many elements.</exception>
    public static Tensor<T> Create<T>(ReadOnlySpan<nint> shape)
    {
        // The message is about the input (or its shape): the tensor's own follows from it.
        nint elements = Elements(shape, "input");
        return elements <= Array.MaxLength
            ? Tensor.CreateFromShapeUninitialized<T>(shape)
            : throw new ArgumentException($"a tensor of shape {Text(shape)} has {elements} elements; an array holds at most {Array.MaxLength}.", "input");
    }

    /// <summary>How many elements a tensor that is not dense has, whose copy must fit an array.</summary>
    public static int ArrayLength(ReadOnlySpan<nint> shape)
    {
        nint elements = Elements(shape, "tensor");
        return elements <= Array.MaxLength
            ? (int)elements
            : throw new ArgumentException($"a tensor of shape {Text(shape)} is not dense, and its {elements} elements do not fit an array of {Array.MaxLength}; make it dense first.", nameof(shape));
    }

    public static void Same(ReadOnlySpan<nint> actual, ReadOnlySpan<nint> expected, string name, string other)
    {
        if (!actual.SequenceEqual(expected))
            throw new ArgumentException($"{name} has shape {Text(actual)}; it has the shape of {other}, {Text(expected)}.", name);
    }

    public static void Length(nint actual, ReadOnlySpan<nint> shape, string element, string name)
    {
        nint needed = Elements(shape, name);
        if (actual != needed)
            throw new ArgumentException($"{name} holds {actual} {element}s, but shape {Text(shape)} needs {needed}.", name);
    }
}
