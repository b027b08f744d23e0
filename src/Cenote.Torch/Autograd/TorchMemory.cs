using System.Numerics.Tensors;
using Tensor = TorchSharp.torch.Tensor;
using static TorchSharp.torch;

namespace Cenote.Torch.Autograd;

/// <summary>The elements of contiguous CPU tensors as spans, without a copy. The tensor must outlive the span.</summary>
internal static unsafe class TorchMemory
{
    public static ReadOnlyTensorSpan<T> Read<T>(Tensor tensor)
        where T : unmanaged => new(First<T>(tensor), checked((nint)tensor.numel()), Shape(tensor));

    public static TensorSpan<T> Write<T>(Tensor tensor)
        where T : unmanaged => new(First<T>(tensor), checked((nint)tensor.numel()), Shape(tensor));

    public static ReadOnlySpan<T> ReadFlat<T>(Tensor tensor)
        where T : unmanaged => new(First<T>(tensor), checked((int)tensor.numel()));

    public static Span<T> WriteFlat<T>(Tensor tensor)
        where T : unmanaged => new(First<T>(tensor), checked((int)tensor.numel()));

    public static nint[] Shape(Tensor tensor) => Array.ConvertAll(tensor.shape, n => (nint)n);

    public static long[] Shape(ReadOnlySpan<nint> shape)
    {
        long[] result = new long[shape.Length];
        for (int axis = 0; axis < shape.Length; axis++)
            result[axis] = shape[axis];

        return result;
    }

    private static T* First<T>(Tensor tensor)
        where T : unmanaged
    {
        using Storage<T> storage = tensor.storage<T>();
        return (T*)storage.data_ptr() + tensor.storage_offset();
    }
}
