using Cenote.Geometry;

namespace Cenote;

/// <summary>What is added around an input before windows are laid over it. Nothing by default.</summary>
/// <remarks>
/// <para>A number, or one for each axis, is PyTorch's padding: as much before as after, at most half of a window's reach.</para>
/// <para><see cref="Edges"/> is ONNX's <c>pads</c>: any amount before and after each axis. <see cref="Same"/> and <see cref="SameLower"/>
/// are TensorFlow's <c>SAME</c>, ONNX's <c>SAME_UPPER</c> and <c>SAME_LOWER</c>: as much as makes the output's length the input's divided
/// by the stride, rounded up; an average does not count it unless told to.</para>
/// </remarks>
public readonly struct Padding
{
    private readonly SpatialSize _both;
    private readonly (int Before, int After)[]? _edges;
    private readonly PaddingKind _kind;

    private Padding(SpatialSize both, (int Before, int After)[]? edges, PaddingKind kind)
    {
        _both = both;
        _edges = edges;
        _kind = kind;
    }

    /// <summary>As much as keeps the length at a stride of 1, the odd one after.</summary>
    public static Padding Same { get; } = new(default, null, PaddingKind.SameUpper);

    /// <summary>As much as keeps the length at a stride of 1, the odd one before.</summary>
    public static Padding SameLower { get; } = new(default, null, PaddingKind.SameLower);

    /// <summary>The same on every side.</summary>
    public static implicit operator Padding(int every) => new(every, null, PaddingKind.Both);

    /// <summary>As much above as below, as much to the left as to the right.</summary>
    public static implicit operator Padding((int Height, int Width) size) => new(size, null, PaddingKind.Both);

    /// <summary>As much before as after on each of three axes.</summary>
    public static implicit operator Padding((int Depth, int Height, int Width) size) => new(size, null, PaddingKind.Both);

    /// <summary>A size as a padding.</summary>
    public static implicit operator Padding(SpatialSize size) => new(size, null, PaddingKind.Both);

    /// <summary>Any amount before and after each spatial axis, outermost first.</summary>
    public static Padding Edges(params ReadOnlySpan<(int Before, int After)> axes) => new(default, axes.ToArray(), PaddingKind.Edges);

    internal AxisPadding[] ForAxes(int axes, string name)
    {
        PaddingKind kind = _kind;
        if (_edges is not null)
        {
            return _edges.Length == axes
                ? [.. _edges.Select(e => new AxisPadding(e.Before, e.After, kind))]
                : throw new ArgumentException($"{name} has edges of {_edges.Length} axes; there {(axes == 1 ? "is 1 spatial axis" : $"are {axes} spatial axes")}.", name);
        }

        int[] both = _both.Count == 0 ? new int[axes] : _both.ForAxes(axes, name);
        return [.. both.Select(p => new AxisPadding(p, p, kind))];
    }
}
