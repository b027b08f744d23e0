using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Geometry;

namespace Cenote;

/// <summary>A window pooling that is linear in its input, so its gradient needs the shape of the input and not its values: average, sum.</summary>
/// <inheritdoc path="/remarks"/>
public abstract unsafe class LinearPool : WindowPool
{
    private protected LinearPool(WindowOptions options)
        : base(options)
    {
    }

    private protected override bool TakesSmallTypes => true;

    /// <summary>The gradient toward the input, into <paramref name="gradInput"/>; of dense tensors without allocating anything.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <param name="gradInput">Overwritten with the gradient toward the input; its shape is the input's.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together; the message says which clash.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Backward<T>(scoped in ReadOnlyTensorSpan<T> gradOutput, scoped in TensorSpan<T> gradInput)
        where T : unmanaged, INumber<T>
    {
        ElementType<T>.Check();
        WindowGeometry geometry = Lay(gradInput.Lengths, nameof(gradInput), gradOutput.Lengths, nameof(gradOutput));
        CheckNotEmpty(geometry, gradOutput.Lengths, nameof(gradOutput));
        using DenseInput<T> dy = new(gradOutput);
        using DenseOutput<T> dx = new(gradInput);
        fixed (T* pdy = dy, pdx = dx)
        {
            CheckApart(geometry, pdx, pdy, nameof(gradInput));
            RunBackward(geometry, null, pdy, pdx);
        }

        dx.Commit();
    }

    /// <summary>The gradient toward the input, in a new tensor.</summary>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <param name="inputShape">The shape of the input.</param>
    /// <inheritdoc cref="Backward{T}(in ReadOnlyTensorSpan{T}, in TensorSpan{T})"/>
    /// <returns>A tensor of <paramref name="inputShape"/>.</returns>
    public Tensor<T> Backward<T>(Tensor<T> gradOutput, ReadOnlySpan<nint> inputShape)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(gradOutput);
        Lay(inputShape, nameof(inputShape), gradOutput.Lengths, nameof(gradOutput));
        Tensor<T> gradInput = Shapes.Create<T>(inputShape);
        Backward(gradOutput.AsReadOnlyTensorSpan(), gradInput.AsTensorSpan());
        return gradInput;
    }
}
