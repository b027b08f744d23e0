namespace Cenote;

/// <summary>What a user says of a pooling of images, or of maps of another number of axes; each pooling reads what concerns it.</summary>
public sealed record PoolingSettings
{
    /// <summary>How many axes are pooled along: 2 for images, 1 for sequences, 3 for volumes.</summary>
    /// <exception cref="ArgumentException">It is another number.</exception>
    public int SpatialAxes
    {
        get;
        init => field = value is >= 1 and <= 3 ? value : throw new ArgumentException($"SpatialAxes is {value}; there are 1 to 3.", nameof(value));
    } = 2;

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

    /// <summary>Whether padding counts in the divisor of an average; null for the layer's own default.</summary>
    public bool? CountIncludePad { get; init; }

    /// <summary>The divisor of an average in place of the count.</summary>
    public int? DivisorOverride { get; init; }

    /// <summary>p of Lp pooling, and of the generalised mean.</summary>
    public double? P { get; init; }

    /// <summary>Sharpness of log-sum-exp pooling.</summary>
    public double Sharpness { get; init; } = 1;

    /// <summary>Stands in for what is learned: the share of max in mixed pooling (0.5), what the mask of gated pooling (4) and the scores of
    /// attention (8) are multiplied by; null for those in brackets.</summary>
    public double? Weight { get; init; }

    /// <summary>What draws follow from.</summary>
    public ulong Seed { get; init; }

    /// <summary>How images run through memory.</summary>
    public TensorLayout Layout { get; init; }
}
