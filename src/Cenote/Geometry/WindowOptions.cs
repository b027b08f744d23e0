using System.Diagnostics;

namespace Cenote.Geometry;

/// <summary>How windows are to lie over a tensor: checked once when a layer is made, then laid over each input's shape.</summary>
internal sealed class WindowOptions
{
    private readonly AxisOptions[] _axes;

    private WindowOptions(AxisOptions[] axes, bool ceilMode, TensorLayout layout)
    {
        if (!Enum.IsDefined(layout))
            throw new ArgumentException($"layout is {(int)layout}; it is Nchw or Nhwc.", nameof(layout));

        _axes = axes;
        CeilMode = ceilMode;
        Layout = layout;
    }

    public bool CeilMode { get; }

    public TensorLayout Layout { get; }

    /// <summary>Whether an input may have no channels. PyTorch lets it in adaptive average pooling of one and two axes only.</summary>
    public bool MayLackChannels { get; init; }

    /// <summary>Whether a kernel has to fit into the input without its padding. PyTorch demands it of its own padding in 3-d average pooling only.</summary>
    public bool KernelFitsUnpadded { get; init; }

    /// <summary>The number of spatial axes, 1 to 3.</summary>
    public int Rank => _axes.Length;

    /// <summary>The axes where all are of one size, a stride apart; else none.</summary>
    public IEnumerable<FixedAxis> FixedAxes => _axes.OfType<FixedAxis>();

    /// <summary>The axes where the output's length is given; else none.</summary>
    public IEnumerable<AdaptiveAxis> AdaptiveAxes => _axes.OfType<AdaptiveAxis>();

    /// <summary>Whether the padding is found from the input's length.</summary>
    public bool PadsToSame => FixedAxes.Any(a => a.Padding.IsSame);

    /// <summary>The padding in words.</summary>
    public string PaddingText => PadsToSame
        ? FixedAxes.First().Padding.Kind == PaddingKind.SameUpper ? "Same" : "SameLower"
        : FixedAxes.All(a => a.Padding.Before == a.Padding.After)
            ? Text([.. FixedAxes.Select(a => a.Padding.Before)])
            : $"Edges({string.Join(", ", FixedAxes.Select(a => $"({a.Padding.Before}, {a.Padding.After})"))})";

    /// <summary>The output's size in words, where it is given.</summary>
    public string OutputText => $"({string.Join(", ", AdaptiveAxes.Select(a => a.Output?.ToString() ?? "null"))})";

    /// <summary>Windows of one size, a stride apart.</summary>
    public static WindowOptions Fixed(int rank, SpatialSize kernelSize, SpatialSize? stride, Padding padding, SpatialSize? dilation, bool ceilMode, TensorLayout layout, bool kernelFitsUnpadded = false)
    {
        int[] kernels = Numbers(kernelSize, rank, 1, nameof(kernelSize));
        int[] strides = stride is { } step ? Numbers(step, rank, 1, nameof(stride)) : kernels;
        int[] dilations = Numbers(dilation ?? 1, rank, 1, nameof(dilation));
        AxisPadding[] paddings = padding.ForAxes(rank, nameof(padding));
        int[] sides = [.. paddings.SelectMany(p => (int[])[p.Before, p.After])];
        if (sides.Min() < 0)
            throw new ArgumentException($"padding is {Text([.. paddings.Select(p => Math.Min(p.Before, p.After))])}; every number of it is at least 0.", nameof(padding));

        if (Enumerable.Range(0, rank).Any(i => paddings[i].Kind == PaddingKind.Both && paddings[i].Before > AxisWindows.Reach(kernels[i], dilations[i]) / 2))
        {
            string dilated = dilations.Max() > 1 ? $" with dilation {Text(dilations)}" : "";
            throw new ArgumentException(
                $"padding {Text([.. paddings.Select(p => p.Before)])} is more than half of kernelSize {Text(kernels)}{dilated}; a window could then hold padding only.", nameof(padding));
        }

        return new WindowOptions([.. Enumerable.Range(0, rank).Select(i => new FixedAxis(kernels[i], strides[i], paddings[i], dilations[i]))], ceilMode, layout) { KernelFitsUnpadded = kernelFitsUnpadded && Array.TrueForAll(paddings, p => p.Kind == PaddingKind.Both) };
    }

    /// <summary>As many windows as the output is to be long.</summary>
    public static WindowOptions Adaptive(int rank, OutputSize outputSize, TensorLayout layout, bool mayLackChannels = false)
    {
        int?[] sizes = outputSize.ForAxes(rank, nameof(outputSize));
        if (Array.Exists(sizes, s => s < 0))
            throw new ArgumentException($"outputSize is ({string.Join(", ", sizes.Select(s => s?.ToString() ?? "null"))}); every number of it is at least 0.", nameof(outputSize));

        return new WindowOptions([.. sizes.Select(s => new AdaptiveAxis(s))], ceilMode: false, layout) { MayLackChannels = mayLackChannels };
    }

