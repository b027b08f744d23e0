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
}

/// <summary>Half max and half average, or one of them drawn for each channel.</summary>
internal sealed class MixedPooling : ArrayPooling
{
    private readonly MixedPool _layer;
    private readonly ulong? _seed;

    private MixedPooling(MixedPool layer, ulong? seed)
        : base(layer, layer.Poolings[0])
    {
        _layer = layer;
        _seed = seed;
    }

    public static MixedPooling Halves(PoolingSettings s) => new(new MixedPool(FixedLayers.Max(s), FixedLayers.Avg(s)), seed: null);

    public static MixedPooling Drawn(PoolingSettings s) => new(new MixedPool(FixedLayers.Max(s), FixedLayers.Avg(s)), s.Seed);

    public override nint[] OutputShape(ReadOnlySpan<nint> inputShape) => _layer.OutputShape(inputShape);

    public override void Pool<T>(Tensor<T> input, ulong batch, scoped in TensorSpan<T> output)
    {
        T[] weights = new T[2 * (int)input.Lengths[Windows!.Layout == TensorLayout.Nhwc ? ^1 : ^(Windows.SpatialAxes + 1)]];
        if (_seed is ulong seed)
            _layer.DrawWeights<T>(seed + batch, weights);
        else
            weights.AsSpan().Fill(T.CreateChecked(0.5));

        _layer.Forward(input.AsReadOnlyTensorSpan(), weights, output);
    }
}

/// <summary>A gate with a mask that nobody trained: 4 / taps and -4 / taps in turn.</summary>
internal sealed class GatedPooling(GatedPool layer, WindowPool windows) : ArrayPooling(layer, windows)
{
    public override nint[] OutputShape(ReadOnlySpan<nint> inputShape) => layer.OutputShape(inputShape);

    public override void Pool<T>(Tensor<T> input, ulong batch, scoped in TensorSpan<T> output)
    {
        int taps = Windows!.KernelSize.Aggregate(1, (product, k) => product * k);
        T[] omega = [.. Enumerable.Range(0, taps).Select(tap => T.CreateTruncating((tap % 2 == 0 ? 4f : -4f) / taps))];
        layer.Forward(input.AsReadOnlyTensorSpan(), omega, output);
    }
}
