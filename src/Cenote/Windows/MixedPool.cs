using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Geometry;

namespace Cenote;

/// <summary>Mixed pooling: a weighted sum of several poolings of the same windows.</summary>
/// <remarks>
/// <para>y = sum_k a_k * pooling_k(x). The weights are taken as they are; a layer that learns them makes them sum to 1 by a softmax. Of
/// max and average with weights a and 1 - a it is the mixed max-average pooling of Lee et al.</para>
/// <para>Weights lie pooling after pooling, each with one number (for the layer), one for each channel, or one for each place: of the
/// output without N, or with it; places in the order of the output.</para>
/// <para>For the random form of Yu et al. <see cref="DrawWeights{T}"/> makes weights that pick one pooling: for the whole layer, for each channel
/// or for each place.</para>
/// <para>Source: Lee, Gallagher, Tu, "Generalizing pooling functions in convolutional neural networks", 2016; Yu et al., "Mixed pooling for
/// convolutional neural networks", 2014.</para>
/// </remarks>
public sealed unsafe class MixedPool
{
    private readonly WindowPool[] _poolings;

    /// <summary>Makes the mixture.</summary>
    /// <param name="poolings">Two poolings or more that give the same shape; one is allowed, and is scaled.</param>
    /// <exception cref="ArgumentException">There is none, or they differ in the number of spatial axes or the layout.</exception>
    public MixedPool(params ReadOnlySpan<WindowPool> poolings)
    {
        _poolings = poolings.ToArray();
        if (_poolings.Length == 0)
            throw new ArgumentException("poolings is empty; there is at least one to mix.", nameof(poolings));

        foreach (WindowPool pooling in _poolings)
        {
            ArgumentNullException.ThrowIfNull(pooling, nameof(poolings));
            if (pooling.SpatialAxes != _poolings[0].SpatialAxes || pooling.Layout != _poolings[0].Layout)
                throw new ArgumentException($"poolings holds {_poolings[0]} and {pooling}; all have the same spatial axes and layout.", nameof(poolings));
        }
    }

    /// <summary>The poolings that are mixed.</summary>
    public IReadOnlyList<WindowPool> Poolings => _poolings;

    /// <summary>The shape that an input is pooled to.</summary>
    /// <exception cref="ArgumentException">The shape does not fit, or the poolings give different ones.</exception>
    public nint[] OutputShape(ReadOnlySpan<nint> inputShape)
    {
        nint[] shape = _poolings[0].OutputShape(inputShape);
        foreach (WindowPool pooling in _poolings.AsSpan(1))
        {
            nint[] other = pooling.OutputShape(inputShape);
            if (!other.AsSpan().SequenceEqual(shape))
                throw new ArgumentException($"inputShape {Shapes.Text(inputShape)} is pooled to {Shapes.Text(shape)} by {_poolings[0]} and to {Shapes.Text(other)} by {pooling}; all give one shape.", nameof(inputShape));
        }

        return shape;
    }

    /// <summary>Mixes the poolings of <paramref name="input"/>.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="input">A tensor whose shape is in the order of the poolings' layout.</param>
    /// <param name="weights">The weights; see the class.</param>
    /// <param name="output">A tensor of the shape that <see cref="OutputShape"/> gives.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or the weights are of none of the counts allowed.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Forward<T>(scoped in ReadOnlyTensorSpan<T> input, ReadOnlySpan<T> weights, scoped in TensorSpan<T> output)
        where T : unmanaged, INumber<T>
    {
        ElementType<T>.Check();
        nint[] shape = OutputShape(input.Lengths);
        Shapes.Same(output.Lengths, shape, nameof(output), "the pooled input");
        WeightMap map = Map(shape, weights.Length);
        foreach (WindowPool pooling in _poolings)
            pooling.CheckOptions<T>(input.Lengths);

        fixed (T* px = input, pw = weights, py = output)
            Memory.CheckApart([Operand.Of(py, output, nameof(output))], [Operand.Of(px, input, nameof(input)), Operand.Of(pw, weights.Length, nameof(weights))]);

        using Scratch<T> pooledRoom = new(output.FlattenedLength, nameof(output)), sumRoom = new(output.FlattenedLength, nameof(output));
        Span<T> pooled = pooledRoom.Span, sum = sumRoom.Span;
        sum.Clear();
        for (int k = 0; k < _poolings.Length; k++)
        {
            _poolings[k].Forward(input, pooledRoom.Shaped(shape));
            ReadOnlySpan<T> own = weights.Slice(k * map.Count, map.Count);
            for (int i = 0; i < sum.Length; i++)
            {
                // What weighs nothing is left out, were it infinite.
                T weight = own[map.Of(i)];
                if (weight != T.Zero)
                    sum[i] += weight * pooled[i];
            }
        }

        sumRoom.Shaped(shape).CopyTo(output);
    }

