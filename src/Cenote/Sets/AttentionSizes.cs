using System.Numerics.Tensors;

namespace Cenote.Sets;

/// <summary>Sizes of attention over bags, or over maps whose places are the instances.</summary>
internal readonly struct AttentionSizes
{
    private AttentionSizes(bool batched, nint items, int instances, int width)
    {
        Batched = batched;
        Items = items;
        Instances = instances;
        Width = width;
    }

    public bool Batched { get; }

    /// <summary>N.</summary>
    public nint Items { get; }

    /// <summary>K.</summary>
    public int Instances { get; }

    /// <summary>M.</summary>
    public int Width { get; }

    /// <summary>L.</summary>
    public int Hidden { get; private init; }

    /// <summary>H; 1 where w has no axis of heads.</summary>
    public int Heads { get; private init; }

    public bool HasHeads { get; private init; }

    public nint Item => (nint)Instances * Width;

    /// <exception cref="ArgumentException">The rank is another, or an axis but N is empty.</exception>
    public static AttentionSizes Input(ReadOnlySpan<nint> shape, int spatialAxes, TensorLayout layout, string name)
    {
        bool batched = shape.Length == spatialAxes + 2;
        if (!batched && shape.Length != spatialAxes + 1)
            throw new ArgumentException($"{name} has rank {shape.Length}, shape {Shapes.Text(shape)}; this layer takes {Axes(spatialAxes, layout)}.", name);

        SetShapes.CheckItem(shape, batched, name);
        ReadOnlySpan<nint> item = batched ? shape[1..] : shape;
        nint width = layout == TensorLayout.Nchw ? item[0] : item[^1];
        return new AttentionSizes(batched, batched ? shape[0] : 1, (int)(Shapes.Elements(item, name) / width), (int)width);
    }

    /// <summary>These sizes with those of the parameters, which fit them.</summary>
    public AttentionSizes With<T>(in AttentionParameters<T> parameters, ReadOnlySpan<nint> inputShape, string inputName)
    {
        ReadOnlySpan<nint> v = parameters.V.Lengths, w = parameters.W.Lengths, u = parameters.U.Lengths;
        if (v.Length != 2 || v[0] < 1 || v[1] != Width || Shapes.Elements(v, nameof(v)) > int.MaxValue)
            throw new ArgumentException($"v has shape {Shapes.Text(v)}, but an instance of {inputName}, shape {Shapes.Text(inputShape)}, has {Width} elements; v is [L, {Width}].", nameof(v));

        if (w.Length is not (1 or 2) || w[0] < 1 || w[^1] != v[0])
            throw new ArgumentException($"w has shape {Shapes.Text(w)}, but v of shape {Shapes.Text(v)} has {v[0]} rows; w is [{v[0]}], or [H, {v[0]}] for H heads.", nameof(w));

        if (!SetShapes.IsAbsent(u, parameters.U.FlattenedLength))
            SetShapes.Expect(u, nameof(u), v, v, nameof(v));

        nint heads = w.Length == 2 ? w[0] : 1;
        if ((Int128)heads * Math.Max(Instances, Width) > int.MaxValue)
            throw new ArgumentException($"w has shape {Shapes.Text(w)}; attention and output of one item may hold at most {int.MaxValue} elements.", nameof(w));

        return new AttentionSizes(Batched, Items, Instances, Width) { Hidden = (int)v[0], Heads = (int)heads, HasHeads = w.Length == 2 };
    }

    /// <summary>Elements from one item of the output to the next.</summary>
    public nint OutputItem => (nint)Heads * Width;

    /// <summary>Elements from one item of the attention to the next.</summary>
    public nint AttentionItem => (nint)Heads * Instances;

    /// <summary><c>[N, H, M]</c>, without N or H where there is none.</summary>
    /// <param name="room">Five numbers; the shape is the beginning of it.</param>
    public ReadOnlySpan<nint> OutputShape(Span<nint> room)
    {
        int leading = Leading(room);
        room[leading] = Width;
        return room[..(leading + 1)];
    }

    /// <summary><c>[N, H, K]</c>, K being one axis or the spatial axes, without N or H where there is none.</summary>
    /// <param name="maskShape">The shape of a mask.</param>
    /// <param name="room">Five numbers; the shape is the beginning of it.</param>
    public ReadOnlySpan<nint> AttentionShape(ReadOnlySpan<nint> maskShape, Span<nint> room)
    {
        int leading = Leading(room);
        ReadOnlySpan<nint> places = Batched ? maskShape[1..] : maskShape;
        places.CopyTo(room[leading..]);
        return room[..(leading + places.Length)];
    }

    private int Leading(Span<nint> room)
    {
        int axes = 0;
        if (Batched)
            room[axes++] = Items;

        if (HasHeads)
            room[axes++] = Heads;

        return axes;
    }

    private static string Axes(int spatialAxes, TensorLayout layout)
    {
        if (spatialAxes == 1 && layout == TensorLayout.Nhwc)
            return "[N, K, M] or [K, M]";

        string spatial = spatialAxes switch { 1 => "L", 2 => "H, W", _ => "D, H, W" };
        string map = layout == TensorLayout.Nchw ? $"C, {spatial}" : $"{spatial}, C";
        return $"[N, {map}] or [{map}]";
    }
}
