using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Geometry;
using Cenote.Windows;
using Cenote.Windows.Loops;

namespace Cenote;

/// <summary>A window pooling that picks one element of each window, and can say which: max, min.</summary>
/// <inheritdoc path="/remarks"/>
public abstract unsafe class SelectionPool : WindowPool
{
    private protected SelectionPool(WindowOptions options)
        : base(options)
    {
    }

    private protected override bool TakesSmallTypes => true;

    /// <summary>Pools <paramref name="input"/> and says where each picked element was; dense tensors without allocating anything.</summary>
    /// <typeparam name="T">The element type; see the class.</typeparam>
    /// <param name="input">A tensor whose shape is in the order of <see cref="WindowPool.Layout"/>.</param>
    /// <param name="output">A tensor of the output's shape; it must not overlap the input.</param>
    /// <param name="indices">A tensor of the output's shape: the place of each element within its channel's map, counted row by row
    /// (for an image <c>row * width + column</c>) whatever the layout; -1 for a window without any tap in the input.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together; the message says which clash.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void ForwardWithIndices<T>(scoped in ReadOnlyTensorSpan<T> input, scoped in TensorSpan<T> output, scoped in TensorSpan<long> indices)
        where T : unmanaged, INumber<T>
    {
        CheckElements<T>();
        WindowGeometry geometry = Lay(input.Lengths, nameof(input), output.Lengths, nameof(output));
        Shapes.Same(indices.Lengths, output.Lengths, nameof(indices), nameof(output));
        using DenseInput<T> x = new(input);
        using DenseOutput<T> y = new(output);
        using DenseOutput<long> where = new(indices);
        fixed (T* px = x, py = y)
        fixed (long* pi = where)
        {
            Memory.CheckApart(
                [Operand.Of(py, output.FlattenedLength, nameof(output)), Operand.Of(pi, indices.FlattenedLength, nameof(indices))],
                [Operand.Of(px, input.FlattenedLength, nameof(input))]);
            Select(geometry, px, py, pi);
        }

        y.Commit();
        where.Commit();
    }

