using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Autograd;

/// <summary>A pooling whose gradient is made from its input: soft, Lp, the mean of stochastic pooling, ...</summary>
internal class ReductionCall(Layers<WindowPool> layers, int spatialAxes) : PoolingCall(spatialAxes)
{
    protected WindowPool Layer(TensorLayout layout)
    {
        WindowPool layer = layers[layout];
        layer.MaxDegreeOfParallelism = get_num_threads();
        return layer;
    }

    protected override void Check(ReadOnlySpan<nint> inputShape, TensorLayout layout) => layers[layout].OutputShape(inputShape);

    protected override Tensor Forward<T>(Tensor input, Tensor[] parameters, bool keeps, TensorLayout layout)
    {
        WindowPool layer = Layer(layout);
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
        if (gradInput.numel() > 0)
            Layer(layout).Backward(TorchMemory.Read<T>(input), TorchMemory.Read<T>(gradOutput), TorchMemory.Write<T>(gradInput));

        return [gradInput];
    }
}

/// <summary>A pooling whose gradient needs the input's shape alone: average, sum.</summary>
internal sealed class LinearCall(Layers<WindowPool> layers, int spatialAxes) : ReductionCall(layers, spatialAxes)
{
    protected override Tensor Forward<T>(Tensor input, Tensor[] parameters, bool keeps, TensorLayout layout) =>
        base.Forward<T>(input, parameters, keeps: false, layout);

    protected override Tensor[] Backward<T>(Tensor gradOutput, IReadOnlyList<Tensor> saved, TensorLayout layout)
    {
        Tensor gradInput = Empty(InputShape, gradOutput);
        if (gradInput.numel() > 0)
            ((LinearPool)Layer(layout)).Backward(TorchMemory.Read<T>(gradOutput), TorchMemory.Write<T>(gradInput));

        return [gradInput];
    }
}

/// <summary>A pooling that picks an element of each window: max, min. It keeps a byte for each output where that is enough, else the place.</summary>
internal sealed class SelectionCall(Layers<WindowPool> layers, int spatialAxes, bool wantsIndices = false) : ReductionCall(layers, spatialAxes)
{
    /// <summary>The place of each picked element in its plane; only if they are wanted.</summary>
    public Tensor? Indices { get; private set; }

    protected override Tensor Forward<T>(Tensor input, Tensor[] parameters, bool keeps, TensorLayout layout)
    {
        SelectionPool layer = (SelectionPool)Layer(layout);
        if (!keeps && !wantsIndices)
            return base.Forward<T>(input, parameters, keeps, layout);

        bool asTaps = !wantsIndices && FitsByte(layer);
        nint[] shape = layer.OutputShape(InputShape);
        Tensor output = Empty(shape, input), picked = empty(TorchMemory.Shape(shape), asTaps ? ScalarType.Byte : ScalarType.Int64);
        if (output.numel() == 0)
            picked.zero_();
        else if (asTaps)
            layer.ForwardWithTaps(TorchMemory.Read<T>(input), TorchMemory.Write<T>(output), TorchMemory.Write<byte>(picked));
        else
            layer.ForwardWithIndices(TorchMemory.Read<T>(input), TorchMemory.Write<T>(output), TorchMemory.Write<long>(picked));

        if (wantsIndices)
            Indices = FromCore(picked).DetachFromDisposeScope();

        if (keeps)
            Saved.Add(picked);

        return output;
    }

    protected override Tensor[] Backward<T>(Tensor gradOutput, IReadOnlyList<Tensor> saved, TensorLayout layout)
    {
        SelectionPool layer = (SelectionPool)Layer(layout);
        Tensor gradInput = Empty(InputShape, gradOutput);
        if (gradInput.numel() == 0)
            return [gradInput];

        if (saved[0].dtype == ScalarType.Byte)
            layer.Backward(TorchMemory.Read<T>(gradOutput), TorchMemory.Read<byte>(saved[0]), TorchMemory.Write<T>(gradInput));
        else
            layer.Backward(TorchMemory.Read<T>(gradOutput), TorchMemory.Read<long>(saved[0]), TorchMemory.Write<T>(gradInput));

        return [gradInput];
    }

    // Adaptive windows have no size of their own: they go by places.
    private static bool FitsByte(SelectionPool layer) => layer.KernelSize.Count > 0 && layer.KernelSize.Aggregate(1L, (product, k) => product * k) <= byte.MaxValue;
}

/// <summary>A draw of stochastic pooling.</summary>
internal sealed class DrawCall(Layers<WindowPool> layers, int spatialAxes, ulong seed) : ReductionCall(layers, spatialAxes)
{
    protected override Tensor Forward<T>(Tensor input, Tensor[] parameters, bool keeps, TensorLayout layout)
    {
        StochasticPool layer = (StochasticPool)Layer(layout);
        nint[] shape = layer.OutputShape(InputShape);
        Tensor output = Empty(shape, input), indices = empty(TorchMemory.Shape(shape), ScalarType.Int64);
        if (output.numel() > 0)
            layer.Sample(TorchMemory.Read<T>(input), seed, TorchMemory.Write<T>(output), TorchMemory.Write<long>(indices));

        if (keeps)
            Saved.Add(indices);

        return output;
    }

    protected override Tensor[] Backward<T>(Tensor gradOutput, IReadOnlyList<Tensor> saved, TensorLayout layout)
    {
        Tensor gradInput = Empty(InputShape, gradOutput);
        if (gradInput.numel() > 0)
            ((StochasticPool)Layer(layout)).SampleBackward(TorchMemory.Read<T>(gradOutput), TorchMemory.Read<long>(saved[0]), TorchMemory.Write<T>(gradInput));

        return [gradInput];
    }
}
