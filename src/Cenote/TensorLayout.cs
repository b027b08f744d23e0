namespace Cenote;

/// <summary>How the axes of a tensor run through memory.</summary>
public enum TensorLayout
{
    /// <summary>Channels first: <c>[N, C, H, W]</c> or, unbatched, <c>[C, H, W]</c>. The default, as in PyTorch.</summary>
    Nchw,

    /// <summary>Channels last: <c>[N, H, W, C]</c> or, unbatched, <c>[H, W, C]</c>.</summary>
    Nhwc,
}
