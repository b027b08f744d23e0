using System.Numerics;
using System.Numerics.Tensors;

namespace Cenote;

/// <summary>A pooling whose layer takes <see cref="float"/> and <see cref="double"/> by a narrower constraint than a window's.</summary>
internal abstract class FloatingPooling(object layer, WindowPool? windows = null) : ArrayPooling(layer, windows)
{
    public sealed override void Pool<T>(Tensor<T> input, ulong batch, scoped in TensorSpan<T> output)
    {
        ElementType<T>.Check();
        object pooled = input is Tensor<float> floats ? Pool(floats) : Pool((Tensor<double>)(object)input);
        ((Tensor<T>)pooled).AsReadOnlyTensorSpan().CopyTo(output);
    }

    public sealed override Tensor<T> Backward<T>(Tensor<T> input, ulong batch, Tensor<T> gradOutput) => Backward(input, gradOutput);

    protected abstract Tensor<T> Pool<T>(Tensor<T> input)
        where T : unmanaged, IFloatingPointIeee754<T>;

    protected abstract Tensor<T> Backward<T>(Tensor<T> input, Tensor<T> gradOutput)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>Sequences of which every token counts.</summary>
internal sealed class SequencePooling(SequencePool layer) : FloatingPooling(layer)
{
    public override nint[] OutputShape(ReadOnlySpan<nint> inputShape) => layer.OutputShape(inputShape);

    protected override Tensor<T> Pool<T>(Tensor<T> input) =>
        layer is LinearSequencePool linear ? linear.Forward(input) : ((SequenceMaxPool)layer).ForwardWithIndices(input).Output;

    protected override Tensor<T> Backward<T>(Tensor<T> input, Tensor<T> gradOutput) => layer is LinearSequencePool linear
        ? linear.Backward(gradOutput, input.Lengths)
        : ((SequenceMaxPool)layer).Backward(gradOutput, ((SequenceMaxPool)layer).ForwardWithIndices(input).Indices, input.Lengths);
}

/// <summary>Capsules, by the usual number of rounds.</summary>
internal sealed class CapsulePooling(CapsuleRouting layer) : FloatingPooling(layer)
{
    public override nint[] OutputShape(ReadOnlySpan<nint> inputShape) =>
        inputShape.Length is 3 or 4
            ? [.. inputShape[..^3], .. inputShape[^2..]]
            : throw new ArgumentException($"input has rank {inputShape.Length}, shape {Shapes.Text(inputShape)}; this layer takes [B, in, out, D] or [in, out, D].", nameof(inputShape));

    protected override Tensor<T> Pool<T>(Tensor<T> input) => layer.Forward(input).Output;

    protected override Tensor<T> Backward<T>(Tensor<T> input, Tensor<T> gradOutput) => layer.Backward(gradOutput, input);
}

/// <summary>Attention with weights that nobody trained: V the identity and w by default 8 / channels, so bright places weigh most.</summary>
internal sealed class AttentionPooling(AttentionWindowPool layer, WindowPool windows, double weight) : FloatingPooling(layer, windows)
{
    public override nint[] OutputShape(ReadOnlySpan<nint> inputShape) => layer.OutputShape(inputShape);

    public override Tensor<T> Attention<T>(Tensor<T> input) => Forward(input).Attention;

    protected override Tensor<T> Pool<T>(Tensor<T> input) => Forward(input).Output;

    protected override Tensor<T> Backward<T>(Tensor<T> input, Tensor<T> gradOutput)
    {
        (Tensor<T> v, Tensor<T> w) = Parameters(input);
        return layer.Backward(gradOutput, input, v, w).Input;
    }

    private (Tensor<T> Output, Tensor<T> Attention) Forward<T>(Tensor<T> input)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (Tensor<T> v, Tensor<T> w) = Parameters(input);
        return layer.Forward(input, v, w);
    }

    private (Tensor<T> V, Tensor<T> W) Parameters<T>(Tensor<T> input)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int channels = (int)input.Lengths[layer.Layout == TensorLayout.Nhwc ? ^1 : ^(Windows!.SpatialAxes + 1)];
        T[] v = new T[channels * channels];
        for (int c = 0; c < channels; c++)
            v[c * channels + c] = T.One;

        T[] w = [.. Enumerable.Repeat(T.CreateTruncating(weight / channels), channels)];
        return (Tensor.Create(v, [channels, channels]), Tensor.Create(w, [channels]));
    }
}
