using System.Diagnostics;

namespace Cenote.Geometry;

/// <summary>How windows are to lie over a tensor: checked once when a layer is made, then laid over each input's shape.</summary>
internal sealed class WindowOptions
{
    private readonly AxisOptions[] _axes;

    /// <param name="axes">One to three spatial axes, outermost first.</param>
    /// <param name="ceilMode">Whether a last window that hangs over the end is kept.</param>
    /// <param name="layout">How the tensor runs through memory.</param>
    public WindowOptions(AxisOptions[] axes, bool ceilMode, TensorLayout layout)
    {
        _axes = axes;
        CeilMode = ceilMode;
        Layout = layout;
        foreach (AxisOptions axis in axes)
        {
            AtLeast(1, axis.Kernel, a => a.Kernel, "kernelSize");
            AtLeast(1, axis.Stride, a => a.Stride, "stride");
            AtLeast(0, axis.Padding, a => a.Padding, "padding");
            AtLeast(1, axis.Dilation, a => a.Dilation, "dilation");
        }

        if (Array.Exists(axes, a => a.Padding > AxisWindows.Reach(a.Kernel, a.Dilation) / 2))
        {
            string dilated = Array.Exists(axes, a => a.Dilation > 1) ? $" with dilation {Of(a => a.Dilation)}" : "";
            throw new ArgumentException(
                $"padding {Of(a => a.Padding)} is more than half of kernelSize {Of(a => a.Kernel)}{dilated}; a window could then hold padding only.", "padding");
        }

        if (!Enum.IsDefined(layout))
            throw new ArgumentException($"layout is {(int)layout}; it is Nchw or Nhwc.", nameof(layout));
    }

    public bool CeilMode { get; }

    public TensorLayout Layout { get; }

    /// <summary>How many axes a batch has: its spatial axes, N and C.</summary>
    public int BatchRank => _axes.Length + 2;

    /// <summary>One number of every axis, outermost first.</summary>
    public int[] List(Func<AxisOptions, int> number) => [.. _axes.Select(number)];

    /// <summary>One number of every axis, as <c>(3, 3)</c>.</summary>
    public string Of(Func<AxisOptions, int> number) => $"({string.Join(", ", _axes.Select(number))})";

    /// <summary>The windows along one axis of the given length.</summary>
    public WindowTaps[] Windows(int axis, int length)
    {
        AxisWindows windows = Lay(_axes[axis], length);
        WindowTaps[] taps = new WindowTaps[Math.Max(0, windows.Output)];
        for (int o = 0; o < taps.Length; o++)
        {
            AxisTaps inside = windows.Taps(o);
            taps[o] = new WindowTaps(inside.First, inside.Count, windows.Dilation, windows.PaddedTaps(o));
        }

        return taps;
    }

    /// <summary>Lays the windows over an input.</summary>
    /// <exception cref="ArgumentException">The shape has the wrong rank, an axis of length 0 (a batch may have), or no window fits.</exception>
    public WindowGeometry Lay(ReadOnlySpan<nint> shape, string name)
    {
        bool batched = shape.Length == BatchRank;
        if (!batched && shape.Length != BatchRank - 1)
            throw new ArgumentException($"{name} has rank {shape.Length}, shape {Shapes.Text(shape)}; this layer takes {AxisNames(batched: true)} or {AxisNames(batched: false)}.", name);

        ReadOnlySpan<nint> image = batched ? shape[1..] : shape;
        foreach (nint length in image)
        {
            if (length < 1)
                throw new ArgumentException($"{name} has shape {Shapes.Text(shape)}; every axis but N holds at least one element.", name);
        }

        Shapes.Elements(shape, name);
        bool first = Layout == TensorLayout.Nchw;
        nint channels = first ? image[0] : image[^1];
        ReadOnlySpan<nint> spatial = first ? image[1..] : image[..^1];
        nint batch = batched ? shape[0] : 1;
        if (Shapes.Elements(spatial, name) > int.MaxValue || channels > int.MaxValue)
            throw new ArgumentException($"{name} has shape {Shapes.Text(shape)}; one channel of one image may hold at most {int.MaxValue} elements.", name);

        WindowGeometry geometry = new(
            planes: first ? batch * channels : batch,
            depth: Axis(spatial, 3),
            height: Axis(spatial, 2),
            width: Axis(spatial, 1),
            inner: first ? 1 : (int)channels);

        if (geometry.Depth.Output < 1 || geometry.Height.Output < 1 || geometry.Width.Output < 1)
            throw new ArgumentException(NoWindowFits(spatial), name);

        // With padding, or with a stride below 1 window, an output can be larger than its input.
        if ((long)geometry.Depth.Output * geometry.Height.Output * geometry.Width.Output > int.MaxValue)
            throw new ArgumentException($"{name} of shape {Shapes.Text(shape)} gives an output of more than {int.MaxValue} elements in a channel.", name);

        return geometry;
    }

    /// <summary>The shape that a laid-out input is pooled to.</summary>
    public void OutputShape(ReadOnlySpan<nint> inputShape, in WindowGeometry geometry, Span<nint> outputShape)
    {
        Debug.Assert(outputShape.Length == inputShape.Length);
        inputShape.CopyTo(outputShape);
        int firstSpatial = inputShape.Length - _axes.Length - (Layout == TensorLayout.Nhwc ? 1 : 0);
        ReadOnlySpan<nint> sizes = [geometry.Depth.Output, geometry.Height.Output, geometry.Width.Output];
        sizes[^_axes.Length..].CopyTo(outputShape[firstSpatial..]);
    }

    // The axis that is `fromInnermost` places from the end of the spatial axes, 1 being the innermost.
    private AxisWindows Axis(ReadOnlySpan<nint> spatial, int fromInnermost) =>
        fromInnermost > _axes.Length ? AxisWindows.Missing : Lay(_axes[^fromInnermost], (int)spatial[^fromInnermost]);

    private AxisWindows Lay(AxisOptions axis, int length) =>
        AxisWindows.Fixed(length, axis.Kernel, axis.Stride, axis.Padding, axis.Padding, axis.Dilation, CeilMode);

    private string NoWindowFits(ReadOnlySpan<nint> spatial)
    {
        string size = Of(a => a.Kernel);
        string reach = $"({string.Join(", ", _axes.Select(a => AxisWindows.Reach(a.Kernel, a.Dilation)))})";
        string kernel = reach == size ? $"kernelSize {size}" : $"kernelSize {size} with dilation {Of(a => a.Dilation)} reaches over {reach} elements, which";
        string padded = Array.Exists(_axes, a => a.Padding > 0) ? $" with padding {Of(a => a.Padding)}" : "";
        return $"{kernel} is larger than the input ({Shapes.Text(spatial)[1..^1]}){padded}; no window fits.";
    }

    private void AtLeast(int least, int value, Func<AxisOptions, int> number, string name)
    {
        if (value < least)
            throw new ArgumentException($"{name} is {Of(number)}; every number of it is at least {least}.", name);
    }

    private string AxisNames(bool batched)
    {
        string spatial = _axes.Length switch { 1 => "L", 2 => "H, W", _ => "D, H, W" };
        string image = Layout == TensorLayout.Nchw ? $"C, {spatial}" : $"{spatial}, C";
        return batched ? $"[N, {image}]" : $"[{image}]";
    }
}
