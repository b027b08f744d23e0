using System.Numerics.Tensors;

namespace Cenote;

/// <summary>What a user says of a pooling of images; each pooling reads what concerns it.</summary>
public sealed record PoolingSettings
{
    /// <summary>Height and width of a window.</summary>
    public SpatialSize KernelSize { get; init; } = 2;

    /// <summary>Steps from window to window; by default the kernel's size.</summary>
    public SpatialSize? Stride { get; init; }

    /// <summary>Padding around the image.</summary>
    public SpatialSize Padding { get; init; } = 0;

    /// <summary>Pixels from one tap to the next.</summary>
    public SpatialSize Dilation { get; init; } = 1;

    /// <summary>Whether a last window that hangs over the edge is kept.</summary>
    public bool CeilMode { get; init; }

    /// <summary>What an adaptive pooling gives.</summary>
    public OutputSize OutputSize { get; init; } = 2;

    /// <summary>p of Lp pooling, and of the generalised mean.</summary>
    public double? P { get; init; }

    /// <summary>Sharpness of log-sum-exp pooling.</summary>
    public double Sharpness { get; init; } = 1;

    /// <summary>What draws follow from.</summary>
    public ulong Seed { get; init; }

    /// <summary>How images run through memory.</summary>
    public TensorLayout Layout { get; init; }
}

/// <summary>A pooling of images, ready to be used again and again.</summary>
public sealed class ImagePooling
{
    private readonly Func<Tensor<float>, ulong, Tensor<float>> _pool;

    internal ImagePooling(object layer, WindowPool? windows, Func<nint[], nint[]> outputShape, Func<Tensor<float>, ulong, Tensor<float>> pool)
    {
        Layer = layer;
        Windows = windows;
        OutputShapeOf = outputShape;
        _pool = pool;
    }

    /// <summary>The layer, for its description.</summary>
    public object Layer { get; }

    /// <summary>The layer whose windows these are, for unpooling the pooling that it undoes; null where there are none.</summary>
    public WindowPool? Windows { get; }

    private Func<nint[], nint[]> OutputShapeOf { get; }

    /// <summary>The shape that images are pooled to.</summary>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public nint[] OutputShape(ReadOnlySpan<nint> inputShape) => OutputShapeOf(inputShape.ToArray());

    /// <summary>Pools a batch.</summary>
    /// <param name="images">A batch in the layout of the settings.</param>
    /// <param name="step">The number of the batch: another draw for each, where something is drawn.</param>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public Tensor<float> Pool(Tensor<float> images, ulong step = 0) => _pool(images, step);

    /// <summary>Pools a batch into memory that is there.</summary>
    /// <param name="images">A batch in the layout of the settings.</param>
    /// <param name="step">The number of the batch.</param>
    /// <param name="output">A tensor of the shape that <see cref="OutputShape"/> gives.</param>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public void Pool(Tensor<float> images, ulong step, scoped in TensorSpan<float> output)
    {
        if (Layer is WindowPool layer && ReferenceEquals(layer, Windows) && layer is not StochasticPool)
            layer.Forward(images.AsReadOnlyTensorSpan(), output);
        else
            _pool(images, step).AsReadOnlyTensorSpan().CopyTo(output);
    }

    internal static ImagePooling Of(WindowPool layer) => new(layer, layer, s => layer.OutputShape(s), (x, _) => layer.Forward(x));
}
