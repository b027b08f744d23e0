namespace Cenote.Cli.Shape;

/// <summary>Which number to change where no windows can be laid: each change that is named was tried on the library itself.</summary>
internal static class ShapeRepair
{
    /// <summary>A sentence behind the library's own, or nothing.</summary>
    public static string Advice(LayerText layer, PoolingSettings settings, int[] size)
    {
        if (layer.Pooling.Kind is not (PoolingKind.Window or PoolingKind.Set) || Axes(settings, size.Length) is not { } axes)
            return "";

        string[] names = size.Length switch { 1 => [""], 2 => [" of the height", " of the width"], _ => [" of the depth", " of the height", " of the width"] };
        string[][] changes = [.. axes.Select((axis, i) => axis.Fits(layer, size.Length, size[i]) ? [] : axis.Changes(layer, size.Length, size[i]))];
        int failing = Array.FindIndex(changes, c => c.Length > 0);
        if (failing < 0)
            return "";

        bool all = Array.TrueForAll(changes, c => c.SequenceEqual(changes[failing]));
        return $" Make {string.Join(" or ", changes[failing].Select(change => all ? change : change.Insert(1, names[failing])))}.";
    }

    // One axis each; null where there are not as many numbers as axes, of which the library's sentence says all.
    private static Axis[]? Axes(PoolingSettings s, int count)
    {
        SpatialSize stride = s.Stride ?? s.KernelSize;
        if (((SpatialSize[])[s.KernelSize, stride, s.Padding, s.Dilation]).Any(size => size.Count != 1 && size.Count != count))
            return null;

        int[] k = s.KernelSize.ForAxes(count, "k"), p = s.Padding.ForAxes(count, "p"), d = s.Dilation.ForAxes(count, "d");
        int?[] given = [.. Enumerable.Range(0, count).Select(i => s.Stride?.ForAxes(count, "s")[i])];
        return [.. Enumerable.Range(0, count).Select(i => new Axis(k[i], given[i], p[i], d[i], s.CeilMode))];
    }

    private sealed record Axis(long K, int? S, long P, long D, bool Ceil)
    {
        private long Reach => (K - 1) * D + 1;

        // How far a last window may hang over the padding.
        private long Slack => Ceil ? (S ?? K) - 1 : 0;

        // On a map that is alike along every axis.
        public bool Fits(LayerText layer, int axes, long length)
        {
            // The library refuses numbers below those that make sense, and takes none above these.
            if (Math.Max(Math.Max(K, P), D) > int.MaxValue)
                return false;

            try
            {
                PoolingSettings alike = layer.Settings with { SpatialAxes = axes, KernelSize = (int)K, Stride = S is int s ? (SpatialSize)s : null, Padding = (int)P, Dilation = (int)D };
                layer.Pooling.ForImages!(alike).OutputShape([1, 1, .. Enumerable.Repeat((nint)length, axes)]);
                return true;
            }
            catch (ArgumentException)
            {
                return false;
            }
        }

        public string[] Changes(LayerText layer, int axes, long length)
        {
            long room = length + 2 * P;
            IEnumerable<Change> changes =
            [
                new("k at most", (room + (S is null ? 0 : Slack) - 1) / D + 1, k => k < K ? this with { K = k } : null),

                // Average pooling of volumes wants the kernel within the input alone.
                new("k at most", length, k => k < K ? this with { K = k } : null),
                new("k at least", (2 * P - 1 + D - 1) / D + 1, k => k > K ? this with { K = k } : null),
                new("p at most", Reach / 2, p => p < P ? this with { P = p } : null),
                new("p at least", (Reach - length - Slack + 1) / 2, p => p > P ? this with { P = p } : null),
                new("d at most", K > 1 ? (room + Slack - 1) / (K - 1) : D, d => d < D ? this with { D = d } : null),
            ];
            return [.. changes.Where(c => c.Made(c.Number) is { } changed && changed.Fits(layer, axes, length)).DistinctBy(c => c.Rule).Select(c => $"{c.Rule} {c.Number}")];
        }

        /// <summary>A change in words, and the axis that it makes; null where it is none.</summary>
        private sealed record Change(string Rule, long Number, Func<long, Axis?> Made);
    }
}
