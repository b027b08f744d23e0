using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Autograd;

/// <summary>One use of a pooling on the CPU: what it computes forward, what it keeps, and the gradients it makes of that.</summary>
internal abstract class PoolingCall(int spatialAxes)
{
    private Arrangement _arrangement;

    /// <summary>The input's shape in the core's order, once it has been pooled.</summary>
    protected nint[] InputShape { get; private set; } = [];

    /// <summary>What the backward pass needs.</summary>
    public List<Tensor> Saved { get; } = [];

    /// <summary>Pools a tensor, with the parameters that the pooling learns if it does; through autograd where a gradient is wanted.</summary>
    /// <exception cref="ArgumentException">The shape does not fit; the message says why.</exception>
    public Tensor Run(Tensor input, params Tensor[] parameters)
    {
        using DisposeScope scope = NewDisposeScope();
        _arrangement = Arrangement.Of(input, spatialAxes);

        // Before autograd is involved: what is thrown within it leaves a node behind.
        Check(TorchMemory.Shape(_arrangement.Layout == TensorLayout.Nhwc ? _arrangement.ToCore(input) : input), _arrangement.Layout);
        bool learns = is_grad_enabled() && (input.requires_grad || Array.Exists(parameters, p => p.requires_grad));
        Tensor output = learns ? PoolingFunction.apply([this, input, .. parameters]) : Forward(input, parameters, keeps: false);
        return output.MoveToOuterDisposeScope();
    }

    public Tensor Forward(Tensor input, Tensor[] parameters, bool keeps)
    {
        Tensor x = _arrangement.ToCore(input);
        InputShape = TorchMemory.Shape(x);
        Tensor[] numbers = Array.ConvertAll(parameters, p => p.contiguous());
        return _arrangement.FromCore(x.dtype == ScalarType.Float32 ? Forward<float>(x, numbers, keeps, _arrangement.Layout) : Forward<double>(x, numbers, keeps, _arrangement.Layout));
    }

    /// <returns>The gradients toward the input and each parameter.</returns>
    public Tensor[] Backward(Tensor gradOutput, IReadOnlyList<Tensor> saved)
    {
        Tensor dy = _arrangement.ToCore(gradOutput);
        Tensor[] gradients = dy.dtype == ScalarType.Float32 ? Backward<float>(dy, saved, _arrangement.Layout) : Backward<double>(dy, saved, _arrangement.Layout);
        return [_arrangement.FromCore(gradients[0]), .. gradients[1..]];
    }

    /// <summary>Refuses a shape that does not fit.</summary>
    protected abstract void Check(ReadOnlySpan<nint> inputShape, TensorLayout layout);

    protected abstract Tensor Forward<T>(Tensor input, Tensor[] parameters, bool keeps, TensorLayout layout)
        where T : unmanaged, System.Numerics.INumber<T>;

    protected abstract Tensor[] Backward<T>(Tensor gradOutput, IReadOnlyList<Tensor> saved, TensorLayout layout)
        where T : unmanaged, System.Numerics.INumber<T>;

    /// <summary>Another tensor that goes with the input, in the core's order.</summary>
    protected Tensor ToCore(Tensor tensor) => _arrangement.ToCore(tensor);

    /// <summary>A tensor of the core's order in libtorch's, as the output is.</summary>
    protected Tensor FromCore(Tensor tensor) => _arrangement.FromCore(tensor);

    protected static Tensor Empty(ReadOnlySpan<nint> shape, Tensor like) => empty(TorchMemory.Shape(shape), like.dtype);
}

/// <summary>The two layers of the core behind a module, one for each layout.</summary>
internal sealed class Layers<TLayer>(Func<TensorLayout, TLayer> make)
    where TLayer : class
{
    private readonly TLayer _first = make(TensorLayout.Nchw);
    private readonly TLayer _last = make(TensorLayout.Nhwc);

    public TLayer this[TensorLayout layout] => layout == TensorLayout.Nchw ? _first : _last;
}
