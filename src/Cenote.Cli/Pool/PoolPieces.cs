namespace Cenote.Cli.Pool;

/// <summary>One piece: items along the first axis from <paramref name="First"/> on.</summary>
internal sealed record PoolPiece(ulong Number, nint First, nint[] Shape, nint[] Pooled, int Inputs, int Outputs);

/// <summary>Divides an array into pieces that fit memory. They follow from the shape alone, so that draws do not depend on the machine.</summary>
internal sealed class PoolPieces
{
    private readonly nint[] _shape;
    private readonly nint[] _pooled;
    private readonly bool _isBatch;
    private readonly nint _items;
    private readonly nint _atOnce;
    private readonly long _inputs;
    private readonly long _outputs;

    public PoolPieces(nint[] shape, nint[] pooled, bool isBatch, int elementBytes, long pieceBytes)
    {
        (_shape, _pooled, _isBatch) = (shape, pooled, isBatch);
        _items = isBatch ? shape[0] : 1;
        _inputs = Elements(isBatch ? shape[1..] : shape);
        _outputs = Elements(isBatch ? pooled[1..] : pooled);
        long largest = Math.Max(_inputs, _outputs);
        if (largest > Array.MaxLength)
            throw new BadRequestException($"one item of shape {ArrayInput.Shape(shape)} is pooled from {_inputs:N0} to {_outputs:N0} elements; at most {Array.MaxLength:N0} are held at once.");

        // Items without elements, of which there may be any number, are one piece.
        _atOnce = largest == 0 ? _items : (nint)Math.Clamp(pieceBytes / (largest * elementBytes), 1, Math.Max(_items, 1));
    }

    /// <summary>Elements of the largest piece.</summary>
    public int MostInputs => (int)(_inputs * _atOnce);

    /// <summary>Elements that the largest piece is pooled to.</summary>
    public int MostOutputs => (int)(_outputs * _atOnce);

    /// <summary>All of them, from the first item to the last.</summary>
    public IEnumerable<PoolPiece> All()
    {
        ulong number = 0;
        for (nint first = 0; first < _items; first += _atOnce)
        {
            nint count = Math.Min(_atOnce, _items - first);
            yield return new PoolPiece(number++, first, With(_shape, count), With(_pooled, count), (int)(_inputs * count), (int)(_outputs * count));
        }
    }

    private nint[] With(nint[] shape, nint count) => _isBatch ? [count, .. shape[1..]] : shape;

    private static long Elements(nint[] shape) => checked((long)shape.Aggregate((Int128)1, (product, length) => product * length));
}
