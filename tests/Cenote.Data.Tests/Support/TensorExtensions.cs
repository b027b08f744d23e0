using System.Numerics.Tensors;

namespace Cenote.Data.Tests;

internal static class TensorExtensions
{
    internal static float[] Flat(this Tensor<float> tensor)
    {
        float[] values = new float[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }
}
