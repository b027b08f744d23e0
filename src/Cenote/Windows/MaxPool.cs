using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Geometry;
using Cenote.Simd;
using Cenote.Windows.Loops;

namespace Cenote;

/// <summary>Max pooling over images: each output is the greatest element of its window.</summary>
/// <remarks>
/// <para>Shapes: input <c>[N, C, H, W]</c> or <c>[C, H, W]</c> (channels last by <c>layout</c>), output the same with the pooled
/// height and width. Sizes, stride, padding and dilation count elements; defaults follow <c>torch.nn.MaxPool2d</c>.</para>
/// <para>Of equal elements the first in scan order is picked. NaN is greater than everything, and of several the last is picked.
/// Padding is never picked; a window without any tap in the input gives -infinity and index -1.</para>
/// <para>Source: Ranzato, Boureau, LeCun, "Sparse feature learning for deep belief networks", 2007.</para>
/// </remarks>
public sealed unsafe class MaxPool2d : WindowPool
{
    /// <summary>Makes the layer.</summary>
    /// <param name="kernelSize">Height and width of a window, at least 1.</param>
    /// <param name="stride">Steps from window to window, at least 1; by default <paramref name="kernelSize"/>.</param>
    /// <param name="padding">Places around the input that no window picks, at most half of the window's reach.</param>
    /// <param name="dilation">Elements from one tap of a window to the next, at least 1; by default 1.</param>
    /// <param name="ceilMode">Whether a last window that hangs over the end is kept.</param>
    /// <param name="layout">Channels first or last.</param>
    /// <exception cref="ArgumentException">A number is out of its range; the message names it.</exception>
    public MaxPool2d(
        Size2 kernelSize,
        Size2? stride = null,
        Size2 padding = default,
        Size2? dilation = null,
        bool ceilMode = false,
        TensorLayout layout = TensorLayout.Nchw)
        : base(Window2d.Options(kernelSize, stride, padding, dilation, ceilMode, layout))
    {
    }

    /// <summary>Pools <paramref name="input"/> and says where each maximum was, without allocating anything.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="input">A tensor of shape <c>[N, C, H, W]</c> or <c>[C, H, W]</c>, in the order of <see cref="WindowPool.Layout"/>.</param>
    /// <param name="output">A tensor of the output's shape; it must not overlap the input.</param>
    /// <param name="indices">A tensor of the output's shape: <c>row * width + column</c> of each maximum within its channel,
    /// whatever the layout.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together; the message says which clash.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void ForwardWithIndices<T>(scoped in ReadOnlyTensorSpan<T> input, scoped in TensorSpan<T> output, scoped in TensorSpan<long> indices)
        where T : unmanaged, INumber<T>
    {
        WindowGeometry geometry = Lay<T>(input.Lengths, nameof(input), output.Lengths, nameof(output));
        CheckPooledShape(input.Lengths, nameof(input), output.Lengths, indices.Lengths, nameof(indices));
        using DenseInput<T> x = new(input);
        using DenseOutput<T> y = new(output);
        using DenseOutput<long> where = new(indices);
        fixed (T* px = x, py = y)
        fixed (long* pi = where)
            PlaneLoops.Run<SelectionForward<Max<T>, T>, T>(new(default, geometry, px, py, pi), geometry);

        y.Commit();
        where.Commit();
    }

    /// <summary>Pools <paramref name="input"/> into new tensors: the maxima, and where each was.</summary>
    /// <inheritdoc cref="ForwardWithIndices{T}(in ReadOnlyTensorSpan{T}, in TensorSpan{T}, in TensorSpan{long})"/>
    public (Tensor<T> Output, Tensor<long> Indices) ForwardWithIndices<T>(Tensor<T> input)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        nint[] shape = OutputShape(input.Lengths);
        Tensor<T> output = Tensor.CreateFromShapeUninitialized<T>(shape);
        Tensor<long> indices = Tensor.CreateFromShapeUninitialized<long>(shape);
        ForwardWithIndices(input.AsReadOnlyTensorSpan(), output.AsTensorSpan(), indices.AsTensorSpan());
        return (output, indices);
    }

    /// <summary>The gradient toward the input, into <paramref name="gradInput"/>, without allocating anything: each maximum takes its
    /// window's whole gradient.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <param name="indices">Where the maxima were, as <c>ForwardWithIndices</c> gave it.</param>
    /// <param name="gradInput">Overwritten with the gradient toward the input; its shape is the input's.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or an index lies outside the input; nothing is written then.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Backward<T>(scoped in ReadOnlyTensorSpan<T> gradOutput, scoped in ReadOnlyTensorSpan<long> indices, scoped in TensorSpan<T> gradInput)
        where T : unmanaged, INumber<T>
    {
        WindowGeometry geometry = Lay<T>(gradInput.Lengths, nameof(gradInput), gradOutput.Lengths, nameof(gradOutput));
        CheckPooledShape(gradInput.Lengths, nameof(gradInput), gradOutput.Lengths, indices.Lengths, nameof(indices));
        using DenseInput<T> dy = new(gradOutput);
        using DenseInput<long> where = new(indices);
        using DenseOutput<T> dx = new(gradInput);
        fixed (T* pdy = dy, pdx = dx)
        fixed (long* pi = where)
        {
            SelectionBackward.Check(geometry, pi, nameof(indices));
            Memory.Clear(pdx, geometry.Planes * geometry.InputPlane);
            SelectionBackward.Run(geometry, pdy, pi, pdx);
        }

        dx.Commit();
    }

    /// <summary>The gradient toward the input, in a new tensor.</summary>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <param name="indices">Where the maxima were, as <c>ForwardWithIndices</c> gave it.</param>
    /// <param name="inputShape">The shape of the input.</param>
    /// <inheritdoc cref="Backward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{long}, in TensorSpan{T})"/>
    /// <returns>A tensor of <paramref name="inputShape"/>.</returns>
    public Tensor<T> Backward<T>(Tensor<T> gradOutput, Tensor<long> indices, ReadOnlySpan<nint> inputShape)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(gradOutput);
        ArgumentNullException.ThrowIfNull(indices);
        Lay<T>(inputShape, nameof(inputShape), gradOutput.Lengths, nameof(gradOutput));
        Tensor<T> gradInput = Tensor.CreateFromShapeUninitialized<T>(inputShape);
        Backward(gradOutput.AsReadOnlyTensorSpan(), indices.AsReadOnlyTensorSpan(), gradInput.AsTensorSpan());
        return gradInput;
    }

    /// <inheritdoc/>
    public override string ToString() => Describe("MaxPool2d");

    private protected override void Run<T>(in WindowGeometry geometry, T* x, T* y) =>
        PlaneLoops.Run<ReductionForward<Picked<Max<T>, T>, T>, T>(new(default, geometry, x, y), geometry);
}

/// <summary>y = max(x);  dx[argmax] += dy.</summary>
internal readonly struct Max<T> : ISelection<T>
    where T : unmanaged, INumber<T>
{
    public TLanes Identity<TLanes>()
        where TLanes : struct, ILanes<TLanes, T> => TLanes.Create(Lowest<T>.Value);

    // As PyTorch: the first of equals stays (so of -0 and +0 the first), and a NaN, once in, gives way to a later NaN only.
    public TLanes Takes<TLanes>(TLanes best, TLanes x)
        where TLanes : struct, ILanes<TLanes, T> => TLanes.GreaterThan(x, best) | TLanes.IsNaN(x);
}
