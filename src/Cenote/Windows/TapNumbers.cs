using Cenote.Geometry;

namespace Cenote.Windows;

/// <summary>The number of a tap in its window, counted in scan order from the window's first, in the padding if it begins there; 255 for none.</summary>
internal static unsafe class TapNumbers
{
    /// <summary>The numbers of taps whose places in their planes are known.</summary>
    public static void OfPlaces(in WindowGeometry geometry, long* places, byte* taps)
    {
        (AxisWindows depth, AxisWindows height, AxisWindows width) = (geometry.Depth, geometry.Height, geometry.Width);
        int rows = height.MostTaps, columns = width.MostTaps;
        nint next = 0;
        foreach (Window window in new Windows(geometry))
        {
            for (int c = 0; c < geometry.Inner; c++, next++)
            {
                long place = places[next], row = place / width.Input;
                taps[next] = place < 0 ? byte.MaxValue : (byte)(
                    ((row / height.Input - depth.Start(window.Depth)) / depth.Dilation * rows
                    + (row % height.Input - height.Start(window.Height)) / height.Dilation) * columns
                    + (place % width.Input - width.Start(window.Width)) / width.Dilation);
            }
        }
    }

    /// <summary>The places of numbered taps; -1 where a number is none of a tap in the input.</summary>
    public static void ToPlaces(in WindowGeometry geometry, byte* taps, long* places)
    {
        (AxisWindows depth, AxisWindows height, AxisWindows width) = (geometry.Depth, geometry.Height, geometry.Width);
        int rows = height.MostTaps, columns = width.MostTaps;
        long most = geometry.MostTaps;
        nint next = 0;
        foreach (Window window in new Windows(geometry))
        {
            for (int c = 0; c < geometry.Inner; c++, next++)
            {
                int tap = taps[next];
                long d = depth.Start(window.Depth) + (long)(tap / columns / rows) * depth.Dilation;
                long h = height.Start(window.Height) + (long)(tap / columns % rows) * height.Dilation;
                long w = width.Start(window.Width) + (long)(tap % columns) * width.Dilation;
                bool isInside = tap < most && d >= 0 && d < depth.Input && h >= 0 && h < height.Input && w >= 0 && w < width.Input;
                places[next] = isInside ? (d * height.Input + h) * width.Input + w : -1;
            }
        }
    }

    private readonly record struct Window(int Depth, int Height, int Width);

    // All windows of a tensor, in the order of its outputs.
    private struct Windows(WindowGeometry geometry)
    {
        private readonly int _places = geometry.OutputPlaces;
        private nint _left = geometry.Planes * geometry.OutputPlaces;
        private int _next = -1;

        public readonly Windows GetEnumerator() => this;

        public readonly Window Current => new(_next / geometry.Width.Output / geometry.Height.Output, _next / geometry.Width.Output % geometry.Height.Output, _next % geometry.Width.Output);

        public bool MoveNext()
        {
            _next = _next + 1 == _places ? 0 : _next + 1;
            return _left-- > 0;
        }
    }
}
