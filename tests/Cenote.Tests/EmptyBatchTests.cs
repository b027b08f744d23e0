using System.Numerics.Tensors;
using System.Reflection;
using Cenote.Tests.Oracles;
using Cenote.Tests.Windows;

namespace Cenote.Tests;

/// <summary>A batch of no item is pooled to none, forward and backward, by every layer there is.</summary>
public class EmptyBatchTests
{
    public static TheoryData<string, string, int, TensorLayout> WindowLayers() => AxesAndFormsTests.Layers();

    [Theory, MemberData(nameof(WindowLayers))]
    public void OfAWindowPoolingIsEmpty(string name, string form, int axes, TensorLayout layout)
    {
        PoolingFamily family = PoolingFamily.All.Single(f => f.Name == name);
        WindowPool layer = form == "fixed" ? family.Fixed(axes, 2, layout) : form == "adaptive" ? family.Adaptive!(axes, 2, layout) : family.Global!(axes, layout);
        nint[] shape = Layouts.Shape(0, 3, [.. Enumerable.Repeat(4, axes)], layout), pooled = Layouts.Shape(0, 3, [.. Enumerable.Repeat(form == "global" ? 1 : 2, axes)], layout);
        Tensor<float> x = Zeros(shape), dy = Zeros(pooled);
        Assert.Equal(pooled, layer.OutputShape(shape));
        Assert.Equal(pooled, layer.Forward(x).Lengths);
        layer.Forward<float>([], shape, []);
        Assert.Equal(shape, layer.Backward(x, dy).Lengths);
        if (layer is LinearPool linear)
            Assert.Equal(shape, linear.Backward(dy, shape).Lengths);

        if (layer is SelectionPool selection)
        {
            (Tensor<float> y, Tensor<long> indices) = selection.ForwardWithIndices(x);
            Assert.Equal(pooled, y.Lengths);
            Assert.Equal(pooled, indices.Lengths);
            Assert.Equal(shape, selection.Backward(dy, indices, shape).Lengths);
        }

        if (layer is StochasticPool stochastic)
        {
            (Tensor<float> y, Tensor<long> indices) = stochastic.Sample(x, 1);
            Assert.Equal(pooled, y.Lengths);
            Assert.Equal(pooled, indices.Lengths);
            stochastic.SampleBackward(dy.AsReadOnlyTensorSpan(), indices.AsReadOnlyTensorSpan(), x.AsTensorSpan());
        }

        if (layer is GeMPool gem)
            Assert.Equal([0.0], gem.ParameterGradient(x.AsReadOnlyTensorSpan(), dy.AsReadOnlyTensorSpan()));
    }

