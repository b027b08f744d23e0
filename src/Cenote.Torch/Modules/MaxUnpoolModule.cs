using Cenote.Torch.Autograd;
using TorchSharp;
using static TorchSharp.torch;

namespace Cenote.Torch.Modules;

/// <summary>The way back of max pooling: each element goes to the place it came from, all others are 0.</summary>
/// <remarks>Shapes as <see cref="MaxPoolModule.forward_with_indices"/> gives them; of elements with the same place the last one stays, and all take
/// the gradient there.</remarks>
public sealed class MaxUnpoolModule : nn.Module<Tensor, Tensor, long[]?, Tensor>
{
    private readonly WindowSettings _settings;
    private readonly Layers<MaxUnpool> _layers;

    internal MaxUnpoolModule(WindowSettings settings)
        : base($"MaxUnpool{settings.SpatialAxes}d")
    {
        _settings = settings;
        _layers = new(layout => settings.SpatialAxes switch
        {
            1 => new MaxUnpool1d(settings.KernelSize, settings.Stride, settings.Padding, layout),
            2 => new MaxUnpool2d(settings.KernelSize, settings.Stride, settings.Padding, layout),
            _ => new MaxUnpool3d(settings.KernelSize, settings.Stride, settings.Padding, layout),
        });
    }

    /// <summary>Unpools a tensor.</summary>
    /// <param name="input">The pooled tensor, <c>[N, C, spatial...]</c> or <c>[C, spatial...]</c>.</param>
    /// <param name="indices">Where its elements were.</param>
    /// <param name="output_size">The spatial size wanted, less than a stride away from what is made by default; null for that.</param>
    /// <returns>The unpooled tensor.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit together, or an index lies outside the output.</exception>
    public override Tensor forward(Tensor input, Tensor indices, long[]? output_size)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(indices);
        PoolingError.ThrowKept();
        SpatialSize? size = output_size is null ? null : SpatialSize.Of([.. output_size[^_settings.SpatialAxes..].Select(n => checked((int)n))]);
        if (PoolingModule.IsForCenote(input))
            return new UnpoolCall(_layers, _settings.SpatialAxes, indices, size).Run(input);

        long[] shape = TorchMemory.Shape(_layers[TensorLayout.Nchw].OutputShape(TorchMemory.Shape(input), size));
        using DisposeScope scope = NewDisposeScope();
        Tensor flat = zeros([.. shape[..^_settings.SpatialAxes], shape[^_settings.SpatialAxes..].Aggregate(1L, (product, n) => product * n)], input.dtype, input.device);
        return flat.scatter(-1, indices.flatten(-_settings.SpatialAxes, -1), input.flatten(-_settings.SpatialAxes, -1)).view(shape).MoveToOuterDisposeScope();
    }

    /// <summary>Unpools a tensor to the size that is made by default.</summary>
    /// <inheritdoc cref="forward(Tensor, Tensor, long[])"/>
    public Tensor forward(Tensor input, Tensor indices) => forward(input, indices, null);

    /// <summary>The module's name and options, as PyTorch prints them.</summary>
    public override string ToString() => $"{GetName()}({string.Join(", ", _settings.Options.Take(3))})";
}