    /// <summary>One window over the whole map.</summary>
    public static WindowOptions Global(int rank, TensorLayout layout) => Adaptive(rank, 1, layout);

    /// <summary>Numbers as they are written in messages: <c>(3, 3)</c>.</summary>
    public static string Text(int[] numbers) => $"({string.Join(", ", numbers)})";

    /// <summary>The windows along one axis of the given length.</summary>
    public WindowTaps[] Windows(int axis, int length)
    {
        AxisWindows windows = _axes[axis].Lay(length, CeilMode);
        WindowTaps[] taps = new WindowTaps[windows.Output];
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
        bool batched = shape.Length == Rank + 2;
        if (!batched && shape.Length != Rank + 1)
            throw new ArgumentException($"{name} has rank {shape.Length}, shape {Shapes.Text(shape)}; this layer takes {AxisNames(batched: true)} or {AxisNames(batched: false)}.", name);

        ReadOnlySpan<nint> image = batched ? shape[1..] : shape;
        int channelAxis = Layout == TensorLayout.Nchw ? 0 : image.Length - 1;
        for (int axis = 0; axis < image.Length; axis++)
        {
            if (image[axis] < (MayLackChannels && axis == channelAxis ? 0 : 1))
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
            inner: first ? 1 : (int)channels,
            channels: (int)channels);

        if (_axes[0] is FixedAxis && (geometry.Depth.Output < 1 || geometry.Height.Output < 1 || geometry.Width.Output < 1))
            throw new ArgumentException(NoWindowFits(spatial), name);

        if (KernelFitsUnpadded && (geometry.Depth.Kernel > geometry.Depth.Input || geometry.Height.Kernel > geometry.Height.Input || geometry.Width.Kernel > geometry.Width.Input))
            throw new ArgumentException($"kernelSize {Text([.. FixedAxes.Select(a => a.Kernel)])} is larger than the input ({Shapes.Text(spatial)[1..^1]}) without its padding.", name);

        // With padding, or as adaptive windows overlap, an output can be larger than its input.
        Int128 places = (Int128)geometry.Depth.Output * geometry.Height.Output * geometry.Width.Output;
        if (places > int.MaxValue)
            throw new ArgumentException($"{name} of shape {Shapes.Text(shape)} is pooled to {places} elements in a channel; there may be {int.MaxValue}.", name);

        if (places * geometry.Planes * geometry.Inner > nint.MaxValue)
            throw new ArgumentException($"{name} of shape {Shapes.Text(shape)} is pooled to more than {nint.MaxValue} elements.", name);

        return geometry;
    }

    /// <summary>The shape that a laid-out input is pooled to.</summary>
    public void OutputShape(ReadOnlySpan<nint> inputShape, in WindowGeometry geometry, Span<nint> outputShape)
    {
        Debug.Assert(outputShape.Length == inputShape.Length, "An output has its input's rank.");
        inputShape.CopyTo(outputShape);
        int firstSpatial = inputShape.Length - Rank - (Layout == TensorLayout.Nhwc ? 1 : 0);
        ReadOnlySpan<nint> sizes = [geometry.Depth.Output, geometry.Height.Output, geometry.Width.Output];
        sizes[^Rank..].CopyTo(outputShape[firstSpatial..]);
    }

    private static int[] Numbers(SpatialSize size, int rank, int least, string name)
    {
        int[] numbers = size.ForAxes(rank, name);
        return numbers.Min() >= least ? numbers : throw new ArgumentException($"{name} is {Text(numbers)}; every number of it is at least {least}.", name);
    }

    // The axis that is `fromInnermost` places from the end of the spatial axes, 1 being the innermost.
    private AxisWindows Axis(ReadOnlySpan<nint> spatial, int fromInnermost) =>
        fromInnermost > Rank ? AxisWindows.Missing : _axes[^fromInnermost].Lay((int)spatial[^fromInnermost], CeilMode);

    private string NoWindowFits(ReadOnlySpan<nint> spatial)
    {
        FixedAxis[] axes = [.. FixedAxes];
        string size = Text([.. axes.Select(a => a.Kernel)]);
        string reach = $"({string.Join(", ", axes.Select(a => AxisWindows.Reach(a.Kernel, a.Dilation)))})";
        string kernel = reach == size ? $"kernelSize {size}" : $"kernelSize {size} with dilation {Text([.. axes.Select(a => a.Dilation)])} reaches over {reach} elements, which";
        string padded = Array.Exists(axes, a => a.Padding.Before + a.Padding.After > 0) ? $" with padding {Text([.. axes.Select(a => a.Padding.Before)])}" : "";
        return $"{kernel} is larger than the input ({Shapes.Text(spatial)[1..^1]}){padded}; no window fits.";
    }

    private string AxisNames(bool batched)
    {
        string spatial = Rank switch { 1 => "L", 2 => "H, W", _ => "D, H, W" };
        string image = Layout == TensorLayout.Nchw ? $"C, {spatial}" : $"{spatial}, C";
        return batched ? $"[N, {image}]" : $"[{image}]";
    }
}
