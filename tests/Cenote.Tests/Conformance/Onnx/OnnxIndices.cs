namespace Cenote.Tests.Conformance.Onnx;

/// <summary>ONNX's indices run over the whole tensor, the library's over one channel's map.</summary>
internal static class OnnxIndices
{
    /// <summary>Places within each map of a tensor of <paramref name="shape"/>, in NCHW order, to indices of the tensor.</summary>
    public static long[] FromPlanes(long[] places, nint[] shape, bool columnMajor)
    {
        long plane = Places(shape), windows = shape[0] * shape[1] == 0 ? 1 : places.Length / (shape[0] * shape[1]);
        long rows = shape.Length == 4 ? shape[2] : 1, columns = plane / Math.Max(1, rows);

        // Of column-major indices there is no case with more axes, so nothing says how they would run.
        return shape.Length == 5 && columnMajor
            ? throw new InvalidDataException("storage_order is 1 for three axes.")
            : [.. places.Select((place, i) => i / windows * plane + (columnMajor ? place % columns * rows + place / columns : place))];
    }

    /// <summary>Indices of a tensor of <paramref name="shape"/> to places within each map; one that lies in another map becomes one outside its own.</summary>
    /// <param name="indices">In NCHW order, as many for each map.</param>
    /// <param name="shape">The tensor that they point into.</param>
    /// <param name="maps">How many maps <paramref name="indices"/> has.</param>
    public static long[] ToPlanes(long[] indices, nint[] shape, int maps) =>
        [.. indices.Select((index, i) => index - i / (indices.Length / maps) * Places(shape))];

    private static long Places(nint[] shape) => shape[2..].Aggregate((long)1, (product, length) => product * length);
}
