using System.Buffers;

namespace Cenote;

/// <summary>A rented array of elements; take it with <c>using</c>, so that it goes back whatever happens. It holds what the last user left in it.</summary>
internal readonly ref struct Scratch<T>
    where T : unmanaged
{
    private readonly T[] _rented;
    private readonly int _length;

    /// <summary>Rents room for a number of elements.</summary>
    /// <param name="length">The number, 0 too.</param>
    /// <param name="name">The operand that so many are needed for.</param>
    /// <exception cref="ArgumentException">An array does not hold so many.</exception>
    public Scratch(Int128 length, string name)
    {
        if (length > Array.MaxLength)
            throw new ArgumentException($"{name} takes {length} elements of scratch; an array holds at most {Array.MaxLength}.", name);

        _length = (int)length;
        _rented = ArrayPool<T>.Shared.Rent(Math.Max(1, _length));
    }

    public Span<T> Span => _rented.AsSpan(0, _length);

    /// <summary>The elements in a shape, of which there may be fewer. A tensor wants memory even where an axis is empty.</summary>
    public System.Numerics.Tensors.TensorSpan<T> Shaped(scoped ReadOnlySpan<nint> shape) => new(_rented.AsSpan(0, Math.Max(1, _length)), shape);

    public ref T GetPinnableReference() => ref _rented[0];

    public void Dispose() => ArrayPool<T>.Shared.Return(_rented);
}
