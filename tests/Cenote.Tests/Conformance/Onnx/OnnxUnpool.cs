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
        int[] kernel = node.Numbers("kernel_shape")!, stride = node.Numbers("strides") ?? [.. kernel.Select(_ => 1)];
        int[] pads = node.Numbers("pads") ?? new int[2 * kernel.Length];
        if (x.Shape.Length < 3)
        {
            Unpool(kernel, stride, Tensor.Create(x.Values<float>(), x.Shape), Tensor.Create(where.Values<long>(), where.Shape), null, layout);
            throw new InvalidDataException("ONNX refuses an input without batch, channels and a map.");
        }

        // The shape that comes out by itself; what is given takes its place. Of either the library is told the spatial axes.
        nint[] natural = [.. x.Shape[..2], .. kernel.Select((k, i) => (x.Shape[2 + i] - 1) * stride[i] + k - pads[i] - pads[kernel.Length + i])];
        bool given = node.Inputs.Length > 2;
        nint[] shape = given ? [.. c.Inputs[node.Inputs[2]].Values<long>().Select(l => (nint)l)] : natural;
        int[]? outputSize = given || pads.Max() > 0 ? [.. shape[2..].Select(l => (int)l)] : null;

        // ONNX's own case counts indices in the natural shape, whose map it then puts into the corner of the given one; ONNX Runtime
        // counts them in the given one. They contradict each other; each holds for its suite.
        int batch = (int)x.Shape[0], channels = (int)x.Shape[1];
        bool corner = given && c.Suite != OnnxCase.RuntimeSuite;
        long[] places = OnnxIndices.ToPlanes(where.Values<long>(), corner ? natural : shape, batch * channels);
        if (corner && shape.Length != 4)
            throw new InvalidDataException("Only images are put into a corner here.");

        if (corner)
            places = [.. places.Select(p => p / natural[3] * shape[3] + p % natural[3])];

        Tensor<float> input = Tensor.Create(Layouts.From(x.Values<float>(), batch, channels, layout), OnnxGraph.Ordered(x.Shape, layout));
        Tensor<long> indices = Tensor.Create(Layouts.From(places, batch, channels, layout), OnnxGraph.Ordered(where.Shape, layout));
        Tensor<float> y = Unpool(kernel, stride, input, indices, outputSize, layout);
        Assert.Equal(OnnxGraph.Ordered(shape, layout), y.Lengths);
        float[] elements = new float[y.FlattenedLength];
        y.FlattenTo(elements);
        return OnnxTensor.Make(x.ElementType, shape, Layouts.To(elements, batch, channels, layout));
    }

    private static Tensor<float> Unpool(int[] kernel, int[] stride, Tensor<float> x, Tensor<long> indices, int[]? outputSize, TensorLayout layout)
    {
        SpatialSize kernelSize = TorchLayers.Size(kernel).Value, step = TorchLayers.Size(stride).Value;
        MaxUnpool layer = kernel.Length switch
        {
            1 => new MaxUnpool1d(kernelSize, step, layout: layout),
            2 => new MaxUnpool2d(kernelSize, step, layout: layout),
            _ => new MaxUnpool3d(kernelSize, step, layout: layout),
        };
        return layer.Forward(x, indices, TorchLayers.Size(outputSize));
    }
}
