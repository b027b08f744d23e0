using System.Numerics.Tensors;
using Cenote.Tests.Oracles;

namespace Cenote.Tests.Conformance;

/// <summary>Window poolings that PyTorch lacks, against their papers' formulas, in both layouts.</summary>
public class PapersConformanceTests
{
    public static TheoryData<string> Ids(string op) => [.. ConformanceCase.Papers.Values.Where(c => c.Op == op).Select(c => c.Id)];

    [Theory, MemberData(nameof(Ids), "soft_pool")]
    public void Soft(string id) => Plain(id, (rank, kernel, stride, layout) => rank switch
    {
        1 => new SoftPool1d(kernel, stride, layout: layout),
        2 => new SoftPool2d(kernel, stride, layout: layout),
        _ => new SoftPool3d(kernel, stride, layout: layout),
    });

    [Theory, MemberData(nameof(Ids), "stochastic_pool_inference")]
    public void StochasticInference(string id) => Plain(id, Stochastic);

    [Theory, MemberData(nameof(Ids), "stochastic_pool_sample")]
    public void StochasticSample(string id)
    {
        InBothLayouts(id, (c, t) =>
        {
            StochasticPool layer = Stochastic(t.Rank, t.Kernel, t.Stride, t.Layout);
            double[] y = new double[t.Outputs], dx = new double[t.Inputs];
            long[] indices = new long[t.Outputs];
            layer.Sample(t.Input, new ReadOnlyTensorSpan<double>(t.Order(c.Input<double>("u")), t.OutputShape), new TensorSpan<double>(y, t.OutputShape), new TensorSpan<long>(indices, t.OutputShape));
            c.AssertSame<double>("y", c.Output<double>("y"), t.Unorder(y));
            Assert.Equal(c.Output<long>("indices"), t.Unorder(indices));
            layer.SampleBackward(t.GradOutput, new ReadOnlyTensorSpan<long>(indices, t.OutputShape), new TensorSpan<double>(dx, t.InputShape));
            c.AssertSame<double>("grad_x", c.GradInput<double>(), t.Unorder(dx));
        });
    }

    [Theory, MemberData(nameof(Ids), "gem_pool")]
    public void GeneralisedMean(string id)
    {
        InBothLayouts(id, (c, t) =>
        {
            double[] p = c.Input<double>("p");
            GeMPool layer = t.Rank switch
            {
                1 => new GlobalGeMPool1d(p, c.Real("eps"), t.Layout),
                2 => new GlobalGeMPool2d(p, c.Real("eps"), t.Layout),
                _ => new GlobalGeMPool3d(p, c.Real("eps"), t.Layout),
            };
            Check(c, t, layer);
            c.AssertSame<double>("grad_p", c.GradInput<double>("p"), layer.ParameterGradient(t.Input, t.GradOutput));
        });
    }

    [Theory, MemberData(nameof(Ids), "mixed_pool")]
    public void MixedMaxAverage(string id)
    {
        InBothLayouts(id, (c, t) =>
        {
            MixedPool layer = t.Rank switch
            {
                1 => new(new MaxPool1d(t.Kernel, t.Stride, layout: t.Layout), new AvgPool1d(t.Kernel, t.Stride, layout: t.Layout)),
                2 => new(new MaxPool2d(t.Kernel, t.Stride, layout: t.Layout), new AvgPool2d(t.Kernel, t.Stride, layout: t.Layout)),
                _ => new(new MaxPool3d(t.Kernel, t.Stride, layout: t.Layout), new AvgPool3d(t.Kernel, t.Stride, layout: t.Layout)),
            };
            double[] alpha = c.Input<double>("alpha");
            bool places = c.Shape("alpha").Length > 1;
            double[] stored = places ? t.Order(alpha) : alpha;
            double[] weights = [.. stored, .. stored.Select(a => 1 - a)];
            double[] y = new double[t.Outputs], dx = new double[t.Inputs], dw = new double[weights.Length];
            layer.Forward(t.Input, weights, new TensorSpan<double>(y, t.OutputShape));
            c.AssertSame<double>("y", c.Output<double>("y"), t.Unorder(y));
            layer.Backward(t.Input, weights, t.GradOutput, new TensorSpan<double>(dx, t.InputShape), dw);
            c.AssertSame<double>("grad_x", c.GradInput<double>(), t.Unorder(dx));
            double[] gradient = [.. dw[..stored.Length].Zip(dw[stored.Length..], (max, mean) => max - mean)];
            c.AssertSame<double>("grad_alpha", c.GradInput<double>("alpha"), places ? t.Unorder(gradient) : gradient);
        });
    }

