using System.Buffers;
using System.Numerics.Tensors;

namespace Cenote;

/// <summary>A tensor's elements without gaps: in place where it is dense, else copied once to a rented array.</summary>
/// <remarks>Take it with <c>using</c>: an array goes back to its pool at the end.</remarks>
internal readonly ref struct DenseInput<T>
    where T : unmanaged
{
    private readonly ref readonly T _first;
    private readonly T[]? _rented;

    public DenseInput(scoped in ReadOnlyTensorSpan<T> tensor)
    {
        if (tensor.IsDense || tensor.IsEmpty)
        {
            _first = ref tensor.GetPinnableReference();
        }
        else
        {
            _rented = ArrayPool<T>.Shared.Rent(Shapes.ArrayLength(tensor.Lengths));
            tensor.FlattenTo(_rented);
            _first = ref _rented[0];
        }
    }

    public ref readonly T GetPinnableReference() => ref _first;

    public void Dispose()
    {
        if (_rented is not null)
            ArrayPool<T>.Shared.Return(_rented);
    }
}

/// <summary>Room for a tensor's elements without gaps: the tensor itself where it is dense, else a rented array that <see cref="Commit"/> copies.</summary>
internal readonly ref struct DenseOutput<T>
    where T : unmanaged
{
    private readonly TensorSpan<T> _tensor;
    private readonly T[]? _rented;

    public DenseOutput(TensorSpan<T> tensor)
    {
        _tensor = tensor;
        if (!tensor.IsDense && !tensor.IsEmpty)
            _rented = ArrayPool<T>.Shared.Rent(Shapes.ArrayLength(tensor.Lengths));
    }

    public ref T GetPinnableReference() => ref _rented is null ? ref _tensor.GetPinnableReference() : ref _rented[0];

    public void Commit()
    {
        if (_rented is not null)
            new ReadOnlyTensorSpan<T>(_rented.AsSpan(0, (int)_tensor.FlattenedLength), _tensor.Lengths).CopyTo(_tensor);
    }

    public void Dispose()
    {
        if (_rented is not null)
            ArrayPool<T>.Shared.Return(_rented);
    }
}
