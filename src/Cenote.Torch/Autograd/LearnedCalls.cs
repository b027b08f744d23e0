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

/// <summary>A mixture of poolings; its parameter is the weights.</summary>
internal sealed class MixtureCall(Layers<MixedPool> layers, int spatialAxes) : PoolingCall(spatialAxes)
{
    protected override void Check(ReadOnlySpan<nint> inputShape, TensorLayout layout) => layers[layout].OutputShape(inputShape);

    protected override Tensor Forward<T>(Tensor input, Tensor[] parameters, bool keeps, TensorLayout layout)
    {
        MixedPool layer = layers[layout];
        Tensor output = Empty(layer.OutputShape(TorchMemory.Shape(input)), input);
        if (output.numel() > 0)
            layer.Forward(TorchMemory.Read<T>(input), TorchMemory.ReadFlat<T>(parameters[0]), TorchMemory.Write<T>(output));

        if (keeps)
            Saved.AddRange([input, parameters[0]]);

        return output;
    }

    protected override Tensor[] Backward<T>(Tensor gradOutput, IReadOnlyList<Tensor> saved, TensorLayout layout)
    {
        Tensor gradInput = zeros_like(saved[0]), gradWeights = zeros_like(saved[1]);
        if (gradInput.numel() > 0)
            layers[layout].Backward(TorchMemory.Read<T>(saved[0]), TorchMemory.ReadFlat<T>(saved[1]), TorchMemory.Read<T>(gradOutput), TorchMemory.Write<T>(gradInput), TorchMemory.WriteFlat<T>(gradWeights));

        return [gradInput, gradWeights];
    }
}

/// <summary>Gated max-average pooling; its parameter is the mask omega.</summary>
internal sealed class GateCall(Layers<GatedPool> layers, int spatialAxes) : PoolingCall(spatialAxes)
{
    protected override void Check(ReadOnlySpan<nint> inputShape, TensorLayout layout) => layers[layout].OutputShape(inputShape);

    protected override Tensor Forward<T>(Tensor input, Tensor[] parameters, bool keeps, TensorLayout layout)
    {
        GatedPool layer = layers[layout];
        Tensor output = Empty(layer.OutputShape(TorchMemory.Shape(input)), input);
        if (output.numel() > 0)
            layer.Forward(TorchMemory.Read<T>(input), TorchMemory.ReadFlat<T>(parameters[0]), TorchMemory.Write<T>(output));

        if (keeps)
            Saved.AddRange([input, parameters[0]]);

        return output;
    }

    protected override Tensor[] Backward<T>(Tensor gradOutput, IReadOnlyList<Tensor> saved, TensorLayout layout)
    {
        Tensor gradInput = zeros_like(saved[0]), gradOmega = zeros_like(saved[1]);
        if (gradInput.numel() > 0)
            layers[layout].Backward(TorchMemory.Read<T>(saved[0]), TorchMemory.ReadFlat<T>(saved[1]), TorchMemory.Read<T>(gradOutput), TorchMemory.Write<T>(gradInput), TorchMemory.WriteFlat<T>(gradOmega));

        return [gradInput, gradOmega];
    }
}
