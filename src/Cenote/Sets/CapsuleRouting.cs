using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Sets;

namespace Cenote;

/// <summary>Dynamic routing between capsules: b_ij = 0, then in every round c_ij = softmax_j(b_ij), s_j = sum_i c_ij û_j|i,
/// v_j = squash(s_j) = |s_j|² / (1 + |s_j|²) s_j / |s_j|, and b_ij += û_j|i . v_j.</summary>
/// <remarks>
/// <para>Shapes: input û <c>[B, in, out, D]</c> (what each lower capsule i predicts for each higher capsule j), or without B; output v
/// <c>[B, out, D]</c>, that of the last round; coupling c <c>[B, in, out]</c> of the last round, or <c>[B, rounds, in, out]</c> of all.</para>
/// <para>squash(0) is 0, and its gradient there is 0. Elements are <see cref="float"/> or <see cref="double"/>. Dense tensors are read in
/// place; others are copied once. Scratch is rented. An item's result has the same bits alone and in any batch.</para>
/// <para>Source: Sabour, Frosst, Hinton, "Dynamic routing between capsules", 2017, procedure 1 and equation 1.</para>
/// </remarks>
public sealed unsafe class CapsuleRouting
{
    /// <summary>Makes the layer.</summary>
    /// <param name="iterations">Rounds of routing, at least 1; the paper takes 3.</param>
    /// <param name="constantCoupling">How the gradient sees the last round's coupling: false, through all rounds that made it; true, as
    /// numbers that fell from the sky, which is cheaper and what many programs do.</param>
    /// <exception cref="ArgumentException">A number is out of its range; the message names it.</exception>
    public CapsuleRouting(int iterations = 3, bool constantCoupling = false)
    {
        if (iterations < 1)
            throw new ArgumentException($"iterations is {iterations}; it is at least 1.", nameof(iterations));

        Iterations = iterations;
        ConstantCoupling = constantCoupling;
    }

    /// <summary>Rounds of routing.</summary>
    public int Iterations { get; }

    /// <summary>Whether the gradient holds the last round's coupling constant.</summary>
    public bool ConstantCoupling { get; }

