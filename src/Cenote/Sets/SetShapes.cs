namespace Cenote.Sets;

/// <summary>Checks of operands that go together, in words.</summary>
internal static unsafe class SetShapes
{
    /// <summary>Whether an optional tensor was left out: <c>default</c>, and not a tensor of no elements.</summary>
    public static bool IsAbsent(ReadOnlySpan<nint> lengths, nint elements) => lengths.Length == 0 && elements == 0;

    /// <exception cref="ArgumentException">The shape is not the expected one.</exception>
    public static void Expect(ReadOnlySpan<nint> actual, string name, ReadOnlySpan<nint> expected, ReadOnlySpan<nint> source, string sourceName)
    {
        if (!actual.SequenceEqual(expected))
            throw new ArgumentException($"{name} has shape {Shapes.Text(actual)}, but {sourceName} of shape {Shapes.Text(source)} wants {Shapes.Text(expected)}.", name);
    }

    /// <exception cref="ArgumentException">Some axis but the first of a batch is empty, or an item has more elements than an array can hold.</exception>
    public static void CheckItem(ReadOnlySpan<nint> shape, bool batched, string name)
    {
        ReadOnlySpan<nint> item = batched ? shape[1..] : shape;
        foreach (nint length in item)
        {
            if (length < 1)
                throw new ArgumentException($"{name} has shape {Shapes.Text(shape)}; every axis{(batched ? " but the first" : "")} holds at least one element.", name);
        }

        Shapes.Elements(shape, name);
        if (Shapes.Elements(item, name) > int.MaxValue)
            throw new ArgumentException($"{name} has shape {Shapes.Text(shape)}; one item may hold at most {int.MaxValue} elements.", name);
    }

    /// <exception cref="ArgumentException">A mask keeps nothing of some item, and no value is named for it.</exception>
    public static void CheckMask(bool* mask, nint items, int members, double? emptyValue)
    {
        if (emptyValue is not null)
            return;

        for (nint n = 0; n < items; n++)
        {
            if (IsEmpty(mask, n, members))
                throw new ArgumentException($"mask keeps nothing of item {n}; name an emptyValue, or leave the item out.", nameof(mask));
        }
    }

    /// <summary>Whether a mask keeps nothing of an item.</summary>
    public static bool IsEmpty(bool* mask, nint item, int members) => mask != null && !new ReadOnlySpan<bool>(mask + item * members, members).Contains(true);
}

internal static class OptionalTensor
{
    /// <summary>A view of a tensor that may be missing, which then is <c>default</c>.</summary>
    public static System.Numerics.Tensors.ReadOnlyTensorSpan<T> Span<T>(this System.Numerics.Tensors.Tensor<T>? tensor) =>
        tensor is null ? default : tensor.AsReadOnlyTensorSpan();
}
