using Cenote.Threads;

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

    /// <summary>On how many threads the windows may be worked at once.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Taps of a window that nothing cuts; 0 where windows differ.</summary>
    public long KernelTaps => (long)_depth.Kernel * _height.Kernel * _width.Kernel;

    /// <summary>Taps of the largest window.</summary>
    public long MostTaps => (long)_depth.MostTaps * _height.MostTaps * _width.MostTaps;

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

    /// <summary>Whether the windows have an <see cref="Inverse"/>: taps lie side by side along every axis.</summary>
    public bool HasInverse => _depth.Dilation == 1 && _height.Dilation == 1 && _width.Dilation == 1;

    /// <summary>The windows seen from the input: for each of its places the outputs whose windows hold it, as a pooling of the output's gradient.</summary>
    public WindowGeometry Inverse() => new(Planes, _depth.Inverse(), _height.Inverse(), _width.Inverse(), Inner, Channels) { Threads = Threads };

    /// <summary>Works 0 to <paramref name="count"/> in parts, each from its first to before its end: planes, or rows of them, that share nothing.</summary>
    public unsafe void EachPart<TLoop>(nint count, ref TLoop loop, delegate*<ref TLoop, nint, nint, void> work)
        where TLoop : struct => Parts.Each(count, Threads, Planes * (InputPlane + OutputPlane), ref loop, work);

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
            DepthSkipped = d.Skipped,
            HeightSkipped = h.Skipped,
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

    /// <summary>Which of a window's slabs is the first that lies inside the input.</summary>
    public int DepthSkipped { get; init; }

    /// <summary>Which row of a slab is the first.</summary>
    public int HeightSkipped { get; init; }

    /// <summary>Rows of the window that lie inside the input or its padding.</summary>
    public long PaddedCount { get; init; }

    /// <summary>Rows of the window that lie inside the input.</summary>
    public long Count => (long)DepthCount * HeightCount;
}
