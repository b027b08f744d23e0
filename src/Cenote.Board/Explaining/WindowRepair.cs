namespace Cenote.Board.Explaining;

/// <summary>A number to change so that windows can be laid along an axis; it was tried on the library itself.</summary>
/// <param name="Setting">k, p or d: the kernel, the padding, the dilation.</param>
/// <param name="AtMost">Whether it is too large; else it is too small.</param>
/// <param name="Number">The nearest that fits.</param>
internal sealed record WindowRepair(char Setting, bool AtMost, long Number)
{
    /// <summary>For each spatial axis the changes of which one is enough; none where it fits as it is, or where no one number helps.</summary>
    public static WindowRepair[][] Of(PoolingOperator pooling, PoolingSettings settings, int[] size)
    {
        SpatialSize stride = settings.Stride ?? settings.KernelSize;
        bool moves = pooling.ForImages is not null && pooling.Kind is PoolingKind.Window or PoolingKind.Set or PoolingKind.Unpooling;

        // Where there are not as many numbers as axes, the library's sentence says all.
        if (!moves || ((SpatialSize[])[settings.KernelSize, stride, settings.Padding, settings.Dilation]).Any(s => s.Count != 1 && s.Count != size.Length))
            return [];

        int[] Each(SpatialSize s) => s.ForAxes(size.Length, "size");
        int[] k = Each(settings.KernelSize), p = Each(settings.Padding), d = Each(settings.Dilation);
        int[]? s = settings.Stride is SpatialSize given ? Each(given) : null;
        return [.. size.Select((length, i) =>
        {
            Axis axis = new(k[i], s?[i], p[i], d[i], settings.CeilMode);
            bool Fits(Axis changed) => changed.Fits(pooling, settings with { SpatialAxes = size.Length }, length);
            return Fits(axis) ? [] : axis.Changes(length, Fits);
        })];
    }

    private sealed record Axis(long K, int? S, long P, long D, bool Ceil)
    {
        private long Reach => (K - 1) * D + 1;

        // How far a last window may hang over the padding.
        private long Slack => Ceil ? (S ?? K) - 1 : 0;

        // On a map that is alike along every axis.
        public bool Fits(PoolingOperator pooling, PoolingSettings settings, long length)
        {
            // The library refuses numbers below those that make sense, and takes none above these.
            if (Math.Max(Math.Max(K, P), D) > int.MaxValue)
                return false;

            try
            {
                PoolingSettings alike = settings with { KernelSize = (int)K, Stride = S is int s ? (SpatialSize)s : null, Padding = (int)P, Dilation = (int)D };
                pooling.ForImages!(alike).OutputShape([1, 1, .. Enumerable.Repeat((nint)length, settings.SpatialAxes)]);
                return true;
            }
            catch (ArgumentException)
            {
                return false;
            }
        }

        public WindowRepair[] Changes(long length, Func<Axis, bool> fits)
        {
            long room = length + 2 * P;
            IEnumerable<WindowRepair> changes =
            [
                new('k', AtMost: true, (room + (S is null ? 0 : Slack) - 1) / D + 1),

                // Average pooling of volumes wants the kernel within the input alone.
                new('k', AtMost: true, length),
                new('k', AtMost: false, (2 * P - 1 + D - 1) / D + 1),
                new('p', AtMost: true, Reach / 2),
                new('p', AtMost: false, (Reach - length - Slack + 1) / 2),
                new('d', AtMost: true, K > 1 ? (room + Slack - 1) / (K - 1) : D),
            ];
            return [.. changes.Where(c => Made(c) is { } changed && fits(changed)).DistinctBy(c => (c.Setting, c.AtMost))];
        }

        // The axis that a change makes; null where it changes nothing.
        private Axis? Made(WindowRepair change)
        {
            long now = change.Setting switch { 'k' => K, 'p' => P, _ => D };
            return (change.AtMost ? change.Number >= now : change.Number <= now) ? null
                : change.Setting switch { 'k' => this with { K = change.Number }, 'p' => this with { P = change.Number }, _ => this with { D = change.Number } };
        }
    }
}
