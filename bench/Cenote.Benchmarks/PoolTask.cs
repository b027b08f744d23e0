namespace Cenote.Benchmarks;

internal enum Rule
{
    Max,
    Avg,
}

/// <summary>What is pooled, in words that Cenote and every peer understand: windows are alike along every spatial axis.</summary>
/// <param name="Rule">What becomes of a window. The average never counts padding.</param>
/// <param name="Shape">[N, C, spatial...], whatever the layout in memory.</param>
internal sealed record PoolTask(Rule Rule, int[] Shape)
{
    public int Kernel { get; init; }

    public int Stride { get; init; }

    public int Padding { get; init; }

    public bool CeilMode { get; init; }

    /// <summary>One window, the whole map.</summary>
    public bool IsGlobal { get; init; }

    /// <summary>The size of the output of an adaptive pooling, else null.</summary>
    public int? Adaptive { get; init; }

    /// <summary>Images of one call; by default all. The last call has what is left.</summary>
    public int? ImagesPerCall { get; init; }

    /// <summary>The input is whole numbers from 1 to 8, whose sums are exact in any order; else numbers from -1 to 1.</summary>
    public bool WholeNumbers { get; init; }

    public int SpatialAxes => Shape.Length - 2;

    public int[] OutputShape => [.. Ours.Layer(this, TensorLayout.Nchw, threads: 1).OutputShape([.. Shape.Select(n => (nint)n)]).Select(n => (int)n)];

    /// <summary>First image and number of images of each call.</summary>
    public IEnumerable<(int First, int Count)> Calls
    {
        get
        {
            int each = ImagesPerCall ?? Shape[0];
            for (int first = 0; first < Shape[0]; first += each)
                yield return (first, Math.Min(each, Shape[0] - first));
        }
    }

    /// <summary>The place that a window's tap has in its map of <paramref name="outputs"/> = [H, W] windows; windows are counted in the order [N, C, H, W].</summary>
    public float Place(int tap, int output, int[] outputs)
    {
        int row = output / outputs[1] % outputs[0] * Stride - Padding + tap / Kernel, column = output % outputs[1] * Stride - Padding + tap % Kernel;
        return row * Shape[3] + column;
    }

    /// <summary>The same task on at most so many images: enough to compare results.</summary>
    public PoolTask WithAtMost(int images) => this with { Shape = [Math.Min(images, Shape[0]), .. Shape[1..]] };

    public override string ToString()
    {
        string windows = IsGlobal ? "global " + Name : Adaptive is { } size ? $"adaptive {Name} to {size}x{size}" : $"{Name} k{Kernel} s{Stride}";
        string more = (Padding > 0 ? $" p{Padding}" : "") + (CeilMode ? " ceil" : "");
        return $"{windows}{more} [{string.Join(",", Shape)}]";
    }

    private string Name => Rule == Rule.Max ? "max" : "avg";
}
