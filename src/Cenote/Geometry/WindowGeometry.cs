namespace Cenote.Geometry;

/// <summary>A pooling laid over a tensor seen as <c>[Planes, Depth, Height, Width, Inner]</c>.</summary>
/// <remarks>NCHW has a plane for each (n, c) and Inner = 1; NHWC has a plane for each n and Inner = C. A missing axis has length 1.</remarks>
internal readonly struct WindowGeometry(nint planes, AxisWindows depth, AxisWindows height, AxisWindows width, int inner, int channels)
{
    private readonly AxisWindows _depth = depth;
    private readonly AxisWindows _height = height;
    private readonly AxisWindows _width = width;

    public nint Planes { get; } = planes;

    public int Inner { get; } = inner;

    public int Channels { get; } = channels;

    /// <summary>On how many threads planes may be worked at once.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Into how many parts the planes are divided, one for each thread.</summary>
    public int Parts => (int)Math.Min(Threads, Math.Max(1, Planes));

    /// <summary>Taps of a window that nothing cuts; 0 where windows differ.</summary>
    public long KernelTaps => (long)_depth.Kernel * _height.Kernel * _width.Kernel;

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ref readonly AxisWindows Depth => ref _depth;

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ref readonly AxisWindows Height => ref _height;

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ref readonly AxisWindows Width => ref _width;

    /// <summary>Places of one plane in the input: what an index counts, whatever the layout.</summary>
    public int InputPlaces => _depth.Input * _height.Input * _width.Input;

    /// <summary>Places of one plane in the output.</summary>
    public int OutputPlaces => _depth.Output * _height.Output * _width.Output;

    /// <summary>Elements from one input plane to the next.</summary>
    public nint InputPlane => (nint)InputPlaces * Inner;

    /// <summary>Elements from one output plane to the next.</summary>
    public nint OutputPlane => (nint)OutputPlaces * Inner;

    /// <summary>Works the parts at once, each from its first plane to before its end.</summary>
    public void EachPart(Action<nint, nint> work)
    {
        int parts = Parts;
        nint all = Planes;
        Parallel.For(0, parts, part => work(all * part / parts, all * (part + 1) / parts));
    }

    /// <summary>The taps of output row (<paramref name="od"/>, <paramref name="oh"/>), down to the columns.</summary>
    public RowTaps Rows(int od, int oh)
    {
        AxisTaps d = _depth.Taps(od);
        AxisTaps h = _height.Taps(oh);
        return new RowTaps
        {
            FirstPlace = (d.First * _height.Input + h.First) * _width.Input,
            DepthCount = d.Count,
            DepthStep = _depth.Dilation * _height.Input * _width.Input,
            HeightCount = h.Count,
            HeightStep = _height.Dilation * _width.Input,
            PaddedCount = (long)_depth.PaddedTaps(od) * _height.PaddedTaps(oh),
        };
    }
}

/// <summary>Which input rows an output row reads, in places of the plane.</summary>
internal readonly struct RowTaps
{
    public int FirstPlace { get; init; }

    public int DepthCount { get; init; }

    public int DepthStep { get; init; }

    public int HeightCount { get; init; }

    public int HeightStep { get; init; }

    /// <summary>Rows of the window that lie inside the input or its padding.</summary>
    public long PaddedCount { get; init; }

    /// <summary>Rows of the window that lie inside the input.</summary>
    public long Count => (long)DepthCount * HeightCount;
}
