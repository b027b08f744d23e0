using System.Numerics;
using System.Numerics.Tensors;

namespace Cenote;

/// <summary>A pooling made by settings, ready to be used on array after array.</summary>
public abstract class ArrayPooling
{
    private protected ArrayPooling(object layer, WindowPool? windows = null)
    {
        Layer = layer;
        Windows = windows;
    }

    /// <summary>The layer, for its description.</summary>
    public object Layer { get; }

    /// <summary>The layer whose windows these are, for unpooling the pooling that it undoes; null where there are none.</summary>
    public WindowPool? Windows { get; }

    /// <summary>The shape that an input is pooled to.</summary>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public abstract nint[] OutputShape(ReadOnlySpan<nint> inputShape);

    /// <summary>Pools a batch.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>; those that the layer takes.</typeparam>
    /// <param name="input">A batch in the layout of the settings.</param>
    /// <param name="batch">The number of the batch: another draw for each, where something is drawn.</param>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public Tensor<T> Pool<T>(Tensor<T> input, ulong batch = 0)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        Tensor<T> output = Shapes.Create<T>(OutputShape(input.Lengths));
        Pool(input, batch, output.AsTensorSpan());
        return output;
    }

    /// <summary>Pools a batch into memory that is there.</summary>
    /// <param name="input">A batch in the layout of the settings.</param>
    /// <param name="batch">The number of the batch.</param>
    /// <param name="output">A tensor of the shape that <see cref="OutputShape"/> gives.</param>
    /// <inheritdoc cref="Pool{T}(Tensor{T}, ulong)"/>
    public abstract void Pool<T>(Tensor<T> input, ulong batch, scoped in TensorSpan<T> output)
        where T : unmanaged, INumber<T>;

    /// <summary>The gradient toward the input of a batch that was pooled.</summary>
    /// <param name="input">The batch.</param>
    /// <param name="batch">Its number: the gradient of the same draw.</param>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <returns>A tensor of the input's shape.</returns>
    /// <inheritdoc cref="Pool{T}(Tensor{T}, ulong)"/>
    public abstract Tensor<T> Backward<T>(Tensor<T> input, ulong batch, Tensor<T> gradOutput)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>What each tap of each window weighs, where the pooling learns to say so; else null.</summary>
    /// <param name="input">A batch in the layout of the settings.</param>
    /// <returns>The taps of each window in scan order, <c>[N, OH, OW, taps]</c>; 0 for one in the padding.</returns>
    public virtual Tensor<T>? Attention<T>(Tensor<T> input)
        where T : unmanaged, IFloatingPointIeee754<T> => null;
}

/// <summary>A layer whose result follows from its input alone.</summary>
internal sealed class WindowPooling(WindowPool layer) : ArrayPooling(layer, layer)
{
    public override nint[] OutputShape(ReadOnlySpan<nint> inputShape) => Windows!.OutputShape(inputShape);

    public override void Pool<T>(Tensor<T> input, ulong batch, scoped in TensorSpan<T> output) => Windows!.Forward(input.AsReadOnlyTensorSpan(), output);

    public override Tensor<T> Backward<T>(Tensor<T> input, ulong batch, Tensor<T> gradOutput) => Windows!.Backward(input, gradOutput);
}
