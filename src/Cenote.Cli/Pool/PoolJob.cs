using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Cenote.Data;

namespace Cenote.Cli.Pool;

/// <summary>Pools an array, piece by piece along its first axis.</summary>
internal sealed class PoolJob
{
    // A piece of input, or of output if that is larger: enough to keep every core at work, and little beside any machine's memory.
    private const long PieceBytes = 32 << 20;

    private readonly PoolingOperator _operator;
    private readonly ArrayPooling _pool;
    private readonly PoolingSettings _settings;
    private readonly StoredArray _x;
    private readonly nint[] _shape;
    private readonly nint[] _pooled;

    /// <param name="pooling">What the user named.</param>
    /// <param name="pool">What it is here.</param>
    /// <param name="settings">How it was made.</param>
    /// <param name="x">What is pooled.</param>
    /// <param name="unpooled">The size that unpooling is to give; null for its own.</param>
    public PoolJob(PoolingOperator pooling, ArrayPooling pool, PoolingSettings settings, StoredArray x, SpatialSize? unpooled)
    {
        (_operator, _pool, _settings, _x) = (pooling, pool, settings, x);
        _shape = x.Shape.ToArray();
        _pooled = OfArray(() => pool.Layer is MaxUnpool unpool ? unpool.OutputShape(_shape, unpooled) : pool.OutputShape(_shape));
    }

    /// <summary>Does it; false where the user stopped it, and nothing was written then.</summary>
    public bool Run(ArrayPlaces places, Interruption interruption)
    {
        IReadOnlyList<string> taken = ArrayPoolings.Elements(_pool);
        if (!taken.Contains(_x.ElementName))
        {
            return ArrayInput.IsPicture(places.Input)
                ? Run(places, interruption, () => new PixelStream(_x, Output<byte>(places)))
                : throw new BadRequestException($"{_x.Name} holds {_x.ElementName}; {_operator.Title} takes {Words.List(taken)}.");
        }

        return _x.ElementType == typeof(float) ? Run<float>(places, interruption)
            : _x.ElementType == typeof(double) ? Run<double>(places, interruption)
            : _x.ElementType == typeof(Half) ? Run<Half>(places, interruption)
            : _x.ElementType == typeof(byte) ? Run<byte>(places, interruption)
            : Run<sbyte>(places, interruption);
    }

    /// <summary>Says what was done.</summary>
    public void Tell(ArrayPlaces places, TextWriter output)
    {
        if (ArrayPoolings.IsUntrained(_operator))
            output.WriteLine($"Note: {_operator.Title} learns; its weights here are those of 'cenote explain {_operator.Name}', which nobody trained.");

        output.WriteLine($"{Poolings.Capital(_operator.Title)} {_x.Name} {ArrayInput.Shape(_shape)} -> {ArrayInput.Shape(_pooled)}, {_x.ElementName}");
        output.WriteLine($"Written to {places.Output}{(places.Indices is null || _pool.Layer is MaxUnpool ? "" : $", indices to {places.Indices}")}");
    }

    private bool Run<T>(ArrayPlaces places, Interruption interruption)
        where T : unmanaged, INumber<T> => Run(places, interruption, () => new PlainStream<T>(_x, Output<T>(places)));

    private ArrayFileWriter<T> Output<T>(ArrayPlaces places)
        where T : unmanaged => ArrayOutput.Open(places.Output, path => new ArrayFileWriter<T>(path, _pooled, _x.Name, _settings.Layout == TensorLayout.Nhwc));

    private bool Run<T>(ArrayPlaces places, Interruption interruption, Func<PoolStream<T>> open)
        where T : unmanaged, INumber<T>
    {
        PoolPieces pieces = new(_shape, _pooled, ArrayPoolings.IsBatch(_pool, _settings, _shape.Length), Unsafe.SizeOf<T>(), PieceBytes);
        using PoolIndices indices = PoolIndices.Open(_pool, places, _shape, _pooled);
        using PoolStream<T> elements = open();
        T[] x = new T[pieces.MostInputs], y = new T[pieces.MostOutputs];
        foreach (PoolPiece piece in pieces.All())
        {
            if (interruption.IsRequested)
                return false;

            elements.Read(piece.First, x.AsSpan(0, piece.Inputs));
            indices.Prepare(piece);
            OfArray(() =>
            {
                Pool(Tensor.Create(x, piece.Shape), piece.Number, new TensorSpan<T>(y, piece.Pooled), indices);
                return true;
            });
            elements.Write(y.AsSpan(0, piece.Outputs));
            indices.Keep();
        }

        indices.Commit();
        elements.Commit();
        return true;
    }

    private void Pool<T>(Tensor<T> x, ulong piece, scoped in TensorSpan<T> y, PoolIndices indices)
        where T : unmanaged, INumber<T>
    {
        switch (_pool.Layer)
        {
            case MaxUnpool unpool:
                unpool.Forward(x.AsReadOnlyTensorSpan(), indices.Given(x.Lengths), y);
                break;
            case SelectionPool pool when indices.Wanted:
                pool.ForwardWithIndices(x.AsReadOnlyTensorSpan(), y, indices.Room(y.Lengths));
                break;
            case StochasticPool pool when indices.Wanted:
                pool.Sample(x.AsReadOnlyTensorSpan(), _settings.Seed + piece, y, indices.Room(y.Lengths));
                break;
            default:
                _pool.Pool(x, piece, y);
                break;
        }
    }

    // What the library refuses is about the array that the user knows by name.
    private T OfArray<T>(Func<T> accepted)
    {
        try
        {
            return BadRequestException.Unless(accepted);
        }
        catch (BadRequestException e)
        {
            throw new BadRequestException(e.Message.Replace("inputShape", _x.Name, StringComparison.Ordinal), e);
        }
    }
}
