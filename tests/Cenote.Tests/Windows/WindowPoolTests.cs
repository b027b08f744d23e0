using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Tests.Oracles;
using CsCheck;

namespace Cenote.Tests.Windows;

/// <summary>Every loop against the definition, at generated shapes around every lane width.</summary>
public class WindowPoolTests
{
    [Fact]
    public void MaxIsTheDefinitionInFloat() => WindowCase.Any.Sample(MaxIsTheDefinition<float>, iter: WindowCase.Few ? 40 : 1500);

    [Fact]
    public void MaxIsTheDefinitionInDouble() => WindowCase.Any.Sample(MaxIsTheDefinition<double>, iter: WindowCase.Few ? 40 : 1500);

    [Fact]
    public void AverageAndSumAreTheDefinitionInFloat() => WindowCase.Any.Sample(AverageAndSumAreTheDefinition<float>, iter: WindowCase.Few ? 40 : 1000);

    [Fact]
    public void AverageAndSumAreTheDefinitionInDouble() => WindowCase.Any.Sample(AverageAndSumAreTheDefinition<double>, iter: WindowCase.Few ? 40 : 1000);

    private static void MaxIsTheDefinition<T>(WindowCase c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        MaxPool2d layer = new(c.KernelSize, c.Stride, c.Padding, c.Dilation, c.CeilMode, c.Layout);
        double[] x = c.Input(special: true);
        double[] values = WindowCase.EachPlane(c.Planes, x, (plane, _) => c.Reference.Max(plane).Values);
        long[] places = WindowCase.EachPlane(c.Planes, x, (plane, _) => c.Reference.Max(plane).Indices);

        T[] input = Stored<T>(c, x);
        T[] y = Forward(layer, c, input);
        AssertClose.SameBits<T>(Stored<T>(c, values), y, "y");

        T[] again = new T[y.Length];
        long[] indices = new long[y.Length];
        layer.ForwardWithIndices(new ReadOnlyTensorSpan<T>(input, c.InputShape), new TensorSpan<T>(again, c.OutputShape), new TensorSpan<long>(indices, c.OutputShape));
        AssertClose.SameBits<T>(y, again, "y with indices");
        Assert.Equal(Layouts.From(places, c.Batch, c.Channels, c.Layout), indices);

        double[] dy = c.GradOutput();
        int windows = c.Reference.Windows.Count;
        double[] dx = WindowCase.EachPlane(c.Planes, dy, (plane, p) => c.Reference.SelectionBackward(plane, places[(p * windows)..((p + 1) * windows)]));
        T[] gradInput = [.. Enumerable.Repeat(T.NaN, input.Length)];
        layer.Backward(new ReadOnlyTensorSpan<T>(Stored<T>(c, dy), c.OutputShape), new ReadOnlyTensorSpan<long>(indices, c.OutputShape), new TensorSpan<T>(gradInput, c.InputShape));
        Assert.Equal(Stored<T>(c, dx), gradInput);
    }

    private static void AverageAndSumAreTheDefinition<T>(WindowCase c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] x = c.Input(special: false), dy = c.GradOutput();
        T[] input = Stored<T>(c, x), gradOutput = Stored<T>(c, dy);

        // Whole numbers: the sums and their gradients are exact.
        SumPool2d sum = new(c.KernelSize, c.Stride, c.Padding, c.Dilation, c.CeilMode, c.Layout);
        T[] y = Forward(sum, c, input);
        Assert.Equal(Stored<T>(c, WindowCase.EachPlane(c.Planes, x, (plane, _) => c.Reference.Sum(plane))), y);
        T[] dx = Backward(sum, c, gradOutput);
        Assert.Equal(Stored<T>(c, WindowCase.EachPlane(c.Planes, dy, (plane, _) => c.Reference.LinearBackward(plane, _ => 1))), dx);
        Assert.Equal(Dot(gradOutput, y), Dot(dx, input));

        bool countIncludePad = c.Seed % 2 == 0;
        int? divisor = c.Seed % 3 == 0 ? -3 : null;
        AvgPool2d average = new(c.KernelSize, c.Stride, c.Padding, c.CeilMode, countIncludePad, divisor, c.Layout, c.Dilation);
        double[] mean = WindowCase.EachPlane(c.Planes, x, (plane, _) => c.Reference.Average(plane, countIncludePad, divisor));
        AssertClose.Rounded<T>(Layouts.From(mean, c.Batch, c.Channels, c.Layout), Forward(average, c, input), terms: 4, "mean");
        double[] gradient = WindowCase.EachPlane(c.Planes, dy, (plane, _) => c.Reference.LinearBackward(plane, w => ReferencePool.Divisor(w, countIncludePad, divisor)));
        AssertClose.Rounded<T>(Layouts.From(gradient, c.Batch, c.Channels, c.Layout), Backward(average, c, gradOutput), terms: 32, "mean's gradient");
    }

    private static T[] Forward<T>(WindowPool layer, WindowCase c, T[] input)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Assert.Equal(c.OutputShape, layer.OutputShape(c.InputShape));
        T[] output = new T[c.Planes * c.Reference.Windows.Count];
        layer.Forward(input, c.InputShape, output);
        return output;
    }

    private static T[] Backward<T>(LinearPool layer, WindowCase c, T[] gradOutput)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] gradInput = [.. Enumerable.Repeat(T.NaN, c.Planes * c.Reference.Places)];
        layer.Backward(new ReadOnlyTensorSpan<T>(gradOutput, c.OutputShape), new TensorSpan<T>(gradInput, c.InputShape));
        return gradInput;
    }

    private static T[] Stored<T>(WindowCase c, double[] channelsFirst)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Layouts.From<T>([.. channelsFirst.Select(T.CreateTruncating)], c.Batch, c.Channels, c.Layout);

    private static double Dot<T>(T[] a, T[] b)
        where T : unmanaged, IFloatingPointIeee754<T> => a.Zip(b, (p, q) => double.CreateTruncating(p) * double.CreateTruncating(q)).Sum();
}
