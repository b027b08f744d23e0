using System.Numerics;
using System.Numerics.Tensors;

namespace Cenote.Tests.Windows;

/// <summary>One window of a layer over sequences in NHWC, the same in as many channels as asked: a whole register and more, or one alone.</summary>
internal static class OneWindow
{
    /// <summary>The output of each channel, and the gradient toward each tap of each channel for dy = 1.</summary>
    public static (T[] Y, T[] Dx) Run<T>(WindowPool layer, double[] taps, int channels)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] x = [.. taps.SelectMany(t => Enumerable.Repeat(T.CreateTruncating(t), channels))], y = new T[channels], dx = new T[x.Length];
        layer.Forward(x, [taps.Length, channels], y);
        layer.Backward(new ReadOnlyTensorSpan<T>(x, [taps.Length, channels]), new ReadOnlyTensorSpan<T>([.. Enumerable.Repeat(T.One, channels)], [1, channels]), new TensorSpan<T>(dx, [taps.Length, channels]));
        return (y, dx);
    }
}
