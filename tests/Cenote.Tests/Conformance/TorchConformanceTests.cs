using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Tests.Oracles;

namespace Cenote.Tests.Conformance;

/// <summary>Every case of PyTorch's window and adaptive poolings in the element types that are pooled here.</summary>
public class TorchConformanceTests
{
    private static readonly string[] s_operators = ["max_pool", "avg_pool", "lp_pool", "adaptive_max_pool", "adaptive_avg_pool"];

    private static readonly string[] s_elementTypes = ["float32", "float64", "float16", "int8", "uint8"];

    public static TheoryData<string> Accepted() => [.. Cases(accepted: true).Select(c => c.Id)];

    public static TheoryData<string> Refused() => [.. Cases(accepted: false).Select(c => c.Id)];

    [Theory, MemberData(nameof(Accepted))]
    public void GivesWhatPyTorchGave(string id)
    {
        ConformanceCase c = ConformanceCase.Torch[id];
        switch (c.ElementType)
        {
            case "float32": Compare<float>(c); break;
            case "float64": Compare<double>(c); break;
            case "float16": CompareForward<Half>(c); break;
            case "int8": CompareForward<sbyte>(c); break;
            default: CompareForward<byte>(c); break;
        }
    }

    [Theory, MemberData(nameof(Refused))]
    public void RefusesWhatPyTorchRefused(string id)
    {
        ConformanceCase c = ConformanceCase.Torch[id];
        if (c.Category == "zero_output_backward")
        {
            Tensor<float> y = TorchLayers.Make(c, TensorLayout.Nchw).Forward(c.InputSpan<float>());
            Assert.Equal(0, y.FlattenedLength);
            Tensor<float> x = Tensor.Create(c.Input<float>(), c.InputShape);
            Assert.NotNull(Assert.ThrowsAny<ArgumentException>(() => TorchLayers.Make(c, TensorLayout.Nchw).Backward(x, y)).ParamName);
            return;
        }

        ArgumentException tensors = Assert.ThrowsAny<ArgumentException>(() => { TorchLayers.Make(c, TensorLayout.Nchw).Forward(c.InputSpan<float>()); });
        ArgumentException spans = Assert.ThrowsAny<ArgumentException>(() => TorchLayers.Make(c, TensorLayout.Nchw).Forward<float>(c.Input<float>(), c.InputShape, new float[64]));
        Assert.NotNull(tensors.ParamName);

        // Not for the sake of the output, which nobody measured here.
        Assert.NotEqual("output", spans.ParamName);
    }

    [Fact]
    public void NoCaseIsLost()
    {
        Assert.Equal(365, Cases(accepted: true).Count());
        Assert.Equal(98, Cases(accepted: false).Count());
    }

    internal static IEnumerable<ConformanceCase> Cases(bool accepted) => ConformanceCase.Torch.Values.Where(c =>
        s_operators.Contains(c.Op[..^2]) && s_elementTypes.Contains(c.ElementType) && c.Accepted == accepted && c.Normative && !IsTorchsInfinity(c));

    // PyTorch's p = infinity gives 1 wherever its mean is finite; ours is the greatest magnitude.
    private static bool IsTorchsInfinity(ConformanceCase c) => c.Op.StartsWith("lp_pool", StringComparison.Ordinal) && double.IsInfinity(c.Norm);

    private static void Compare<T>(ConformanceCase c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // As PyTorch got it: NCHW, strided where it was.
        WindowPool first = TorchLayers.Make(c, TensorLayout.Nchw);
        Tensor<T> y = first.Forward(c.InputSpan<T>());
        Assert.Equal(c.OutputShape, y.Lengths);
        c.AssertSame<T>("y", c.Output<T>("y"), Elements(y));

        // Plain memory, in both layouts.
        int rank = first.SpatialAxes;
        bool batched = c.InputShape.Length == rank + 2;
        int batch = batched ? (int)c.InputShape[0] : 1, channels = (int)c.InputShape[^(rank + 1)];
        foreach (TensorLayout layout in Enum.GetValues<TensorLayout>())
        {
            WindowPool layer = TorchLayers.Make(c, layout);
            nint[] inputShape = Ordered(c.InputShape, rank, layout), outputShape = Ordered(c.OutputShape, rank, layout);
            T[] input = Layouts.From(c.Input<T>(), batch, channels, layout);
            T[] output = new T[c.Output<T>("y").Length];
            layer.Forward<T>(input, inputShape, output);
            c.AssertSame<T>("y", c.Output<T>("y"), Layouts.To(output, batch, channels, layout));

            T[] gradOutput = c.HasBackward ? Layouts.From(c.GradOutput<T>(), batch, channels, layout) : [];
            T[] gradInput = [.. Enumerable.Repeat(T.NaN, input.Length)];
            if (layer is SelectionPool selection)
            {
                long[] indices = new long[output.Length];
                output.AsSpan().Clear();
                selection.ForwardWithIndices(new ReadOnlyTensorSpan<T>(input, inputShape), new TensorSpan<T>(output, outputShape), new TensorSpan<long>(indices, outputShape));
                c.AssertSame<T>("y", c.Output<T>("y"), Layouts.To(output, batch, channels, layout));
                if (c.Compares("indices"))
                    Assert.Equal(c.Output<long>("indices"), Layouts.To(indices, batch, channels, layout));

                if (c.HasBackward)
                {
                    selection.Backward(new ReadOnlyTensorSpan<T>(gradOutput, outputShape), new ReadOnlyTensorSpan<long>(indices, outputShape), new TensorSpan<T>(gradInput, inputShape));
                    c.AssertSame<T>("grad_x", c.GradInput<T>(), Layouts.To(gradInput, batch, channels, layout));
                }
            }

            if (c.HasBackward)
            {
                gradInput.AsSpan().Fill(T.NaN);
                layer.Backward(new ReadOnlyTensorSpan<T>(input, inputShape), new ReadOnlyTensorSpan<T>(gradOutput, outputShape), new TensorSpan<T>(gradInput, inputShape));
                c.AssertSame<T>("grad_x", c.GradInput<T>(), Layouts.To(gradInput, batch, channels, layout));
            }
        }
    }

    private static void CompareForward<T>(ConformanceCase c)
        where T : unmanaged, INumber<T>
    {
        WindowPool layer = TorchLayers.Make(c, TensorLayout.Nchw);
        if (layer is SelectionPool selection)
        {
            (Tensor<T> values, Tensor<long> indices) = selection.ForwardWithIndices(Tensor.Create(c.Input<T>(), c.InputShape));
            Assert.Equal(c.Output<T>("y"), Elements(values));
            Assert.Equal(c.Output<long>("indices"), Elements(indices));
        }

        Tensor<T> y = layer.Forward(c.InputSpan<T>());
        double[] expected = [.. c.Output<T>("y").Select(double.CreateTruncating)], actual = [.. Elements(y).Select(double.CreateTruncating)];
        if (layer is SelectionPool)
            Assert.Equal(expected, actual);
        else
            c.AssertSame<double>("y", expected, actual);
    }

    private static nint[] Ordered(nint[] shape, int rank, TensorLayout layout) =>
        layout == TensorLayout.Nchw ? shape : [.. shape[..^(rank + 1)], .. shape[^rank..], shape[^(rank + 1)]];

    private static T[] Elements<T>(Tensor<T> tensor)
        where T : unmanaged
    {
        T[] elements = new T[tensor.FlattenedLength];
        tensor.FlattenTo(elements);
        return elements;
    }
}