    /// <summary>Mixes the poolings of <paramref name="input"/> into a new tensor.</summary>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, ReadOnlySpan{T}, in TensorSpan{T})"/>
    public Tensor<T> Forward<T>(Tensor<T> input, ReadOnlySpan<T> weights)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        Tensor<T> output = Shapes.Create<T>(OutputShape(input.Lengths));
        Forward(input.AsReadOnlyTensorSpan(), weights, output.AsTensorSpan());
        return output;
    }

    /// <summary>The gradients toward the input and the weights.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="input">The input of the forward pass.</param>
    /// <param name="weights">The weights of the forward pass.</param>
    /// <param name="gradOutput">The gradient toward the output, of the output's shape.</param>
    /// <param name="gradInput">Overwritten with the gradient toward the input.</param>
    /// <param name="gradWeights">Overwritten with the gradient toward the weights, as many as there are weights.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or the weights are of none of the counts allowed.</exception>
    /// <exception cref="NotSupportedException">The element type is another.</exception>
    public void Backward<T>(scoped in ReadOnlyTensorSpan<T> input, ReadOnlySpan<T> weights, scoped in ReadOnlyTensorSpan<T> gradOutput, scoped in TensorSpan<T> gradInput, Span<T> gradWeights)
        where T : unmanaged, INumber<T>
    {
        ElementType<T>.Check();
        nint[] shape = OutputShape(input.Lengths);
        Shapes.Same(gradOutput.Lengths, shape, nameof(gradOutput), "the pooled input");
        Shapes.Same(gradInput.Lengths, input.Lengths, nameof(gradInput), nameof(input));
        WeightMap map = Map(shape, weights.Length);
        foreach (WindowPool pooling in _poolings)
            pooling.CheckOptions<T>(input.Lengths);

        if (gradWeights.Length != weights.Length)
            throw new ArgumentException($"gradWeights holds {gradWeights.Length} numbers; there are {weights.Length} weights.", nameof(gradWeights));

        fixed (T* px = input, pw = weights, pdy = gradOutput, pdx = gradInput, pdw = gradWeights)
        {
            Memory.CheckApart(
                [Operand.Of(pdx, gradInput, nameof(gradInput)), Operand.Of(pdw, gradWeights.Length, nameof(gradWeights))],
                [Operand.Of(px, input, nameof(input)), Operand.Of(pw, weights.Length, nameof(weights)), Operand.Of(pdy, gradOutput, nameof(gradOutput))]);
        }

        // A pooling may refuse the input, so nothing is written before all have taken it.
        nint outputs = gradOutput.FlattenedLength, inputs = input.FlattenedLength;
        using Scratch<T> dyRoom = new(outputs, nameof(gradOutput)), partRoom = new(outputs, nameof(gradOutput)), dx = new(inputs, nameof(input)), sum = new(inputs, nameof(input)), dwRoom = new(weights.Length, nameof(weights));
        Span<T> dy = dyRoom.Span, part = partRoom.Span, dw = dwRoom.Span;
        gradOutput.FlattenTo(dy);
        sum.Span.Clear();
        dw.Clear();
        for (int k = 0; k < _poolings.Length; k++)
        {
            _poolings[k].Forward(input, partRoom.Shaped(shape));
            for (int i = 0; i < part.Length; i++)
            {
                int weight = k * map.Count + map.Of(i);
                dw[weight] += dy[i] * part[i];
                part[i] = dy[i] * weights[weight];
            }

            _poolings[k].Backward(input, partRoom.Shaped(shape), dx.Shaped(input.Lengths));
            TensorPrimitives.Add(sum.Span, dx.Span, sum.Span);
        }

        sum.Shaped(input.Lengths).CopyTo(gradInput);
        dw.CopyTo(gradWeights);
    }

    /// <summary>Draws weights that pick one pooling, each with the same probability: Yu et al.'s mixed pooling.</summary>
    /// <remarks>In inference equal weights give the mean of what is drawn. The paper takes the pooling that was drawn more often in training.</remarks>
    /// <param name="seed">What the draw follows from; another for every step of training.</param>
    /// <param name="weights">Overwritten; its length says whether one draw is made for the layer, one for each channel or one for each place.</param>
    /// <exception cref="ArgumentException">The length is no multiple of the number of poolings.</exception>
    public void DrawWeights<T>(ulong seed, Span<T> weights)
        where T : unmanaged, INumber<T>
    {
        if (weights.Length == 0 || weights.Length % _poolings.Length != 0)
            throw new ArgumentException($"weights holds {weights.Length} numbers; it is a multiple of the {_poolings.Length} poolings.", nameof(weights));

        weights.Clear();
        int draws = weights.Length / _poolings.Length;
        for (int i = 0; i < draws; i++)
            weights[(int)(CounterRandom.Uniform(seed, (ulong)i) * _poolings.Length) * draws + i] = T.One;
    }

    /// <inheritdoc/>
    public override string ToString() => $"MixedPool({string.Join(", ", _poolings.Select(p => p.ToString()))})";

    private WeightMap Map(nint[] shape, int weights)
    {
        int axes = _poolings[0].SpatialAxes;
        bool batched = shape.Length == axes + 2, last = _poolings[0].Layout == TensorLayout.Nhwc;
        int channels = (int)shape[last ? ^1 : batched ? 1 : 0];
        nint all = Shapes.Elements(shape, nameof(shape)), item = Shapes.Elements(batched ? shape.AsSpan(1) : shape, nameof(shape));
        int places = channels == 0 ? 0 : (int)(item / channels), count = weights / _poolings.Length;
        return weights % _poolings.Length != 0 || (weights == 0 && all > 0) ? throw Wrong()
            : count == 1 ? new WeightMap(1, 1, 1)
            : count == channels ? (last ? new WeightMap(count, 1, count) : new WeightMap(count, places, count))
            : count == item || count == all ? new WeightMap(count, 1, count)
            : throw Wrong();

        ArgumentException Wrong() => new(
            $"weights holds {weights} numbers; for each of {_poolings.Length} poolings there is 1, or one for each of {channels} channels, or one for each of {item} places.", nameof(weights));
    }

    /// <summary>Which of a pooling's weights an output takes: (output / step) % period.</summary>
    private readonly record struct WeightMap(int Count, int Step, int Period)
    {
        public int Of(int output) => output / Step % Period;
    }
}
