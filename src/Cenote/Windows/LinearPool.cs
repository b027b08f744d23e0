using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Geometry;
using Cenote.Windows.Loops;

namespace Cenote;

/// <summary>A window pooling that is linear in its input, so its gradient needs the shape of the input and not its values: average, sum.</summary>
public abstract unsafe class LinearPool : WindowPool
{
    private protected LinearPool(WindowOptions options)
        : base(options)
    {
    }

    /// <summary>The gradient toward the input, into <paramref name="gradInput"/>, without allocating anything.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <param name="gradInput">Overwritten with the gradient toward the input; its shape is the input's.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together; the message says which clash.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Backward<T>(scoped in ReadOnlyTensorSpan<T> gradOutput, scoped in TensorSpan<T> gradInput)
        where T : unmanaged, INumber<T>
    {
        WindowGeometry geometry = Lay<T>(gradInput.Lengths, nameof(gradInput), gradOutput.Lengths, nameof(gradOutput));
        using DenseInput<T> dy = new(gradOutput);
        using DenseOutput<T> dx = new(gradInput);
        fixed (T* pdy = dy, pdx = dx)
            RunBackward(geometry, pdy, pdx);

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
        Lay<T>(inputShape, nameof(inputShape), gradOutput.Lengths, nameof(gradOutput));
        Tensor<T> gradInput = Tensor.CreateFromShapeUninitialized<T>(inputShape);
        Backward(gradOutput.AsReadOnlyTensorSpan(), gradInput.AsTensorSpan());
        return gradInput;
    }

    /// <summary>The backward loop over checked operands. It overwrites <paramref name="dx"/>.</summary>
    private protected abstract void RunBackward<T>(in WindowGeometry geometry, T* dy, T* dx)
        where T : unmanaged, INumber<T>;

    /// <summary>The forward loop for one rule.</summary>
    private protected static void Forward<TRule, T>(TRule rule, in WindowGeometry geometry, T* x, T* y)
        where TRule : struct, ILinearReduction<T>
        where T : unmanaged, INumber<T> =>
        PlaneLoops.Run<ReductionForward<TRule, T>, T>(new(rule, geometry, x, y), geometry);

    /// <summary>The backward loop for one rule.</summary>
    private protected static void Backward<TRule, T>(TRule rule, in WindowGeometry geometry, T* dy, T* dx)
        where TRule : struct, ILinearReduction<T>
        where T : unmanaged, INumber<T>
    {
        Memory.Clear(dx, geometry.Planes * geometry.InputPlane);
        PlaneLoops.Run<ReductionBackward<TRule, T>, T>(new(rule, geometry, dy, dx), geometry);
    }
}
