using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Autograd;

/// <summary>Max unpooling, whose gradient is read from the places that its elements went to.</summary>
internal sealed class UnpoolCall(Layers<MaxUnpool> layers, int spatialAxes, Tensor indices, SpatialSize? outputSize) : PoolingCall(spatialAxes)
{
    protected override void Check(ReadOnlySpan<nint> inputShape, TensorLayout layout) => layers[layout].OutputShape(inputShape, outputSize);

    protected override Tensor Forward<T>(Tensor input, Tensor[] parameters, bool keeps, TensorLayout layout)
    {
        Tensor places = ToCore(indices), output = Empty(layers[layout].OutputShape(TorchMemory.Shape(input), outputSize), input);
        if (output.numel() > 0)
            layers[layout].Forward(TorchMemory.Read<T>(input), TorchMemory.Read<long>(places), TorchMemory.Write<T>(output));

        if (keeps)
            Saved.Add(places);

        return output;
    }

    protected override Tensor[] Backward<T>(Tensor gradOutput, IReadOnlyList<Tensor> saved, TensorLayout layout)
    {
        Tensor gradInput = empty(saved[0].shape, gradOutput.dtype);
        if (gradInput.numel() > 0)
            layers[layout].Backward(TorchMemory.Read<T>(gradOutput), TorchMemory.Read<long>(saved[0]), TorchMemory.Write<T>(gradInput));

        return [gradInput];
    }
}
