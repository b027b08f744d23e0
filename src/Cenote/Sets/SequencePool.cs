using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Cenote.Sets;

namespace Cenote;

/// <summary>A pooling of sequences: the vectors of an item's tokens become one vector.</summary>
/// <remarks>
/// <para>Shapes: input <c>[N, T, D]</c> (items, tokens, elements of a token) or <c>[T, D]</c>; mask <c>[N, T]</c> or <c>[T]</c>, true where a
/// token counts, all where it is left out; output <c>[N, D]</c> or <c>[D]</c>.</para>
/// <para>A token that the mask leaves out is never read, not even a NaN in it, and an item's result has the same bits alone and in any batch
/// with any padding. An item of which nothing is left is an error, or gives <see cref="EmptyValue"/> and no gradient.</para>
/// <para>Elements are <see cref="float"/> or <see cref="double"/>. Dense tensors are read in place; others are copied once. A layer holds
/// its options and nothing of its inputs: one layer may serve several threads at once.</para>
/// </remarks>
public abstract unsafe class SequencePool
{
    private protected SequencePool(double? emptyValue) => EmptyValue = emptyValue;

    /// <summary>What every element is for an item whose tokens are all left out; null where such an item is an error.</summary>
    public double? EmptyValue { get; }

    /// <summary>The shape that an input is pooled to.</summary>
    /// <param name="inputShape">The input's shape: <c>[N, T, D]</c> or <c>[T, D]</c>.</param>
    /// <returns><c>[N, D]</c> or <c>[D]</c>.</returns>
    /// <exception cref="ArgumentException">The rank is another, or an axis but N is empty.</exception>
    [SuppressMessage("Performance", "CA1822", Justification = "Every pooling is asked for its output's shape; that this one has no option that matters is its own affair.")]
    public nint[] OutputShape(ReadOnlySpan<nint> inputShape) => Lay(inputShape, nameof(inputShape)).Pooled(inputShape);

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name}(emptyValue: {EmptyValue?.ToString() ?? "null"})";

    private protected static SequenceSizes Lay(ReadOnlySpan<nint> shape, string name)
    {
        if (shape.Length is not (2 or 3))
            throw new ArgumentException($"{name} has rank {shape.Length}, shape {Shapes.Text(shape)}; this layer takes [N, T, D] or [T, D].", name);

        bool batched = shape.Length == 3;
        SetShapes.CheckItem(shape, batched, name);
        return new SequenceSizes(batched ? shape[0] : 1, (int)shape[^2], (int)shape[^1]);
    }

    /// <summary>The sizes of an input whose output and mask, if there is one, fit it.</summary>
    private protected static SequenceSizes Lay<T>(
        ReadOnlySpan<nint> input, string inputName, ReadOnlySpan<nint> output, string outputName, ReadOnlySpan<nint> mask, nint maskElements)
    {
        ElementType<T>.Check();
        SequenceSizes sizes = Lay(input, inputName);
        if (!SetShapes.IsAbsent(mask, maskElements))
            SetShapes.Expect(mask, nameof(mask), input[..^1], input, inputName);

        ReadOnlySpan<nint> pooled = input.Length == 3 ? [input[0], input[2]] : [input[1]];
        SetShapes.Expect(output, outputName, pooled, input, inputName);
        return sizes;
    }

    /// <summary>Fills the output of an item of which nothing is left.</summary>
    private protected void FillEmpty<T>(T* y, int width)
        where T : unmanaged, INumberBase<T> => Rows.Fill(y, T.CreateTruncating(EmptyValue.GetValueOrDefault()), width);
}

/// <summary>Sizes of a batch of sequences.</summary>
internal readonly record struct SequenceSizes(nint Items, int Tokens, int Width)
{
    /// <summary>Elements from one item of the input to the next.</summary>
    public nint Item => (nint)Tokens * Width;

    public nint[] Pooled(ReadOnlySpan<nint> inputShape) => inputShape.Length == 3 ? [Items, Width] : [Width];
}
