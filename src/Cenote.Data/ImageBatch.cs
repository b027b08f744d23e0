using System.Numerics.Tensors;

namespace Cenote.Data;

/// <summary>A batch of labelled images.</summary>
/// <param name="images">The images, <c>[N, C, H, W]</c>, or <c>[N, H, W, C]</c> where the loader was asked for channels last; values from 0 to 1.</param>
/// <param name="labels">The N labels, indices into <see cref="ImageDataset.Classes"/>.</param>
public sealed class ImageBatch(Tensor<float> images, int[] labels)
{
    /// <summary>The images, <c>[N, C, H, W]</c> or <c>[N, H, W, C]</c>; values from 0 to 1. Dense, row-major.</summary>
    public Tensor<float> Images { get; } = images;

    /// <summary>The N labels, indices into <see cref="ImageDataset.Classes"/>.</summary>
    public int[] Labels { get; } = labels;

    /// <summary>Takes the batch apart: <c>foreach (var (images, labels) in loader)</c>.</summary>
    /// <param name="images">Receives <see cref="Images"/>.</param>
    /// <param name="labels">Receives <see cref="Labels"/>.</param>
    public void Deconstruct(out Tensor<float> images, out int[] labels) => (images, labels) = (Images, Labels);
}
