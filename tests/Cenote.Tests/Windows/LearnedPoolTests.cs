using System.Numerics.Tensors;
using Cenote.Tests.Oracles;
using CsCheck;

namespace Cenote.Tests.Windows;

/// <summary>Poolings with parameters: their gradients are the slopes, toward the input and toward every parameter, at generated shapes.</summary>
public class LearnedPoolTests
{
    private const double Step = 1e-5;

    [Fact]
    public void GeMsExponents() => WindowCase.Small.Sample(
        c =>
        {
            double[] x = Numbers(c, c.Planes * c.Reference.Places, 0.3, 2), dy = Stored(c, c.GradOutput());
            double[] p = Numbers(c, c.Seed % 2 == 0 ? 1 : c.Channels, 1.2, 4);
            double[] gradient = Layer(p).ParameterGradient(Span(x, c.InputShape), Span(dy, c.OutputShape));
            Slopes(p, gradient, () => Value(y => Layer(p).Forward(x, c.InputShape, y), dy), "p");

            GeMPool2d Layer(double[] exponents) => new(c.KernelSize, c.Stride, c.Padding, c.Dilation, c.CeilMode, exponents, layout: c.Layout);
        },
        iter: 40,
        threads: 1);

    [Fact]
    public void MixedWeightsOfEveryKind() => WindowCase.Small.Sample(
        c =>
        {
            MixedPool layer = new(
                new MaxPool2d(c.KernelSize, c.Stride, c.Padding, c.Dilation, c.CeilMode, c.Layout),
                new AvgPool2d(c.KernelSize, c.Stride, c.Padding, c.CeilMode, layout: c.Layout, dilation: c.Dilation),
                new SoftPool2d(c.KernelSize, c.Stride, c.Padding, c.Dilation, c.CeilMode, c.Layout));
            int item = c.Channels * c.Reference.Windows.Count;
            foreach (int count in (int[])[1, c.Channels, item, c.Batch * item])
            {
                double[] x = Numbers(c, c.Planes * c.Reference.Places, -1, 1), dy = Stored(c, c.GradOutput()), weights = Numbers(c, 3 * count, 0, 1);
                double[] dx = new double[x.Length], dw = new double[weights.Length];
                layer.Backward(Span(x, c.InputShape), weights, Span(dy, c.OutputShape), new TensorSpan<double>(dx, c.InputShape), dw);
                double Now() => Value(y => layer.Forward(Span(x, c.InputShape), weights, new TensorSpan<double>(y, c.OutputShape)), dy);
                Slopes(weights, dw, Now, "weights");
                Slopes(x, dx, Now, "x");
            }
        },
        iter: 12,
        threads: 1);

    [Fact]
    public void GatesMask() => WindowCase.Small.Sample(
        c =>
        {
            GatedPool2d layer = new(c.KernelSize, c.Stride, c.Padding, c.Dilation, c.CeilMode, c.Layout);
            int taps = c.Rows.Kernel * c.Columns.Kernel;
            double[] x = Numbers(c, c.Planes * c.Reference.Places, -1, 1), dy = Stored(c, c.GradOutput()), omega = Numbers(c, c.Seed % 2 == 0 ? taps : taps * c.Channels, -1, 1);
            double[] dx = new double[x.Length], dOmega = new double[omega.Length];
            layer.Backward(Span(x, c.InputShape), omega, Span(dy, c.OutputShape), new TensorSpan<double>(dx, c.InputShape), dOmega);
            double Now() => Value(y => layer.Forward(Span(x, c.InputShape), omega, new TensorSpan<double>(y, c.OutputShape)), dy);
            Slopes(omega, dOmega, Now, "omega");
            Slopes(x, dx, Now, "x");
        },
        iter: 25,
        threads: 1);

    [Fact]
    public void UnpoolingIsTheTransposeOfItsGradient() => WindowCase.Small.Where(c => c is { Rows.Dilation: 1, Columns.Dilation: 1 }).Sample(
        c =>
        {
            MaxPool2d pool = new(c.KernelSize, c.Stride, c.Padding, ceilMode: c.CeilMode, layout: c.Layout);
            (Tensor<double> y, Tensor<long> indices) = pool.ForwardWithIndices(Tensor.Create(Numbers(c, c.Planes * c.Reference.Places, -1, 1), c.InputShape));
            MaxUnpool2d layer = new(c.KernelSize, c.Stride, c.Padding, c.Layout);
            Tensor<double> z;
            try
            {
                z = layer.Forward(y, indices, (c.Height, c.Width));
            }
            catch (ArgumentException)
            {
                // The map is a stride or more away from what the pooling alone would give.
                return;
            }

            // <dz, F(y)> = <B(dz), y>, where no place is named twice: each source then has its own.
            if (c.Stride != c.KernelSize || c.Padding != 0)
                return;

            double[] dz = Numbers(c, (int)z.FlattenedLength, -1, 1), dy = new double[(int)y.FlattenedLength];
            layer.Backward(Span(dz, c.InputShape), indices.AsReadOnlyTensorSpan(), new TensorSpan<double>(dy, c.OutputShape));
            Assert.Equal(z.ToArray().Zip(dz, (a, b) => a * b).Sum(), y.ToArray().Zip(dy, (a, b) => a * b).Sum(), 1e-9);
        },
        iter: 200,
        threads: 1);

    [Fact]
    public void DrawnWeightsPickOnePoolingForEachPlace()
    {
        MixedPool layer = new(new MaxPool2d(2), new AvgPool2d(2), new SumPool2d(2));
        float[] weights = new float[3 * 3000], again = new float[weights.Length];
        layer.DrawWeights<float>(9, weights);
        layer.DrawWeights<float>(9, again);
        Assert.Equal(weights, again);
        Assert.All(Enumerable.Range(0, 3000), i => Assert.Equal([0f, 0f, 1f], Enumerable.Range(0, 3).Select(k => weights[k * 3000 + i]).Order()));

        // 1000 each are expected; 4.5 deviations are 116.
        Assert.All(Enumerable.Range(0, 3), k => Assert.InRange(weights.AsSpan(k * 3000, 3000).ToArray().Sum(), 884, 1116));
        layer.DrawWeights<float>(10, again);
        Assert.NotEqual(weights, again);
    }

    private static void Slopes(double[] at, double[] gradient, Func<double> value, string name)
    {
        for (int i = 0; i < at.Length; i += Math.Max(1, at.Length / 5))
        {
            double kept = at[i];
            at[i] = kept + Step;
            double above = value();
            at[i] = kept - Step;
            double below = value();
            at[i] = kept;
            double slope = (above - below) / (2 * Step);
            Assert.True(Math.Abs(slope - gradient[i]) <= 1e-4 * Math.Max(1, Math.Abs(slope)), $"d{name}[{i}] is {gradient[i]}, the slope {slope}");
        }
    }

    private static double Value(Action<double[]> forward, double[] dy)
    {
        double[] y = new double[dy.Length];
        forward(y);
        return y.Zip(dy, (a, b) => a * b).Sum();
    }

    private static ReadOnlyTensorSpan<double> Span(double[] elements, nint[] shape) => new(elements, shape);

    private static double[] Stored(WindowCase c, double[] channelsFirst) => Layouts.From(channelsFirst, c.Batch, c.Channels, c.Layout);

    // All apart by more than the steps of the slopes.
    private static double[] Numbers(WindowCase c, int count, double from, double to)
    {
        Random random = new(c.Seed + count);
        int[] order = [.. Enumerable.Range(0, count)];
        random.Shuffle(order);
        return [.. order.Select(i => from + (to - from) * (i + 0.5) / count)];
    }
}