    /// <summary>Pools <paramref name="input"/> into new tensors: the picked elements, and where each was.</summary>
    /// <inheritdoc cref="ForwardWithIndices{T}(in ReadOnlyTensorSpan{T}, in TensorSpan{T}, in TensorSpan{long})"/>
    public (Tensor<T> Output, Tensor<long> Indices) ForwardWithIndices<T>(Tensor<T> input)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        nint[] shape = OutputShape(input.Lengths);
        Tensor<T> output = Shapes.Create<T>(shape);
        Tensor<long> indices = Shapes.Create<long>(shape);
        ForwardWithIndices(input.AsReadOnlyTensorSpan(), output.AsTensorSpan(), indices.AsTensorSpan());
        return (output, indices);
    }

    /// <summary>The gradient toward the input, into <paramref name="gradInput"/>; of dense tensors without allocating anything: each picked element takes
    /// its window's whole gradient.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <param name="indices">Where the elements were, as <c>ForwardWithIndices</c> gave it.</param>
    /// <param name="gradInput">Overwritten with the gradient toward the input; its shape is the input's.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or an index lies outside the input; nothing is written then.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Backward<T>(scoped in ReadOnlyTensorSpan<T> gradOutput, scoped in ReadOnlyTensorSpan<long> indices, scoped in TensorSpan<T> gradInput)
        where T : unmanaged, INumber<T>
    {
        ElementType<T>.Check();
        WindowGeometry geometry = Lay(gradInput.Lengths, nameof(gradInput), gradOutput.Lengths, nameof(gradOutput));
        CheckNotEmpty(geometry, gradOutput.Lengths, nameof(gradOutput));
        SelectionBackward.Run(geometry, gradOutput, indices, gradInput);
    }

    /// <summary>The gradient toward the input, in a new tensor.</summary>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <param name="indices">Where the elements were, as <c>ForwardWithIndices</c> gave it.</param>
    /// <param name="inputShape">The shape of the input.</param>
    /// <inheritdoc cref="Backward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{long}, in TensorSpan{T})"/>
    /// <returns>A tensor of <paramref name="inputShape"/>.</returns>
    public Tensor<T> Backward<T>(Tensor<T> gradOutput, Tensor<long> indices, ReadOnlySpan<nint> inputShape)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(gradOutput);
        ArgumentNullException.ThrowIfNull(indices);
        Lay(inputShape, nameof(inputShape), gradOutput.Lengths, nameof(gradOutput));
        Tensor<T> gradInput = Shapes.Create<T>(inputShape);
        Backward(gradOutput.AsReadOnlyTensorSpan(), indices.AsReadOnlyTensorSpan(), gradInput.AsTensorSpan());
        return gradInput;
    }

    /// <summary>Pools <paramref name="input"/> and says which tap of its window each picked element is, in one byte: the quickest way to what
    /// <c>Backward</c> needs, and an eighth of the memory. Dense tensors without allocating anything.</summary>
    /// <typeparam name="T">The element type; see the class.</typeparam>
    /// <param name="input">A tensor whose shape is in the order of <see cref="WindowPool.Layout"/>.</param>
    /// <param name="output">A tensor of the output's shape; it must not overlap the input.</param>
    /// <param name="taps">A tensor of the output's shape: the number of each element among the taps of the largest window, counted row by row from
    /// the first, which may lie in the padding; 255 for a window without any tap in the input.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or a window has more than 255 taps; the message says which clash.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void ForwardWithTaps<T>(scoped in ReadOnlyTensorSpan<T> input, scoped in TensorSpan<T> output, scoped in TensorSpan<byte> taps)
        where T : unmanaged, INumber<T>
    {
        CheckElements<T>();
        WindowGeometry geometry = Lay(input.Lengths, nameof(input), output.Lengths, nameof(output));
        Shapes.Same(taps.Lengths, output.Lengths, nameof(taps), nameof(output));
        CheckTapsFit(geometry);
        using DenseInput<T> x = new(input);
        using DenseOutput<T> y = new(output);
        using DenseOutput<byte> numbers = new(taps);
        fixed (T* px = x, py = y)
        fixed (byte* pt = numbers)
        {
            Memory.CheckApart(
                [Operand.Of(py, output.FlattenedLength, nameof(output)), Operand.Of(pt, taps.FlattenedLength, nameof(taps))],
                [Operand.Of(px, input.FlattenedLength, nameof(input))]);
            Select(geometry, px, py, pt);
        }

        y.Commit();
        numbers.Commit();
    }

    /// <summary>The gradient toward the input, into <paramref name="gradInput"/>; of dense tensors without allocating anything: each picked element takes
    /// its window's whole gradient.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <param name="taps">Which taps the elements were, as <c>ForwardWithTaps</c> gave it. A number that is no tap of its window in the input hands nothing on.</param>
    /// <param name="gradInput">Overwritten with the gradient toward the input; its shape is the input's.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or a window has more than 255 taps.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Backward<T>(scoped in ReadOnlyTensorSpan<T> gradOutput, scoped in ReadOnlyTensorSpan<byte> taps, scoped in TensorSpan<T> gradInput)
        where T : unmanaged, INumber<T>
    {
        ElementType<T>.Check();
        WindowGeometry geometry = Lay(gradInput.Lengths, nameof(gradInput), gradOutput.Lengths, nameof(gradOutput));
        CheckNotEmpty(geometry, gradOutput.Lengths, nameof(gradOutput));
        Shapes.Same(taps.Lengths, gradOutput.Lengths, nameof(taps), nameof(gradOutput));
        CheckTapsFit(geometry);
        using DenseInput<T> dy = new(gradOutput);
        using DenseInput<byte> numbers = new(taps);
        using DenseOutput<T> dx = new(gradInput);
        fixed (T* pdy = dy, pdx = dx)
        fixed (byte* pt = numbers)
        {
            Memory.CheckApart(
                [Operand.Of(pdx, gradInput.FlattenedLength, nameof(gradInput))],
                [Operand.Of(pdy, gradOutput.FlattenedLength, nameof(gradOutput)), Operand.Of(pt, taps.FlattenedLength, nameof(taps))]);
            Selections.Backward(geometry, pdy, pt, pdx);
        }

        dx.Commit();
    }

    private static void CheckTapsFit(in WindowGeometry geometry)
    {
        if (geometry.MostTaps > byte.MaxValue)
            throw new ArgumentException($"the largest window has {geometry.MostTaps} taps; taps are numbered in a byte, so there may be {byte.MaxValue}.", "taps");
    }

    /// <summary>The forward loop that also keeps places.</summary>
    private protected abstract void Select<T>(in WindowGeometry geometry, T* x, T* y, long* indices)
        where T : unmanaged, INumber<T>;

    /// <summary>The forward loop that also keeps the numbers of taps.</summary>
    private protected abstract void Select<T>(in WindowGeometry geometry, T* x, T* y, byte* taps)
        where T : unmanaged, INumber<T>;

    private protected override void RunBackward<T>(in WindowGeometry geometry, T* x, T* dy, T* dx)
    {
        nint outputs = geometry.Planes * geometry.OutputPlane;
        using Scratch<T> values = new(outputs, "gradOutput");
        if (geometry.MostTaps <= byte.MaxValue)
        {
            using Scratch<byte> taps = new(outputs, "gradOutput");
            fixed (T* y = values)
            fixed (byte* numbers = taps)
            {
                Select(geometry, x, y, numbers);
                Selections.Backward(geometry, dy, numbers, dx);
            }

            return;
        }

        using Scratch<long> places = new(outputs, "gradOutput");
        fixed (T* y = values)
        fixed (long* indices = places)
        {
            Select(geometry, x, y, indices);
            Memory.Clear(dx, geometry.Planes * geometry.InputPlane);
            SelectionBackward.Run(geometry, dy, indices, dx);
        }
    }
}