    /// <summary>Routes <paramref name="input"/> into <paramref name="output"/> and gives the coupling of the last round.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="input">û, of shape <c>[B, in, out, D]</c> or <c>[in, out, D]</c>.</param>
    /// <param name="output">v, of shape <c>[B, out, D]</c> or <c>[out, D]</c>; it must not overlap the input.</param>
    /// <param name="coupling">c, of shape <c>[B, in, out]</c> or <c>[in, out]</c>.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together; the message says which clash.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Forward<T>(scoped in ReadOnlyTensorSpan<T> input, scoped in TensorSpan<T> output, scoped in TensorSpan<T> coupling)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CapsuleSizes sizes = Lay<T>(input.Lengths, output.Lengths, nameof(output));
        SetShapes.Expect(coupling.Lengths, nameof(coupling), input.Lengths[..^1], input.Lengths, nameof(input));
        Run(input, output, coupling, sizes, everyRound: false);
    }

    /// <summary>Routes <paramref name="input"/> into <paramref name="output"/> and gives the coupling of every round, the first to the last.</summary>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in TensorSpan{T}, in TensorSpan{T})"/>
    /// <param name="input">û, of shape <c>[B, in, out, D]</c> or <c>[in, out, D]</c>.</param>
    /// <param name="output">v, of shape <c>[B, out, D]</c> or <c>[out, D]</c>; it must not overlap the input.</param>
    /// <param name="couplings">c, of shape <c>[B, rounds, in, out]</c> or <c>[rounds, in, out]</c>.</param>
    public void ForwardRounds<T>(scoped in ReadOnlyTensorSpan<T> input, scoped in TensorSpan<T> output, scoped in TensorSpan<T> couplings)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CapsuleSizes sizes = Lay<T>(input.Lengths, output.Lengths, nameof(output));
        Span<nint> room = stackalloc nint[4];
        SetShapes.Expect(couplings.Lengths, nameof(couplings), RoundsShape(input.Lengths, room), input.Lengths, nameof(input));
        Run(input, output, couplings, sizes, everyRound: true);
    }

    /// <summary>Routes <paramref name="input"/> into new tensors: v, and the coupling of the last round.</summary>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in TensorSpan{T}, in TensorSpan{T})"/>
    public (Tensor<T> Output, Tensor<T> Coupling) Forward<T>(Tensor<T> input)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        Tensor<T> output = Output(input), coupling = Shapes.Create<T>(input.Lengths[..^1]);
        Forward(input.AsReadOnlyTensorSpan(), output.AsTensorSpan(), coupling.AsTensorSpan());
        return (output, coupling);
    }

    /// <summary>Routes <paramref name="input"/> into new tensors: v, and the coupling of every round.</summary>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in TensorSpan{T}, in TensorSpan{T})"/>
    public (Tensor<T> Output, Tensor<T> Couplings) ForwardRounds<T>(Tensor<T> input)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        Tensor<T> output = Output(input), couplings = Shapes.Create<T>(RoundsShape(input.Lengths, stackalloc nint[4]));
        ForwardRounds(input.AsReadOnlyTensorSpan(), output.AsTensorSpan(), couplings.AsTensorSpan());
        return (output, couplings);
    }

    /// <summary>The gradient toward û, as <see cref="ConstantCoupling"/> says; the rounds of the forward call are computed again.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="gradOutput">The gradient toward v, of the output's shape.</param>
    /// <param name="input">The input of the forward call.</param>
    /// <param name="gradInput">Overwritten with the gradient toward û; its shape is the input's.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together; the message says which clash.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Backward<T>(scoped in ReadOnlyTensorSpan<T> gradOutput, scoped in ReadOnlyTensorSpan<T> input, scoped in TensorSpan<T> gradInput)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CapsuleSizes sizes = Lay<T>(input.Lengths, gradOutput.Lengths, nameof(gradOutput));
        SetShapes.Expect(gradInput.Lengths, nameof(gradInput), input.Lengths, input.Lengths, nameof(input));
        using DenseInput<T> dv = new(gradOutput), u = new(input);
        using DenseOutput<T> du = new(gradInput);
        using Scratch<T> scratch = new(CapsuleItem<T>.BackwardScratch(sizes, Iterations), nameof(input));
        fixed (T* pdv = dv, pu = u, pdu = du, ps = scratch)
        {
            Memory.CheckApart(
                [Operand.Of(pdu, gradInput.FlattenedLength, nameof(gradInput))],
                [Operand.Of(pdv, gradOutput.FlattenedLength, nameof(gradOutput)), Operand.Of(pu, input.FlattenedLength, nameof(input))]);
            CapsuleItem<T> item = new(sizes, Iterations);
            for (nint n = 0; n < sizes.Items; n++)
                item.Backward(pu + n * sizes.Item, pdv + n * sizes.OutputItem, ConstantCoupling, pdu + n * sizes.Item, ps);
        }

        du.Commit();
    }

    /// <summary>The gradient toward û, in a new tensor.</summary>
    /// <inheritdoc cref="Backward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in TensorSpan{T})"/>
    /// <returns>A tensor of the input's shape.</returns>
    public Tensor<T> Backward<T>(Tensor<T> gradOutput, Tensor<T> input)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(gradOutput);
        ArgumentNullException.ThrowIfNull(input);
        Tensor<T> gradInput = Shapes.Create<T>(input.Lengths);
        Backward(gradOutput.AsReadOnlyTensorSpan(), input.AsReadOnlyTensorSpan(), gradInput.AsTensorSpan());
        return gradInput;
    }

    /// <inheritdoc/>
    public override string ToString() => $"CapsuleRouting(iterations: {Iterations}, constantCoupling: {(ConstantCoupling ? "true" : "false")})";

    private static CapsuleSizes Lay<T>(ReadOnlySpan<nint> input, ReadOnlySpan<nint> output, string outputName)
    {
        ElementType<T>.Check();
        CapsuleSizes sizes = Lay(input);
        Span<nint> expected = stackalloc nint[3];
        SetShapes.Expect(output, outputName, OutputShape(input, expected), input, nameof(input));
        return sizes;
    }

    private static CapsuleSizes Lay(ReadOnlySpan<nint> input)
    {
        if (input.Length is not (3 or 4))
            throw new ArgumentException($"input has rank {input.Length}, shape {Shapes.Text(input)}; this layer takes [B, in, out, D] or [in, out, D].", nameof(input));

        SetShapes.CheckItem(input, input.Length == 4, nameof(input));
        return new CapsuleSizes(input.Length == 4 ? input[0] : 1, (int)input[^3], (int)input[^2], (int)input[^1]);
    }

    private static ReadOnlySpan<nint> OutputShape(ReadOnlySpan<nint> input, Span<nint> room)
    {
        input[..^3].CopyTo(room);
        input[^2..].CopyTo(room[^2..]);
        return input.Length == 4 ? room : room[1..];
    }

    private static Tensor<T> Output<T>(Tensor<T> input)
    {
        Lay(input.Lengths);
        return Shapes.Create<T>(OutputShape(input.Lengths, stackalloc nint[3]));
    }

    private ReadOnlySpan<nint> RoundsShape(ReadOnlySpan<nint> input, Span<nint> room)
    {
        input[..^3].CopyTo(room);
        ReadOnlySpan<nint> item = [Iterations, input[^3], input[^2]];
        item.CopyTo(room[(input.Length - 3)..]);
        return room[..input.Length];
    }

    private void Run<T>(scoped in ReadOnlyTensorSpan<T> input, scoped in TensorSpan<T> output, scoped in TensorSpan<T> couplings, in CapsuleSizes sizes, bool everyRound)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using DenseInput<T> u = new(input);
        using DenseOutput<T> v = new(output), c = new(couplings);
        using Scratch<T> scratch = new(CapsuleItem<T>.ForwardScratch(sizes), nameof(input));
        fixed (T* pu = u, pv = v, pc = c, ps = scratch)
        {
            Memory.CheckApart(
                [Operand.Of(pv, output.FlattenedLength, nameof(output)), Operand.Of(pc, couplings.FlattenedLength, everyRound ? nameof(couplings) : "coupling")],
                [Operand.Of(pu, input.FlattenedLength, nameof(input))]);
            CapsuleItem<T> item = new(sizes, Iterations);
            nint rounds = everyRound ? Iterations : 1;
            for (nint n = 0; n < sizes.Items; n++)
                item.Forward(pu + n * sizes.Item, pv + n * sizes.OutputItem, pc + n * rounds * sizes.Couplings, everyRound, ps);
        }

        v.Commit();
        c.Commit();
    }
}