    [Theory, MemberData(nameof(Ids), "gated_pool")]
    public void GatedMaxAverage(string id)
    {
        InBothLayouts(id, (c, t) =>
        {
            GatedPool layer = t.Rank switch
            {
                1 => new GatedPool1d(t.Kernel, t.Stride, layout: t.Layout),
                2 => new GatedPool2d(t.Kernel, t.Stride, layout: t.Layout),
                _ => new GatedPool3d(t.Kernel, t.Stride, layout: t.Layout),
            };
            double[] omega = c.Input<double>("omega"), y = new double[t.Outputs], dx = new double[t.Inputs], dOmega = new double[omega.Length];
            layer.Forward(t.Input, omega, new TensorSpan<double>(y, t.OutputShape));
            c.AssertSame<double>("y", c.Output<double>("y"), t.Unorder(y));
            layer.Backward(t.Input, omega, t.GradOutput, new TensorSpan<double>(dx, t.InputShape), dOmega);
            c.AssertSame<double>("grad_x", c.GradInput<double>(), t.Unorder(dx));
            c.AssertSame<double>("grad_omega", c.GradInput<double>("omega"), dOmega);
        });
    }

    private static StochasticPool Stochastic(int rank, SpatialSize kernel, SpatialSize stride, TensorLayout layout) => rank switch
    {
        1 => new StochasticPool1d(kernel, stride, checkInput: true, layout: layout),
        2 => new StochasticPool2d(kernel, stride, checkInput: true, layout: layout),
        _ => new StochasticPool3d(kernel, stride, checkInput: true, layout: layout),
    };

    private static void Plain(string id, Func<int, SpatialSize, SpatialSize, TensorLayout, WindowPool> make) =>
        InBothLayouts(id, (c, t) => Check(c, t, make(t.Rank, t.Kernel, t.Stride, t.Layout)));

    private static void Check(ConformanceCase c, Tensors t, WindowPool layer)
    {
        double[] y = new double[t.Outputs], dx = new double[t.Inputs];
        layer.Forward(t.Input, new TensorSpan<double>(y, t.OutputShape));
        c.AssertSame<double>("y", c.Output<double>("y"), t.Unorder(y));
        layer.Backward(t.Input, t.GradOutput, new TensorSpan<double>(dx, t.InputShape));
        c.AssertSame<double>("grad_x", c.GradInput<double>(), t.Unorder(dx));
    }

    private static void InBothLayouts(string id, Action<ConformanceCase, Tensors> check)
    {
        ConformanceCase c = ConformanceCase.Papers[id];
        foreach (TensorLayout layout in Enum.GetValues<TensorLayout>())
            check(c, new Tensors(c, layout));
    }

    /// <summary>A case's tensors in one layout.</summary>
    private sealed class Tensors(ConformanceCase c, TensorLayout layout)
    {
        private readonly int _batch = (int)c.InputShape[0];
        private readonly int _channels = (int)c.InputShape[1];

        public TensorLayout Layout => layout;

        public int Rank => c.InputShape.Length - 2;

        public SpatialSize Kernel => TorchLayers.Size(c.Numbers("kernel_size")!).Value;

        public SpatialSize Stride => TorchLayers.Size(c.Numbers("stride")!).Value;

        public nint[] InputShape => Ordered(c.InputShape);

        public nint[] OutputShape => Ordered(c.OutputShape);

        public int Inputs => c.Input<double>().Length;

        public int Outputs => c.Output<double>("y").Length;

        public ReadOnlyTensorSpan<double> Input => new(Order(c.Input<double>()), InputShape);

        public ReadOnlyTensorSpan<double> GradOutput => new(Order(c.GradOutput<double>()), OutputShape);

        public T[] Order<T>(T[] channelsFirst) => Layouts.From(channelsFirst, _batch, _channels, layout);

        public T[] Unorder<T>(T[] stored) => Layouts.To(stored, _batch, _channels, layout);

        private nint[] Ordered(nint[] shape) => layout == TensorLayout.Nchw ? shape : [shape[0], .. shape[2..], shape[1]];
    }
}
