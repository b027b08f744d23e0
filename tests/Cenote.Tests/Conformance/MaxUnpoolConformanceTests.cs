using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Tests.Oracles;

namespace Cenote.Tests.Conformance;

/// <summary>Every case of PyTorch's max_unpool.</summary>
public class MaxUnpoolConformanceTests
{
    // C# refuses these at compile time: indices are of type long, and a size has at most three numbers.
    private static readonly string[] s_inexpressible = ["unpool_index_dtype"];

    public static TheoryData<string> Accepted() => [.. Cases(accepted: true).Select(c => c.Id)];

    public static TheoryData<string> Refused() => [.. Cases(accepted: false).Select(c => c.Id)];

    [Theory, MemberData(nameof(Accepted))]
    public void GivesWhatPyTorchGave(string id)
    {
        ConformanceCase c = ConformanceCase.Torch[id];
        if (c.ElementType == "float32")
            Compare<float>(c);
        else
            Compare<double>(c);
    }

    [Theory, MemberData(nameof(Refused))]
    public void RefusesWhatPyTorchRefused(string id)
    {
        ConformanceCase c = ConformanceCase.Torch[id];
        Assert.NotNull(Assert.ThrowsAny<ArgumentException>(() =>
        {
            MaxUnpool layer = Layer(c, TensorLayout.Nchw);
            layer.Forward(Tensor.Create(c.Input<float>(), c.InputShape), Tensor.Create(c.Input<long>("indices"), c.Shape("indices")), OutputSize(c));
        }).ParamName);
    }

    [Fact]
    public void NoCaseIsLost()
    {
        Assert.Equal(40, Cases(accepted: true).Count());
        Assert.Equal(15, Cases(accepted: false).Count());
        Assert.Single(ConformanceCase.Torch.Values, c => s_inexpressible.Contains(c.Category));
    }

    private static IEnumerable<ConformanceCase> Cases(bool accepted) => ConformanceCase.Torch.Values.Where(c =>
        c.Op.StartsWith("max_unpool", StringComparison.Ordinal) && c.Accepted == accepted && c.Normative && !s_inexpressible.Contains(c.Category));

    private static void Compare<T>(ConformanceCase c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int rank = c.Op[^2] - '0';
        bool batched = c.InputShape.Length == rank + 2;
        int batch = batched ? (int)c.InputShape[0] : 1, channels = (int)c.InputShape[^(rank + 1)];
        foreach (TensorLayout layout in Enum.GetValues<TensorLayout>())
        {
            MaxUnpool layer = Layer(c, layout);
            nint[] inputShape = Ordered(c.InputShape), outputShape = Ordered(c.OutputShape);
            Tensor<T> x = Tensor.Create(Layouts.From(c.Input<T>(), batch, channels, layout), inputShape);
            Tensor<long> indices = Tensor.Create(Layouts.From(c.Input<long>("indices"), batch, channels, layout), inputShape);
            Tensor<T> y = layer.Forward(x, indices, OutputSize(c));
            Assert.Equal(outputShape, y.Lengths);
            T[] flat = new T[y.FlattenedLength];
            y.FlattenTo(flat);
            c.AssertSame<T>("y", c.Output<T>("y"), Layouts.To(flat, batch, channels, layout));
            if (!c.HasBackward)
                continue;

            T[] dx = new T[c.Input<T>().Length];
            layer.Backward(
                new ReadOnlyTensorSpan<T>(Layouts.From(c.GradOutput<T>(), batch, channels, layout), outputShape), indices.AsReadOnlyTensorSpan(), new TensorSpan<T>(dx, inputShape));
            c.AssertSame<T>("grad_x", c.GradInput<T>(), Layouts.To(dx, batch, channels, layout));

            nint[] Ordered(nint[] shape) => layout == TensorLayout.Nchw ? shape : [.. shape[..^(rank + 1)], .. shape[^rank..], shape[^(rank + 1)]];
        }
    }

    private static MaxUnpool Layer(ConformanceCase c, TensorLayout layout)
    {
        SpatialSize kernel = TorchLayers.Size(c.Numbers("kernel_size")!).Value, padding = TorchLayers.Size(c.Numbers("padding")!).Value;
        SpatialSize? stride = TorchLayers.Size(c.Numbers("stride"));
        return c.Op switch
        {
            "max_unpool1d" => new MaxUnpool1d(kernel, stride, padding, layout),
            "max_unpool2d" => new MaxUnpool2d(kernel, stride, padding, layout),
            _ => new MaxUnpool3d(kernel, stride, padding, layout),
        };
    }

    // PyTorch also takes the whole shape; what is asked for lies in its last axes.
    private static SpatialSize? OutputSize(ConformanceCase c)
    {
        int rank = c.Op[^2] - '0';
        int[]? size = c.Numbers("output_size");
        return TorchLayers.Size(size?.Length == rank + 2 ? size[2..] : size);
    }
}
