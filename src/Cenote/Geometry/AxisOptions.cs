namespace Cenote.Geometry;

/// <summary>How the amount of padding is found.</summary>
internal enum PaddingKind
{
    /// <summary>As PyTorch: both sides alike, at most half of the window.</summary>
    Both,

    /// <summary>As ONNX: each side as given.</summary>
    Edges,

    /// <summary>From the input's length, the odd one after.</summary>
    SameUpper,

    /// <summary>From the input's length, the odd one before.</summary>
    SameLower,
}

/// <summary>Padding along one axis.</summary>
internal readonly record struct AxisPadding(int Before, int After, PaddingKind Kind)
{
    public bool IsSame => Kind is PaddingKind.SameUpper or PaddingKind.SameLower;
}

/// <summary>How windows are to lie along one spatial axis, before its length is known.</summary>
internal abstract record AxisOptions
{
    /// <summary>Lays the windows over an axis; fewer than one where none fits.</summary>
    public abstract AxisWindows Lay(int length, bool ceilMode);
}

/// <summary>Windows of one size, a stride apart.</summary>
internal sealed record FixedAxis(int Kernel, int Stride, AxisPadding Padding, int Dilation) : AxisOptions
{
    public override AxisWindows Lay(int length, bool ceilMode)
    {
        if (!Padding.IsSame)
            return AxisWindows.Fixed(length, Kernel, Stride, Padding.Before, Padding.After, Dilation, ceilMode);

        long outputs = (length + (long)Stride - 1) / Stride;
        int total = (int)Math.Clamp((outputs - 1) * Stride + AxisWindows.Reach(Kernel, Dilation) - length, 0, int.MaxValue);
        int less = total / 2, more = total - less;
        return Padding.Kind == PaddingKind.SameUpper
            ? AxisWindows.Fixed(length, Kernel, Stride, less, more, Dilation, ceilMode: false)
            : AxisWindows.Fixed(length, Kernel, Stride, more, less, Dilation, ceilMode: false);
    }
}

/// <summary>As many windows as asked for, as even as can be; null for as many as the axis is long.</summary>
internal sealed record AdaptiveAxis(int? Output) : AxisOptions
{
    public override AxisWindows Lay(int length, bool ceilMode) => AxisWindows.Adaptive(length, Output ?? length);
}
