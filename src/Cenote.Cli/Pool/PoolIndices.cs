using System.Numerics.Tensors;
using Cenote.Data;

namespace Cenote.Cli.Pool;

/// <summary>The file of indices beside an array: written by poolings that pick, read by max unpooling, often none.</summary>
internal sealed class PoolIndices : IDisposable
{
    private readonly ArrayFileWriter<long>? _written;
    private readonly ArrayFile? _file;
    private readonly StoredArray? _given;
    private long[] _room = [];
    private int _length;

    private PoolIndices(ArrayFileWriter<long>? written, ArrayFile? file, StoredArray? given) => (_written, _file, _given) = (written, file, given);

    /// <summary>Whether they are to be written.</summary>
    public bool Wanted => _written is not null;

    public static PoolIndices Open(ArrayPooling pool, ArrayPlaces places, nint[] shape, nint[] pooled)
    {
        if (pool.Layer is MaxUnpool)
            return Given(places.Indices ?? throw new BadRequestException("max unpooling needs --indices FILE, where each maximum was: 'cenote pool max' writes it."), shape);

        if (places.Indices is not string path)
            return new PoolIndices(null, null, null);

        if (pool.Layer is not (SelectionPool or StochasticPool))
            throw new BadRequestException("--indices goes with max, min and stochastic pooling, which pick an element of each window, and with max-unpool.");

        return new PoolIndices(ArrayOutput.Open(path, p => new ArrayFileWriter<long>(p, pooled, "indices")), null, null);
    }

    /// <summary>Makes room for a piece's indices, or reads them.</summary>
    public void Prepare(PoolPiece piece)
    {
        _length = Wanted ? piece.Outputs : _given is not null ? piece.Inputs : 0;
        if (_room.Length < _length)
            _room = new long[_length];

        _given?.Read(piece.First, _room.AsSpan(0, _length));
    }

    /// <summary>Room for those of a piece.</summary>
    public TensorSpan<long> Room(scoped ReadOnlySpan<nint> shape) => new(_room, shape);

    /// <summary>Those that were read.</summary>
    public ReadOnlyTensorSpan<long> Given(scoped ReadOnlySpan<nint> shape) => new(_room, shape);

    /// <summary>Writes those of a piece, if they are wanted.</summary>
    public void Keep() => _written?.Write(_room.AsSpan(0, _length));

    public void Commit() => _written?.Commit();

    public void Dispose()
    {
        _written?.Dispose();
        _file?.Dispose();
    }

    private static PoolIndices Given(string path, nint[] shape)
    {
        ArrayFile file = ArrayInput.Open(path, channelsLast: false);
        try
        {
            StoredArray indices = ArrayInput.Choose(file, name: null, path);
            if (indices.ElementType != typeof(long) || !indices.Shape.SequenceEqual(shape))
                throw new BadRequestException($"{path} holds {ArrayInput.Shape(indices.Shape)} of {indices.ElementName}; indices are int64, here {ArrayInput.Shape(shape)} as the input.");

            return new PoolIndices(null, file, indices);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
