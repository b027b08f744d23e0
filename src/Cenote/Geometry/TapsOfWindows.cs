namespace Cenote.Geometry;

/// <summary>One tap of one window: which element of the output it belongs to, which of the input it reads, which tap of the kernel it is.</summary>
internal readonly record struct TapOfWindow(int Output, int Input, int Tap, int Channel)
{
    /// <summary>Where the tap's weight lies among <paramref name="count"/>: one for each tap, or as many for each channel.</summary>
    public int Weight(int taps, int count) => count == taps ? Tap : Channel * taps + Tap;
}

/// <summary>Every tap of every window in scan order, for poolings that weigh taps one by one.</summary>
internal readonly struct TapsOfWindows(WindowGeometry geometry)
{
    public IEnumerator<TapOfWindow> GetEnumerator()
    {
        int inner = geometry.Inner, output = 0;
        for (nint plane = 0; plane < geometry.Planes; plane++)
            for (int od = 0; od < geometry.Depth.Output; od++)
                for (int oh = 0; oh < geometry.Height.Output; oh++)
                    for (int ow = 0; ow < geometry.Width.Output; ow++, output += inner)
                        for (int c = 0; c < inner; c++)
                        {
                            int channel = inner > 1 ? c : (int)(plane % geometry.Channels);
                            foreach ((int place, int tap) in Window(od, oh, ow))
                                yield return new TapOfWindow(output + c, (int)(plane * geometry.InputPlane) + place * inner + c, tap, channel);
                        }
    }

    private IEnumerable<(int Place, int Tap)> Window(int od, int oh, int ow)
    {
        AxisTaps d = geometry.Depth.Taps(od), h = geometry.Height.Taps(oh), w = geometry.Width.Taps(ow);
        for (int z = 0; z < d.Count; z++)
            for (int y = 0; y < h.Count; y++)
                for (int x = 0; x < w.Count; x++)
                {
                    int place = ((d.First + z * geometry.Depth.Dilation) * geometry.Height.Input + h.First + y * geometry.Height.Dilation) * geometry.Width.Input
                        + w.First + x * geometry.Width.Dilation;
                    int tap = ((d.Skipped + z) * geometry.Height.Kernel + h.Skipped + y) * geometry.Width.Kernel + w.Skipped + x;
                    yield return (place, tap);
                }
    }
}
