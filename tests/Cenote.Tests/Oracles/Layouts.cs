namespace Cenote.Tests.Oracles;

/// <summary>Moves a batch of planes between NCHW and NHWC, element by element.</summary>
internal static class Layouts
{
    /// <summary>[n, c, places] to the order of <paramref name="layout"/>.</summary>
    public static T[] From<T>(T[] channelsFirst, int batch, int channels, TensorLayout layout)
    {
        if (layout == TensorLayout.Nchw)
            return channelsFirst;

        T[] result = new T[channelsFirst.Length];
        Each(channelsFirst.Length, batch, channels, (first, last) => result[last] = channelsFirst[first]);
        return result;
    }

    /// <summary>The order of <paramref name="layout"/> to [n, c, places].</summary>
    public static T[] To<T>(T[] stored, int batch, int channels, TensorLayout layout)
    {
        if (layout == TensorLayout.Nchw)
            return stored;

        T[] result = new T[stored.Length];
        Each(stored.Length, batch, channels, (first, last) => result[first] = stored[last]);
        return result;
    }

    public static nint[] Shape(int batch, int channels, ReadOnlySpan<int> spatial, TensorLayout layout)
    {
        nint[] places = [.. spatial.ToArray().Select(s => (nint)s)];
        return layout == TensorLayout.Nchw ? [batch, channels, .. places] : [batch, .. places, channels];
    }

    private static void Each(int length, int batch, int channels, Action<int, int> move)
    {
        int places = batch * channels == 0 ? 0 : length / (batch * channels);
        for (int n = 0; n < batch; n++)
            for (int c = 0; c < channels; c++)
                for (int p = 0; p < places; p++)
                    move((n * channels + c) * places + p, (n * places + p) * channels + c);
    }
}
