using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Modules;

/// <summary>A pooling of Cenote as a TorchSharp module.</summary>
/// <remarks>
/// <para>Input <c>[N, C, spatial...]</c> or <c>[C, spatial...]</c>, contiguous or channels-last, which the output then is too; what is neither is
/// copied once. <see cref="float"/> and <see cref="double"/> tensors on the CPU are pooled by Cenote's kernels, on as many threads as libtorch is
/// set to; all others, on whatever device, by libtorch's own operations.</para>
/// <para>Gradients are of the first order.</para>
/// </remarks>
public abstract class PoolingModule : nn.Module<Tensor, Tensor>
{
    private protected PoolingModule(string name, WindowSettings settings)
        : base(name) => Settings = settings;

    internal WindowSettings Settings { get; }

    /// <summary>Pools a tensor.</summary>
    /// <param name="input">Of shape <c>[N, C, spatial...]</c> or <c>[C, spatial...]</c>.</param>
    /// <returns>The same with the pooled spatial axes.</returns>
    /// <exception cref="ArgumentException">The shape does not fit; the message says why.</exception>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        PoolingError.ThrowKept();
        return IsForCenote(input) ? Pool(input) : Composed(input);
    }

    /// <summary>The module's name and options, as PyTorch prints them.</summary>
    public override string ToString() => $"{GetName()}({string.Join(", ", Options)})";

    private protected virtual IEnumerable<string> Options => Settings.Options;

    internal static bool IsForCenote(Tensor input) =>
        input.device_type == DeviceType.CPU && input.dtype is ScalarType.Float32 or ScalarType.Float64;

    /// <summary>Pools by Cenote's kernels.</summary>
    private protected abstract Tensor Pool(Tensor input);

    /// <summary>Pools by libtorch's operations, through which it finds the gradient itself.</summary>
    internal abstract Tensor Composed(Tensor input);

    private protected static string Text(bool value) => value ? "True" : "False";
}