    /// <summary>The other layers, and what they give of no item: each tensor with the shape it has to have.</summary>
    private static readonly (object Layer, Func<(Tensor<float> Tensor, nint[] Shape)[]> Run)[] s_others =
    [
        .. Mixtures(),
        .. Gated(new GatedPool1d(2), [3, 4], [3, 2]),
        .. Gated(new GatedPool2d(2), [3, 4, 4], [3, 2, 2]),
        .. Gated(new GatedPool3d(2), [3, 4, 4, 4], [3, 2, 2, 2]),
        Unpool(new MaxUnpool1d(2), [3, 2], [3, 4]),
        Unpool(new MaxUnpool2d(2), [3, 2, 2], [3, 4, 4]),
        Unpool(new MaxUnpool3d(2), [3, 2, 2, 2], [3, 4, 4, 4]),
        AttentionWindows(new AttentionPool1d(2), [5, 4], [5, 2]),
        AttentionWindows(new AttentionPool2d(2), [5, 4, 4], [5, 2, 2]),
        AttentionWindows(new AttentionPool3d(2), [5, 4, 4, 4], [5, 2, 2, 2]),
        (new AttentionPool(), () =>
        {
            (Tensor<float> y, Tensor<float> attention) = new AttentionPool().Forward(Zeros(0, 4, 5), Zeros(3, 5), Zeros(3));
            AttentionGradients<float> gradients = new AttentionPool().Backward(y, Zeros(0, 4, 5), Zeros(3, 5), Zeros(3));
            return [(y, [0, 5]), (attention, [0, 4]), (gradients.Input, [0, 4, 5]), (gradients.V, [3, 5]), (gradients.W, [3])];
        }),
        (new CapsuleRouting(), () =>
        {
            (Tensor<float> v, Tensor<float> coupling) = new CapsuleRouting().Forward(Zeros(0, 4, 2, 5));
            (Tensor<float> again, Tensor<float> couplings) = new CapsuleRouting(2).ForwardRounds(Zeros(0, 4, 2, 5));
            return [(v, [0, 2, 5]), (coupling, [0, 4, 2]), (again, [0, 2, 5]), (couplings, [0, 2, 4, 2]), (new CapsuleRouting().Backward(v, Zeros(0, 4, 2, 5)), [0, 4, 2, 5])];
        }),
        .. new LinearSequencePool[] { new SequenceFirstPool(), new SequenceLastPool(), new SequenceMeanPool(), new SequenceMeanSqrtPool(), new SequenceSumPool() }.Select(layer =>
            ((object)layer, (Func<(Tensor<float>, nint[])[]>)(() => [(layer.Forward(Zeros(0, 4, 5)), [0, 5]), (layer.Backward(Zeros(0, 5), [0, 4, 5]), [0, 4, 5])]))),
        (new SequenceMaxPool(), () =>
        {
            (Tensor<float> y, Tensor<long> indices) = new SequenceMaxPool().ForwardWithIndices(Zeros(0, 4, 5));
            return [(y, [0, 5]), (new SequenceMaxPool().Backward(y, indices, [0, 4, 5]), [0, 4, 5])];
        }),
        (new SequenceWeightedMeanPool(), () =>
        {
            (Tensor<float> dx, Tensor<float> dw) = new SequenceWeightedMeanPool().Backward(Zeros(0, 5), Zeros(0, 4, 5), Zeros(0, 4));
            return [(new SequenceWeightedMeanPool().Forward(Zeros(0, 4, 5), Zeros(0, 4)), [0, 5]), (dx, [0, 4, 5]), (dw, [0, 4])];
        }),
        (new SequenceAttentionPool(), () =>
        {
            (Tensor<float> y, Tensor<float> attention) = new SequenceAttentionPool().Forward(Zeros(0, 4, 5), Zeros(5));
            (Tensor<float> dx, Tensor<float> dw) = new SequenceAttentionPool().Backward(y, Zeros(0, 4, 5), Zeros(5));
            return [(y, [0, 5]), (attention, [0, 4]), (dx, [0, 4, 5]), (dw, [5])];
        }),
    ];

    public static TheoryData<string> Others() => [.. s_others.Select(o => o.Layer.ToString()!).Distinct()];

    [Theory, MemberData(nameof(Others))]
    public void OfAnyOtherPoolingIsEmpty(string layer)
    {
        foreach ((Tensor<float> tensor, nint[] shape) in s_others.Where(o => o.Layer.ToString() == layer).SelectMany(o => o.Run()))
        {
            Assert.Equal(shape, tensor.Lengths);
            Assert.All(tensor.ToArray(), e => Assert.Equal(0, e));
        }
    }

