using System.Numerics;
using Cenote.Tests.Oracles;
using CsCheck;

namespace Cenote.Tests.Windows;

/// <summary>Half, byte and sbyte: max, min, average and sum as the definition has them, rounded or cut to what the type holds.</summary>
public class SmallTypeTests
{
    [Fact]
    public void Bytes() => WindowCase.Any.Where(c => c.Planes > 0 && c.Reference.Windows.All(w => w.Places.Length > 0)).Sample(c => Same<byte>(c, r => r.Next(256), v => Math.Clamp(Math.Truncate(v), 0, 255)), iter: 60, threads: 1);

    [Fact]
    public void SignedBytes() => WindowCase.Any.Where(c => c.Planes > 0 && c.Reference.Windows.All(w => w.Places.Length > 0)).Sample(c => Same<sbyte>(c, r => r.Next(-128, 128), v => Math.Clamp(Math.Truncate(v), -128, 127)), iter: 60, threads: 1);

    [Fact]
    public void Halves() => WindowCase.Any.Where(c => c.Planes > 0 && c.Reference.Windows.All(w => w.Places.Length > 0)).Sample(c => Same<Half>(c, r => r.Next(-64, 65) / 4.0, v => (double)(Half)(float)v), iter: 60, threads: 1);

    private static void Same<T>(WindowCase c, Func<Random, double> number, Func<double, double> held)
        where T : unmanaged, INumber<T>
    {
        Random random = new(c.Seed);
        double[] x = [.. Enumerable.Range(0, c.Planes * c.Reference.Places).Select(_ => number(random))];
        Check(new MaxPool2d(c.KernelSize, c.Stride, c.Padding, c.Dilation, c.CeilMode, c.Layout), plane => c.Reference.Max(plane).Values);
        Check(new MinPool2d(c.KernelSize, c.Stride, c.Padding, c.Dilation, c.CeilMode, c.Layout), plane => [.. c.Reference.Windows.Select(w => w.Places.Min(p => plane[p]))]);
        Check(new SumPool2d(c.KernelSize, c.Stride, c.Padding, c.Dilation, c.CeilMode, c.Layout), plane => c.Reference.Sum(plane));
        bool countIncludePad = c.Seed % 2 == 0;
        Check(new AvgPool2d(c.KernelSize, c.Stride, c.Padding, c.CeilMode, countIncludePad, null, c.Layout, c.Dilation), plane => c.Reference.Average(plane, countIncludePad, null));

        void Check(WindowPool layer, Func<double[], double[]> oracle)
        {
            double[] expected = [.. WindowCase.EachPlane(c.Planes, x, (plane, _) => oracle(plane)).Select(held)];
            T[] input = Layouts.From<T>([.. x.Select(T.CreateTruncating)], c.Batch, c.Channels, c.Layout), y = new T[expected.Length];
            layer.Forward(input, c.InputShape, y);
            AssertClose.Within<double>(expected, [.. Layouts.To(y, c.Batch, c.Channels, c.Layout).Select(double.CreateTruncating)], 1e-3, 0, layer.ToString());
        }
    }
}
