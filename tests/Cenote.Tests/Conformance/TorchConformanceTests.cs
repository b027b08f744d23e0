using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Tests.Oracles;

namespace Cenote.Tests.Conformance;

/// <summary>Every case of PyTorch's max_pool2d and avg_pool2d in float and double.</summary>
public class TorchConformanceTests
{
    // Calls that C# refuses at compile time: Size2 holds two numbers, and a kernel of three can not be written.
    private static readonly string[] s_inexpressible = ["dev-0366", "dev-0367"];

    private static readonly string[] s_operators = ["max_pool2d", "avg_pool2d"];

    public static TheoryData<string> Accepted() => [.. Cases(accepted: true).Select(c => c.Id)];

    public static TheoryData<string> Refused() => [.. Cases(accepted: false).Select(c => c.Id)];

    [Fact]
    public void NoCaseIsLost()
    {
        Assert.Equal(101, Cases(accepted: true).Count());
        Assert.Equal(23, Cases(accepted: false).Count());
        Assert.Equal(s_inexpressible, TorchCase.All.Values.Where(c => s_operators.Contains(c.Op) && !c.Accepted && c.Numbers("kernel_size")!.Length != 2).Select(c => c.Id));
    }

    [Theory, MemberData(nameof(Accepted))]
    public void GivesWhatPyTorchGave(string id)
    {
        TorchCase c = TorchCase.All[id];
        if (c.ElementType == "float32")
            Compare<float>(c);
        else
            Compare<double>(c);
    }

    [Theory, MemberData(nameof(Refused))]
    public void RefusesWhatPyTorchRefused(string id)
    {
        TorchCase c = TorchCase.All[id];
        ArgumentException tensors = Assert.ThrowsAny<ArgumentException>(() => { Layer(c, TensorLayout.Nchw).Forward(c.InputSpan<float>()); });
        Assert.ThrowsAny<ArgumentException>(() => Layer(c, TensorLayout.Nchw).Forward<float>(c.Input<float>(), c.InputShape, new float[64]));
        Assert.NotNull(tensors.ParamName);
    }

    private static IEnumerable<TorchCase> Cases(bool accepted) => TorchCase.All.Values.Where(c =>
        s_operators.Contains(c.Op) && c.ElementType is "float32" or "float64" && s_operators.Contains(c.Op)
        && c.Accepted == accepted && c.Normative && !s_inexpressible.Contains(c.Id));

    private static void Compare<T>(TorchCase c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // As PyTorch got it: NCHW, strided where it was.
        WindowPool first = Layer(c, TensorLayout.Nchw);
        Tensor<T> y = first.Forward(c.InputSpan<T>());
        Assert.Equal(c.OutputShape, y.Lengths);
        c.AssertSame<T>("y", c.Output<T>("y"), Elements(y));

        // Plain memory, in both layouts; the axes without N and C are the same for both.
        bool batched = c.InputShape.Length == 4;
        int batch = batched ? (int)c.InputShape[0] : 1, channels = (int)c.InputShape[^3];
        foreach (TensorLayout layout in Enum.GetValues<TensorLayout>())
        {
            WindowPool layer = Layer(c, layout);
            nint[] inputShape = Ordered(c.InputShape, layout), outputShape = Ordered(c.OutputShape, layout);
            T[] input = Layouts.From(c.Input<T>(), batch, channels, layout);
            T[] output = new T[c.Output<T>("y").Length];
            layer.Forward<T>(input, inputShape, output);
            c.AssertSame<T>("y", c.Output<T>("y"), Layouts.To(output, batch, channels, layout));

            T[] gradOutput = Layouts.From(c.GradOutput<T>(), batch, channels, layout);
            T[] gradInput = [.. Enumerable.Repeat(T.NaN, input.Length)];
            if (layer is MaxPool2d max)
            {
                long[] indices = new long[output.Length];
                output.AsSpan().Clear();
                max.ForwardWithIndices(new ReadOnlyTensorSpan<T>(input, inputShape), new TensorSpan<T>(output, outputShape), new TensorSpan<long>(indices, outputShape));
                c.AssertSame<T>("y", c.Output<T>("y"), Layouts.To(output, batch, channels, layout));
                Assert.Equal(c.Output<long>("indices"), Layouts.To(indices, batch, channels, layout));
                max.Backward(new ReadOnlyTensorSpan<T>(gradOutput, outputShape), new ReadOnlyTensorSpan<long>(indices, outputShape), new TensorSpan<T>(gradInput, inputShape));
            }
            else
            {
                ((LinearPool)layer).Backward(new ReadOnlyTensorSpan<T>(gradOutput, outputShape), new TensorSpan<T>(gradInput, inputShape));
            }

            c.AssertSame<T>("grad_x", c.GradInput<T>(), Layouts.To(gradInput, batch, channels, layout));
        }
    }

    private static WindowPool Layer(TorchCase c, TensorLayout layout)
    {
        Size2 kernel = Pair(c.Numbers("kernel_size")!).Value;
        Size2? stride = Pair(c.Numbers("stride"));
        Size2 padding = Pair(c.Numbers("padding")!).Value;
        bool ceil = c.Flag("ceil_mode");
        return c.Op == "max_pool2d"
            ? new MaxPool2d(kernel, stride, padding, Pair(c.Numbers("dilation")), ceil, layout)
            : new AvgPool2d(kernel, stride, padding, ceil, c.Flag("count_include_pad"), c.Number("divisor_override"), layout);
    }

    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(numbers))]
    private static Size2? Pair(int[]? numbers) => numbers is null ? null : (numbers[0], numbers[1]);

    private static nint[] Ordered(nint[] shape, TensorLayout layout) =>
        layout == TensorLayout.Nchw ? shape : [.. shape[..^3], .. shape[^2..], shape[^3]];

    private static T[] Elements<T>(Tensor<T> tensor)
        where T : unmanaged
    {
        T[] elements = new T[tensor.FlattenedLength];
        tensor.FlattenTo(elements);
        return elements;
    }
}