    [Fact]
    public void NoLayerIsLeftOut()
    {
        HashSet<Type> tried = [.. s_others.Select(o => o.Layer.GetType())];
        foreach (PoolingFamily family in PoolingFamily.All)
        {
            for (int axes = 1; axes <= 3; axes++)
            {
                tried.Add(family.Fixed(axes, 2, TensorLayout.Nchw).GetType());
                if (family.Adaptive is not null)
                    tried.Add(family.Adaptive(axes, 2, TensorLayout.Nchw).GetType());

                if (family.Global is not null)
                    tried.Add(family.Global(axes, TensorLayout.Nchw).GetType());
            }
        }

        Type[] layers = [.. typeof(WindowPool).Assembly.GetExportedTypes()
            .Where(t => !t.IsAbstract && t.GetMethods(BindingFlags.Public | BindingFlags.Instance).Any(m => m.Name is "Forward" or "ForwardWithIndices") && t != typeof(ArrayPooling))];
        Assert.NotEmpty(layers);
        Assert.DoesNotContain(layers, t => !tried.Contains(t));
    }

    private static IEnumerable<(object, Func<(Tensor<float>, nint[])[]>)> Mixtures()
    {
        MixedPool layer = new(new MaxPool2d(2), new GeMPool2d(2), new StochasticPool2d(2));

        // A weight for the layer, for each channel, for each place.
        foreach (int weights in (int[])[3, 9, 36])
        {
            yield return (layer, () =>
            {
                Tensor<float> dx = Zeros(0, 3, 4, 4);
                float[] dw = [.. Enumerable.Repeat(5f, weights)];
                layer.Backward(Zeros(0, 3, 4, 4).AsReadOnlyTensorSpan(), new float[weights], Zeros(0, 3, 2, 2).AsReadOnlyTensorSpan(), dx.AsTensorSpan(), dw);
                return [(layer.Forward(Zeros(0, 3, 4, 4), new float[weights]), [0, 3, 2, 2]), (dx, [0, 3, 4, 4]), (Tensor.Create(dw, [weights]), [weights])];
            });
        }
    }

    private static IEnumerable<(object, Func<(Tensor<float>, nint[])[]>)> Gated(GatedPool layer, nint[] item, nint[] pooled)
    {
        int taps = 1 << (item.Length - 1);
        foreach (int count in (int[])[taps, 3 * taps])
        {
            yield return (layer, () =>
            {
                Tensor<float> dx = Zeros([0, .. item]);
                float[] gradOmega = [.. Enumerable.Repeat(5f, count)];
                layer.Backward(Zeros([0, .. item]).AsReadOnlyTensorSpan(), new float[count], Zeros([0, .. pooled]).AsReadOnlyTensorSpan(), dx.AsTensorSpan(), gradOmega);
                return [(layer.Forward(Zeros([0, .. item]), new float[count]), [0, .. pooled]), (dx, [0, .. item]), (Tensor.Create(gradOmega, [count]), [count])];
            });
        }
    }

    private static (object, Func<(Tensor<float>, nint[])[]>) Unpool(MaxUnpool layer, nint[] item, nint[] unpooled) => (layer, () =>
    {
        Tensor<long> indices = Tensor.CreateFromShape<long>([0, .. item]);
        Tensor<float> dx = Zeros([0, .. item]);
        layer.Backward(Zeros([0, .. unpooled]).AsReadOnlyTensorSpan(), indices.AsReadOnlyTensorSpan(), dx.AsTensorSpan());
        return [(layer.Forward(Zeros([0, .. item]), indices), [0, .. unpooled]), (dx, [0, .. item])];
    });

    private static (object, Func<(Tensor<float>, nint[])[]>) AttentionWindows(AttentionWindowPool layer, nint[] item, nint[] pooled) => (layer, () =>
    {
        (Tensor<float> y, Tensor<float> attention) = layer.Forward(Zeros([0, .. item]), Zeros(3, 5), Zeros(3));
        AttentionGradients<float> gradients = layer.Backward(y, Zeros([0, .. item]), Zeros(3, 5), Zeros(3));
        return [(y, [0, .. pooled]), (attention, layer.AttentionShape([0, .. item])), (gradients.Input, [0, .. item]), (gradients.V, [3, 5]), (gradients.W, [3])];
    });

    private static Tensor<float> Zeros(params nint[] shape) => Tensor.CreateFromShape<float>(shape);
}
