using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Tests.Oracles;

namespace Cenote.Tests.Conformance.Onnx;

/// <summary>Runs the graph of a case through the library.</summary>
internal static class OnnxGraph
{
    /// <summary>Runs a case and compares everything that comes out; of a call that is to be refused, asserts that the library refuses it.</summary>
    public static void Check(OnnxCase c)
    {
        foreach (TensorLayout layout in Enum.GetValues<TensorLayout>())
        {
            if (!c.Accepted)
            {
                Exception refusal = Assert.ThrowsAny<Exception>(() => Run(c, layout));
                Assert.True(refusal is ArgumentException { ParamName: not null } or NotSupportedException, $"{c}: {refusal}");
                continue;
            }

            Dictionary<string, OnnxTensor> results = Run(c, layout);
            foreach ((string name, OnnxTensor expected) in c.Outputs)
            {
                OnnxTensor actual = results[name];
                Assert.Equal(expected.ElementType, actual.ElementType);
                Assert.Equal(expected.Shape, actual.Shape);
                if (expected.ElementType == "int64")
                    Assert.Equal(expected.Values<long>(), actual.Values<long>());
                else
                    c.AssertSame(name, expected.Doubles(), actual.Doubles());
            }
        }
    }

    private static Dictionary<string, OnnxTensor> Run(OnnxCase c, TensorLayout layout)
    {
        Dictionary<string, OnnxTensor> tensors = new(c.Inputs);
        foreach (OnnxNode node in c.Nodes)
        {
            OnnxTensor x = tensors[node.Inputs[0]];
            OnnxTensor[] results = node.Op switch
            {
                "Unsqueeze" => [x with { Shape = Unsqueezed(x.Shape, node) }],
                "Squeeze" => [x with { Shape = Squeezed(x.Shape, node) }],
                "MaxUnpool" => [OnnxUnpool.Run(c, node, layout)],
                _ => x.ElementType switch
                {
                    "float32" => Pool<float>(node, x, layout),
                    "float64" => Pool<double>(node, x, layout),
                    "float16" => Pool<Half>(node, x, layout),
                    "int8" => Pool<sbyte>(node, x, layout),
                    "uint8" => Pool<byte>(node, x, layout),
                    _ => throw new InvalidDataException($"{x.ElementType} elements are not pooled."),
                },
            };
            for (int i = 0; i < node.Outputs.Length; i++)
                tensors[node.Outputs[i]] = results[i];
        }

        return tensors;
    }

    private static OnnxTensor[] Pool<T>(OnnxNode node, OnnxTensor x, TensorLayout layout)
        where T : unmanaged, INumber<T>
    {
        int rank = x.Shape.Length - 2, batch = (int)x.Shape[0], channels = (int)x.Shape[1];
        WindowPool layer = OnnxLayers.Make(node, rank, layout);
        T[] input = Layouts.From(x.Values<T>(), batch, channels, layout);
        nint[] inputShape = Ordered(x.Shape, layout), outputShape = layer.OutputShape(inputShape);
        nint[] shape = layout == TensorLayout.Nchw ? outputShape : [outputShape[0], outputShape[^1], .. outputShape[1..^1]];
        T[] output = new T[outputShape.Aggregate((nint)1, (product, length) => product * length)];
        layer.Forward<T>(input, inputShape, output);
        OnnxTensor y = OnnxTensor.Make(x.ElementType, shape, Layouts.To(output, batch, channels, layout));
        if (layer is not SelectionPool selection)
            return [y];

        T[] picked = new T[output.Length];
        long[] places = new long[output.Length];
        selection.ForwardWithIndices(
            new ReadOnlyTensorSpan<T>(Backed(input), inputShape),
            new TensorSpan<T>(Backed(picked), outputShape),
            new TensorSpan<long>(Backed(places), outputShape));
        Assert.Equal(output, picked);
        long[] indices = OnnxIndices.FromPlanes(Layouts.To(places, batch, channels, layout), x.Shape, node.Flag("storage_order"));
        return [y, OnnxTensor.Make("int64", shape, indices)];
    }

    /// <summary>A shape in NCHW order in the order of a layout.</summary>
    public static nint[] Ordered(nint[] shape, TensorLayout layout) => layout == TensorLayout.Nchw ? shape : [shape[0], .. shape[2..], shape[1]];

    // A tensor span wants memory behind it even where a length is 0.
    private static T[] Backed<T>(T[] elements) => elements.Length > 0 ? elements : new T[1024];

    private static nint[] Unsqueezed(nint[] shape, OnnxNode node)
    {
        node.Only("axes");
        List<nint> longer = [.. shape];
        foreach (int axis in node.Numbers("axes")!.Order())
            longer.Insert(axis, 1);

        return [.. longer];
    }

    private static nint[] Squeezed(nint[] shape, OnnxNode node)
    {
        node.Only("axes");
        int[] axes = node.Numbers("axes")!;
        Assert.All(axes, axis => Assert.Equal(1, shape[axis]));
        return [.. shape.Where((_, axis) => !axes.Contains(axis))];
    }
}
