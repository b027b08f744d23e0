using System.Numerics;
using System.Numerics.Tensors;

namespace Cenote;

/// <summary>Max pooling and its undoing: what is left of a map.</summary>
internal sealed class RoundTripPooling(MaxPool pool, MaxUnpool unpool) : ArrayPooling(unpool, pool)
{
    /// <exception cref="ArgumentException">There is a dilation.</exception>
    public static RoundTripPooling Of(PoolingSettings s)
    {
        // Where dilated windows end is not what an unpooling without dilation expects.
        int[] dilation = s.Dilation.ForAxes(s.SpatialAxes, "dilation");
        if (Array.Exists(dilation, d => d != 1))
            throw new ArgumentException($"dilation is ({string.Join(", ", dilation)}); max unpooling has none, so it is 1.", "dilation");

        return new((MaxPool)FixedLayers.Max(s), FixedLayers.Unpool(s));
    }

    public override nint[] OutputShape(ReadOnlySpan<nint> inputShape) => unpool.OutputShape(pool.OutputShape(inputShape), Size(inputShape));

    public override void Pool<T>(Tensor<T> input, ulong batch, scoped in TensorSpan<T> output)
    {
        (Tensor<T> values, Tensor<long> places) = pool.ForwardWithIndices(input);
        unpool.Forward(values.AsReadOnlyTensorSpan(), places.AsReadOnlyTensorSpan(), output);
    }

    public override Tensor<T> Backward<T>(Tensor<T> input, ulong batch, Tensor<T> gradOutput)
    {
        (Tensor<T> values, Tensor<long> places) = pool.ForwardWithIndices(input);
        unpool.Backward(gradOutput.AsReadOnlyTensorSpan(), places.AsReadOnlyTensorSpan(), values.AsTensorSpan());
        return pool.Backward(values, places, input.Lengths);
    }

    private SpatialSize Size(ReadOnlySpan<nint> shape)
    {
        int end = shape.Length - (pool.Layout == TensorLayout.Nhwc ? 1 : 0);
        return SpatialSize.Of([.. shape[(end - pool.SpatialAxes)..end].ToArray().Select(n => (int)n)]);
    }
}

/// <summary>A draw of each window.</summary>
internal sealed class StochasticPooling(StochasticPool layer, ulong seed) : ArrayPooling(layer, layer)
{
    public override nint[] OutputShape(ReadOnlySpan<nint> inputShape) => layer.OutputShape(inputShape);

    public override void Pool<T>(Tensor<T> input, ulong batch, scoped in TensorSpan<T> output) =>
        layer.Sample(input.AsReadOnlyTensorSpan(), seed + batch, output, Shapes.Create<long>(output.Lengths).AsTensorSpan());

    public override Tensor<T> Backward<T>(Tensor<T> input, ulong batch, Tensor<T> gradOutput)
    {
        Tensor<T> gradInput = Shapes.Create<T>(input.Lengths);
        layer.SampleBackward(gradOutput.AsReadOnlyTensorSpan(), layer.Sample(input, seed + batch).Indices.AsReadOnlyTensorSpan(), gradInput.AsTensorSpan());
        return gradInput;
    }
}

/// <summary>Max and average by a given share, half of each where none is given, or one of them drawn for each channel.</summary>
internal sealed class MixedPooling : ArrayPooling
{
    private readonly MixedPool _layer;
    private readonly double _max;
    private readonly ulong? _seed;

    private MixedPooling(PoolingSettings s, ulong? seed)
        : this(new MixedPool(FixedLayers.Max(s), FixedLayers.Avg(s)))
    {
        _max = s.Weight ?? 0.5;
        _seed = seed;
    }

    private MixedPooling(MixedPool layer)
        : base(layer, layer.Poolings[0]) => _layer = layer;

    public static MixedPooling Shared(PoolingSettings s) => new(s, seed: null);

    public static MixedPooling Drawn(PoolingSettings s) => new(s, s.Seed);

    public override nint[] OutputShape(ReadOnlySpan<nint> inputShape) => _layer.OutputShape(inputShape);

    public override void Pool<T>(Tensor<T> input, ulong batch, scoped in TensorSpan<T> output) =>
        _layer.Forward(input.AsReadOnlyTensorSpan(), Weights(input, batch), output);

    public override Tensor<T> Backward<T>(Tensor<T> input, ulong batch, Tensor<T> gradOutput)
    {
        T[] weights = Weights(input, batch);
        Tensor<T> gradInput = Shapes.Create<T>(input.Lengths);
        _layer.Backward(input.AsReadOnlyTensorSpan(), weights, gradOutput.AsReadOnlyTensorSpan(), gradInput.AsTensorSpan(), new T[weights.Length]);
        return gradInput;
    }

    // Of max for each channel, then of the average.
    private T[] Weights<T>(Tensor<T> input, ulong batch)
        where T : unmanaged, INumber<T>
    {
        int channels = (int)input.Lengths[Windows!.Layout == TensorLayout.Nhwc ? ^1 : ^(Windows.SpatialAxes + 1)];
        T[] weights = new T[2 * channels];
        if (_seed is ulong seed)
        {
            _layer.DrawWeights<T>(seed + batch, weights);
            return weights;
        }

        weights.AsSpan(0, channels).Fill(T.CreateChecked(_max));
        weights.AsSpan(channels).Fill(T.CreateChecked(1 - _max));
        return weights;
    }
}

/// <summary>A gate with a mask that nobody trained: by default 4 / taps and -4 / taps in turn.</summary>
internal sealed class GatedPooling(GatedPool layer, WindowPool windows, double weight) : ArrayPooling(layer, windows)
{
    public override nint[] OutputShape(ReadOnlySpan<nint> inputShape) => layer.OutputShape(inputShape);

    public override void Pool<T>(Tensor<T> input, ulong batch, scoped in TensorSpan<T> output) =>
        layer.Forward(input.AsReadOnlyTensorSpan(), Omega<T>(), output);

    public override Tensor<T> Backward<T>(Tensor<T> input, ulong batch, Tensor<T> gradOutput)
    {
        T[] omega = Omega<T>();
        Tensor<T> gradInput = Shapes.Create<T>(input.Lengths);
        layer.Backward(input.AsReadOnlyTensorSpan(), omega, gradOutput.AsReadOnlyTensorSpan(), gradInput.AsTensorSpan(), new T[omega.Length]);
        return gradInput;
    }

    private T[] Omega<T>()
        where T : unmanaged, INumber<T>
    {
        int taps = Windows!.KernelSize.Aggregate(1, (product, k) => product * k);
        return [.. Enumerable.Range(0, taps).Select(tap => T.CreateTruncating((tap % 2 == 0 ? weight : -weight) / taps))];
    }
}
