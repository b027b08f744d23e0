using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Geometry;
using Cenote.Tests.Oracles;
using CsCheck;

namespace Cenote.Tests.Sets;

/// <summary>Attention over the places of a window: each window against attention over a bag of its places, in 1-d to 3-d and both layouts.</summary>
public class AttentionWindowTests
{
    private static readonly Gen<ReferenceAxis> s_axes = Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 2], Gen.Int[0, 4], (kernel, stride, dilation, padding) =>
        new ReferenceAxis(kernel, stride, Math.Min(padding, ((kernel - 1) * dilation + 1) / 2), dilation));

    private static readonly Gen<Case> s_cases =
        Gen.Select(Gen.Int[1, 3], s_axes.Array[3], Gen.Int[1, 5].Array[3], Gen.Int[0, 2], Gen.Int[1, 5], Gen.Bool, Gen.Bool, Gen.Enum<TensorLayout>())
            .Select(Gen.Int, (t, seed) => new Case([.. t.Item2[..t.Item1]], [.. t.Item3[..t.Item1]], t.Item4, t.Item5, t.Item6, t.Item7, t.Item8, seed))
            .Where(c => c.Axes.Zip(c.Spatial, (axis, length) => axis.Windows(length, c.CeilMode)).All(windows => windows > 0));

    [Fact]
    public void EveryWindowIsABag() => s_cases.Sample(
        c =>
        {
            (double[] attention, double[] output) = Reference(c, c.X, c.V, c.W, c.U);
            (Tensor<double> y, Tensor<double> a) = c.Layer.Forward(Tensor.Create(c.Stored(c.Spoiled(c.X)), c.Shape), c.VTensor, c.WTensor, c.UTensor, c.MaskTensor);
            AssertClose.Within<double>(attention, SequenceKind.Elements(a), 1e-11, 1e-12, "attention");
            AssertClose.Within<double>(c.Stored(output), SequenceKind.Elements(y), 1e-11, 1e-12, "y");
            Assert.Equal(c.Layer.AttentionShape(c.Shape), a.Lengths);

            Tensor<float> x = Float(Tensor.Create(c.Stored(c.Spoiled(c.X)), c.Shape));
            Tensor<float> yFloat = c.Layer.Forward(x, Float(c.VTensor), Float(c.WTensor), c.UTensor is null ? null : Float(c.UTensor), c.MaskTensor).Output;
            AssertClose.Within(SetCase.To<float>(SequenceKind.Elements(y)), SequenceKind.Elements(yFloat), 1e-3, 1e-4, "y in float");
        },
        iter: 300);

    [Fact]
    public void GradientsAreCentralDifferences() => s_cases.Where(c => c.Places < 13).Sample(
        c =>
        {
            double[] x = c.X, v = c.V, w = c.W, u = c.U;
            (Tensor<double> y, Tensor<double> attention) = c.Layer.Forward(Tensor.Create(c.Stored(x), c.Shape), c.VTensor, c.WTensor, c.UTensor, c.MaskTensor);
            double[] dy = c.Numbers((int)y.FlattenedLength, 5), da = c.Numbers((int)attention.FlattenedLength, 6);
            AttentionGradients<double> gradients = c.Layer.Backward(
                Tensor.Create(c.Stored(dy), y.Lengths), Tensor.Create(c.Stored(c.Spoiled(x)), c.Shape), c.VTensor, c.WTensor, c.UTensor, c.MaskTensor, Tensor.Create(da, attention.Lengths));
            AssertClose.Within<double>(c.Stored(CentralDifferences.Gradient(x, Loss)), SequenceKind.Elements(gradients.Input), 1e-6, 1e-7, "dx");
            AssertClose.Within<double>(CentralDifferences.Gradient(v, Loss), SequenceKind.Elements(gradients.V), 1e-6, 1e-7, "dV");
            AssertClose.Within<double>(CentralDifferences.Gradient(w, Loss), SequenceKind.Elements(gradients.W), 1e-6, 1e-7, "dw");
            AssertClose.Within<double>(CentralDifferences.Gradient(u, Loss), gradients.U is { } gate ? SequenceKind.Elements(gate) : [], 1e-6, 1e-7, "dU");

            double Loss()
            {
                (double[] weights, double[] output) = Reference(c, x, v, w, u);
                return ReferenceSequence.Dot(dy, output) + ReferenceSequence.Dot(da, weights);
            }
        },
        iter: 60);

    [Fact]
    public void OneWindowOverAllIsTheGlobalForm()
    {
        Case c = new([new(3), new(4)], [3, 4], Batch: 2, Channels: 5, Gated: true, CeilMode: false, TensorLayout.Nchw, Seed: 3);
        Tensor<double> x = Tensor.Create(c.Stored(c.Spoiled(c.X)), c.Shape);
        (Tensor<double> y, Tensor<double> attention) = new AttentionPool2d((3, 4)).Forward(x, c.VTensor, c.WTensor, c.UTensor, c.MaskTensor);
        (Tensor<double> all, Tensor<double> everyPlace) = new AttentionPool(2, TensorLayout.Nchw).Forward(x, c.VTensor, c.WTensor, c.UTensor, c.MaskTensor);
        Assert.Equal([2, 5, 1, 1], y.Lengths);
        Assert.Equal([2, 1, 1, 12], attention.Lengths);
        AssertClose.SameBits<double>(SequenceKind.Elements(all), SequenceKind.Elements(y), "y");
        AssertClose.SameBits<double>(SequenceKind.Elements(everyPlace), SequenceKind.Elements(attention), "attention");
    }

    [Fact]
    public void AnItemAloneHasTheSameBits() => s_cases.Sample(
        c =>
        {
            (Tensor<double> y, Tensor<double> attention) = c.Layer.Forward(Tensor.Create(c.Stored(c.X), c.Shape), c.VTensor, c.WTensor, c.UTensor);
            double[] dy = c.Numbers((int)y.FlattenedLength, 5), stored = c.Stored(c.X);
            double[] dx = SequenceKind.Elements(c.Layer.Backward(Tensor.Create(dy, y.Lengths), Tensor.Create(stored, c.Shape), c.VTensor, c.WTensor, c.UTensor).Input);
            for (int n = 0; n < c.Batch; n++)
            {
                Tensor<double> one = Tensor.Create(SetCase.Row(stored, n, stored.Length / c.Batch), c.Shape.AsSpan(1));
                (Tensor<double> oneY, Tensor<double> oneAttention) = c.Layer.Forward(one, c.VTensor, c.WTensor, c.UTensor);
                AssertClose.SameBits<double>(SetCase.Row(SequenceKind.Elements(y), n, (int)oneY.FlattenedLength), SequenceKind.Elements(oneY), "y");
                AssertClose.SameBits<double>(SetCase.Row(SequenceKind.Elements(attention), n, (int)oneAttention.FlattenedLength), SequenceKind.Elements(oneAttention), "attention");
                Tensor<double> oneDy = Tensor.Create(SetCase.Row(dy, n, (int)oneY.FlattenedLength), oneY.Lengths);
                AssertClose.SameBits<double>(
                    SetCase.Row(dx, n, stored.Length / c.Batch), SequenceKind.Elements(c.Layer.Backward(oneDy, one, c.VTensor, c.WTensor, c.UTensor).Input), "dx");
            }
        },
        iter: 100);

    public static TheoryData<string, Action, string> BadCalls() => new()
    {
        { "kernel", () => _ = new AttentionPool2d(0), "kernelSize is (0, 0); every number of it is at least 1. (Parameter 'kernelSize')" },
        { "taps", () => _ = new AttentionPool2d(65536), "kernelSize is (65536, 65536); a window has fewer than 2147483647 taps. (Parameter 'kernelSize')" },
        { "rank", () => Pool(new AttentionPool1d(2), [8]), "input has rank 1, shape [8]; this layer takes [N, C, L] or [C, L]. (Parameter 'input')" },
        { "no window", () => Pool(new AttentionPool1d(2), [5, 1]), "kernelSize (2) is larger than the input (1); no window fits. (Parameter 'input')" },
        { "v", () => Pool(new AttentionPool1d(2), [4, 8]), "v has shape [3, 5], but an instance of input, shape [4, 8], has 4 elements; v is [L, 4]. (Parameter 'v')" },
        {
            "heads", () => new AttentionPool1d(2).Forward(Zeros(5, 8), Zeros(3, 5), Zeros(2, 3)),
            "w has shape [2, 3]; attention over windows has one head, and w is [3]. (Parameter 'w')"
        },
        { "mask", () => Pool(new AttentionPool2d(2), [1, 5, 4, 6], Tensor.Create(new bool[24], [4, 6])), "mask has shape [4, 6], but input of shape [1, 5, 4, 6] wants [1, 4, 6]. (Parameter 'mask')" },
        {
            "gradOutput", () => new AttentionPool2d(2).Backward(Zeros(1, 5, 2, 2), Zeros(1, 5, 4, 6), Zeros(3, 5), Zeros(3)),
            "gradOutput has shape [1, 5, 2, 2], but input of shape [1, 5, 4, 6] wants [1, 5, 2, 3]. (Parameter 'gradOutput')"
        },
        {
            "gradAttention", () => new AttentionPool2d(2).Backward(Zeros(5, 2, 3), Zeros(5, 4, 6), Zeros(3, 5), Zeros(3), gradAttention: Zeros(2, 3, 2, 2)),
            "gradAttention has shape [2, 3, 2, 2], but input of shape [5, 4, 6] wants [2, 3, 4]. (Parameter 'gradAttention')"
        },
    };

    [Theory, MemberData(nameof(BadCalls), DisableDiscoveryEnumeration = true)]
    public void RefusesWithValueRuleAndName(string name, Action call, string message)
    {
        Assert.NotEmpty(name);
        Assert.Equal(message, Assert.Throws<ArgumentException>(call).Message);
    }

    [Fact]
    public void SaysWhatItIs() => Assert.Equal(
        "AttentionPool1d(kernelSize: (3), stride: (2), padding: (1), dilation: (1), ceilMode: true, layout: Nhwc)",
        new AttentionPool1d(3, 2, 1, ceilMode: true, layout: TensorLayout.Nhwc).ToString());

    /// <summary>Attention in the order of the layer, output in [n, windows, channels].</summary>
    private static (double[] Attention, double[] Output) Reference(Case c, double[] x, double[] v, double[] w, double[] u)
    {
        List<double> attention = [], output = [];
        for (int n = 0; n < c.Batch; n++)
        {
            foreach (int[] taps in c.Windows)
            {
                int[] kept = [.. taps.Where(p => p >= 0 && c.Mask[n * c.Places + p])];
                double[] weights = [], pooled = new double[c.Channels];
                if (kept.Length > 0)
                {
                    (double[][] a, double[][] y) = ReferenceAttention.Pool(
                        [.. kept.Select(p => SetCase.Row(x, n * c.Places + p, c.Channels))], [.. v.Chunk(c.Channels)], [w], c.Gated ? [.. u.Chunk(c.Channels)] : null);
                    (weights, pooled) = (a[0], y[0]);
                }

                attention.AddRange(taps.Select(p => Array.IndexOf(kept, p) is >= 0 and int at ? weights[at] : 0));
                output.AddRange(pooled);
            }
        }

        return ([.. attention], [.. output]);
    }

    private static void Pool(AttentionWindowPool layer, nint[] shape, Tensor<bool>? mask = null) => layer.Forward(Zeros(shape), Zeros(3, 5), Zeros(3), mask: mask);

    private static Tensor<float> Zeros(params nint[] shape) => Tensor.CreateFromShape<float>(shape);

    private static Tensor<float> Float(Tensor<double> tensor) => Tensor.Create(SetCase.To<float>(SequenceKind.Elements(tensor)), tensor.Lengths);

    /// <summary>A layer and its operands, x in [n, places, channels].</summary>
    private sealed record Case(ReferenceAxis[] Axes, int[] Spatial, int Batch, int Channels, bool Gated, bool CeilMode, TensorLayout Layout, int Seed)
    {
        private const int Hidden = 3;

        public AttentionWindowPool Layer => AnyRank(Axes, CeilMode, Layout);

        public int Places => Spatial.Aggregate(1, (a, b) => a * b);

        public nint[] Shape => Layouts.Shape(Batch, Channels, Spatial, Layout);

        public double[] X => Numbers(Batch * Places * Channels, 1);

        public double[] V => Numbers(Hidden * Channels, 2);

        public double[] W => Numbers(Hidden, 3);

        public double[] U => Gated ? Numbers(Hidden * Channels, 4) : [];

        public Tensor<double> VTensor => Tensor.Create(V, [Hidden, Channels]);

        public Tensor<double> WTensor => Tensor.Create(W, [Hidden]);

        public Tensor<double>? UTensor => Gated ? Tensor.Create(U, [Hidden, Channels]) : null;

        /// <summary>One place in four is left out, of cases with an even seed.</summary>
        public bool[] Mask => [.. new Random(Seed).GetItems((bool[])[true, true, true, Seed % 2 != 0], Batch * Places)];

        public Tensor<bool>? MaskTensor => Seed % 2 != 0 ? null : Tensor.Create(Mask, [Batch, .. Spatial.Select(s => (nint)s)]);

        /// <summary>The taps of each window in scan order: places, or -1 outside.</summary>
        public IEnumerable<int[]> Windows
        {
            get
            {
                int[][][] axes = [.. Axes.Zip(Spatial, (axis, length) =>
                    Enumerable.Range(0, axis.Windows(length, CeilMode)).Select(o => axis.Taps(o).Select(p => p >= 0 && p < length ? p : -1).ToArray()).ToArray())];
                IEnumerable<int[]> windows = [[0]];
                for (int i = 0; i < axes.Length; i++)
                {
                    int length = Spatial[i];
                    int[][] axis = axes[i];
                    windows = windows.SelectMany(outer => axis.Select(taps => outer.SelectMany(p => taps.Select(q => p < 0 || q < 0 ? -1 : p * length + q)).ToArray())).ToArray();
                }

                return windows;
            }
        }

        public double[] Numbers(int count, int salt) => SetCase.Apart(count, unchecked(Seed * 31 + salt));

        /// <summary>[n, places, channels] to the order of the layout.</summary>
        public double[] Stored(double[] rows) => Layout == TensorLayout.Nhwc ? rows : Layouts.To(rows, Batch, Channels, TensorLayout.Nhwc);

        /// <summary>NaN in every place that the mask leaves out, and in every place that no window reads.</summary>
        public double[] Spoiled(double[] rows)
        {
            HashSet<int> read = [.. Windows.SelectMany(taps => taps)];
            bool[] mask = Mask;
            return [.. rows.Select((e, i) => mask[i / Channels] && read.Contains(i / Channels % Places) ? e : double.NaN)];
        }
    }

    /// <summary>The layer of as many axes as there are.</summary>
    private static AttentionWindowPool AnyRank(ReferenceAxis[] axes, bool ceilMode, TensorLayout layout)
    {
        return axes.Length switch
        {
            1 => new AttentionPool1d(Of(a => a.Kernel), Of(a => a.Stride), Of(a => a.Padding), Of(a => a.Dilation), ceilMode, layout),
            2 => new AttentionPool2d(Of(a => a.Kernel), Of(a => a.Stride), Of(a => a.Padding), Of(a => a.Dilation), ceilMode, layout),
            _ => new AttentionPool3d(Of(a => a.Kernel), Of(a => a.Stride), Of(a => a.Padding), Of(a => a.Dilation), ceilMode, layout),
        };

        SpatialSize Of(Func<ReferenceAxis, int> number) => Conformance.TorchLayers.Size([.. axes.Select(number)]).Value;
    }
}
