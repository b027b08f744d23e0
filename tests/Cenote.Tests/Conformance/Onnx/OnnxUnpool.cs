using System.Numerics.Tensors;
using Cenote.Tests.Oracles;

namespace Cenote.Tests.Conformance.Onnx;

/// <summary>A MaxUnpool node in the library's terms.</summary>
internal static class OnnxUnpool
{
    public static OnnxTensor Run(OnnxCase c, OnnxNode node, TensorLayout layout)
    {
        node.Only("kernel_shape", "strides", "pads");
        OnnxTensor x = c.Inputs[node.Inputs[0]], where = c.Inputs[node.Inputs[1]];
        int[] kernel = node.Numbers("kernel_shape")!, stride = node.Numbers("strides") ?? [.. kernel.Select(_ => 1)], pads = node.Numbers("pads") ?? new int[2 * kernel.Length];
        int batch = (int)x.Shape[0], channels = (int)x.Shape[1];

        // Of the given shape the library takes the spatial axes; without one, pads are part of it.
        nint[] natural = [.. x.Shape[..2], .. kernel.Select((k, i) => (x.Shape[2 + i] - 1) * stride[i] + k - pads[i] - pads[kernel.Length + i])];
        nint[] shape = node.Inputs.Length > 2 ? [.. c.Inputs[node.Inputs[2]].Values<long>().Select(l => (nint)l)] : natural;
        long[] places = OnnxIndices.ToPlanes(where.Values<long>(), IndexedShape(c, natural, shape), batch * channels);
        if (IndexedShape(c, natural, shape) == natural && shape.Length == 4)
            places = [.. places.Select(p => p / natural[3] * shape[3] + p % natural[3])];

        Tensor<float> input = Tensor.Create(Layouts.From(x.Values<float>(), batch, channels, layout), OnnxGraph.Ordered(x.Shape, layout));
        Tensor<long> indices = Tensor.Create(Layouts.From(places, batch, channels, layout), OnnxGraph.Ordered(where.Shape, layout));
        Tensor<float> y = Unpool(kernel, stride, input, indices, [.. shape[2..].Select(l => (int)l)], layout);
        Assert.Equal(OnnxGraph.Ordered(shape, layout), y.Lengths);
        float[] elements = new float[y.FlattenedLength];
        y.FlattenTo(elements);
        return OnnxTensor.Make(x.ElementType, shape, Layouts.To(elements, batch, channels, layout));
    }

    // ONNX's own case counts indices in the shape that would come out by itself and puts the result into the corner of the given one;
    // ONNX Runtime counts them in the given one. Both hold, each for its suite.
    private static nint[] IndexedShape(OnnxCase c, nint[] natural, nint[] given) => c.Suite == OnnxCase.RuntimeSuite ? given : natural;

    // The one line that waits for the class.
    private static Tensor<float> Unpool(int[] kernel, int[] stride, Tensor<float> x, Tensor<long> indices, int[] outputSize, TensorLayout layout) =>
        throw new InvalidOperationException($"{layout} {kernel} {stride} {x} {indices} {outputSize}");
}
