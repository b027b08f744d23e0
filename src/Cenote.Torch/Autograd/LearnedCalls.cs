using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Autograd;

/// <summary>Generalised-mean pooling; its parameter is p, one number or one for each channel. The core takes p when a layer is made.</summary>
internal sealed class GeMCall(Func<double[], TensorLayout, GeMPool> make, int spatialAxes, double[] p) : PoolingCall(spatialAxes)
{
    protected override void Check(ReadOnlySpan<nint> inputShape, TensorLayout layout) => make(p, layout).OutputShape(inputShape);

    protected override Tensor Forward<T>(Tensor input, Tensor[] parameters, bool keeps, TensorLayout layout)
    {
        GeMPool layer = Layer(layout);
        Tensor output = Empty(layer.OutputShape(TorchMemory.Shape(input)), input);
        if (output.numel() > 0)
            layer.Forward(TorchMemory.Read<T>(input), TorchMemory.Write<T>(output));

        if (keeps)
            Saved.Add(input);

        return output;
    }

    protected override Tensor[] Backward<T>(Tensor gradOutput, IReadOnlyList<Tensor> saved, TensorLayout layout)
    {
        Tensor input = saved[0], gradInput = empty_like(input);
        if (input.numel() == 0)
            return [gradInput, zeros(p.Length, input.dtype)];

        GeMPool layer = Layer(layout);
        layer.Backward(TorchMemory.Read<T>(input), TorchMemory.Read<T>(gradOutput), TorchMemory.Write<T>(gradInput));
        return [gradInput, tensor(layer.ParameterGradient(TorchMemory.Read<T>(input), TorchMemory.Read<T>(gradOutput)), input.dtype)];
    }

    private GeMPool Layer(TensorLayout layout)
    {
        GeMPool layer = make(p, layout);
        layer.MaxDegreeOfParallelism = get_num_threads();
        return layer;
    }
}

/// <summary>A pooling with one tensor of weights, given anew with each input.</summary>
internal abstract class WeightedCall(int spatialAxes) : PoolingCall(spatialAxes)
{
    protected override void Check(ReadOnlySpan<nint> inputShape, TensorLayout layout) => OutputShape(inputShape, layout);

    protected override Tensor Forward<T>(Tensor input, Tensor[] parameters, bool keeps, TensorLayout layout)
    {
        Tensor output = Empty(OutputShape(InputShape, layout), input);
        if (output.numel() > 0)
            Pool<T>(input, parameters[0], output, layout);

        if (keeps)
            Saved.AddRange([input, parameters[0]]);

        return output;
    }

    protected override Tensor[] Backward<T>(Tensor gradOutput, IReadOnlyList<Tensor> saved, TensorLayout layout)
    {
        Tensor gradInput = zeros_like(saved[0]), gradWeights = zeros_like(saved[1]);
        if (gradInput.numel() > 0)
            PoolBackward<T>(saved[0], saved[1], gradOutput, gradInput, gradWeights, layout);

        return [gradInput, gradWeights];
    }

    protected abstract nint[] OutputShape(ReadOnlySpan<nint> inputShape, TensorLayout layout);

    protected abstract void Pool<T>(Tensor input, Tensor weights, Tensor output, TensorLayout layout)
        where T : unmanaged, INumber<T>;

    protected abstract void PoolBackward<T>(Tensor input, Tensor weights, Tensor gradOutput, Tensor gradInput, Tensor gradWeights, TensorLayout layout)
        where T : unmanaged, INumber<T>;
}

/// <summary>A mixture of poolings; its parameter is the weights.</summary>
internal sealed class MixtureCall(Layers<MixedPool> layers, int spatialAxes) : WeightedCall(spatialAxes)
{
    protected override nint[] OutputShape(ReadOnlySpan<nint> inputShape, TensorLayout layout) => layers[layout].OutputShape(inputShape);

    protected override void Pool<T>(Tensor input, Tensor weights, Tensor output, TensorLayout layout) =>
        layers[layout].Forward(TorchMemory.Read<T>(input), TorchMemory.ReadFlat<T>(weights), TorchMemory.Write<T>(output));

    protected override void PoolBackward<T>(Tensor input, Tensor weights, Tensor gradOutput, Tensor gradInput, Tensor gradWeights, TensorLayout layout) =>
        layers[layout].Backward(TorchMemory.Read<T>(input), TorchMemory.ReadFlat<T>(weights), TorchMemory.Read<T>(gradOutput), TorchMemory.Write<T>(gradInput), TorchMemory.WriteFlat<T>(gradWeights));
}

/// <summary>Gated max-average pooling; its parameter is the mask omega.</summary>
internal sealed class GateCall(Layers<GatedPool> layers, int spatialAxes) : WeightedCall(spatialAxes)
{
    protected override nint[] OutputShape(ReadOnlySpan<nint> inputShape, TensorLayout layout) => layers[layout].OutputShape(inputShape);

    protected override void Pool<T>(Tensor input, Tensor weights, Tensor output, TensorLayout layout) =>
        layers[layout].Forward(TorchMemory.Read<T>(input), TorchMemory.ReadFlat<T>(weights), TorchMemory.Write<T>(output));

    protected override void PoolBackward<T>(Tensor input, Tensor weights, Tensor gradOutput, Tensor gradInput, Tensor gradWeights, TensorLayout layout) =>
        layers[layout].Backward(TorchMemory.Read<T>(input), TorchMemory.ReadFlat<T>(weights), TorchMemory.Read<T>(gradOutput), TorchMemory.Write<T>(gradInput), TorchMemory.WriteFlat<T>(gradWeights));
}
