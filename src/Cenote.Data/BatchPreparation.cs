using System.Numerics.Tensors;

namespace Cenote.Data;

/// <summary>What a loader was asked for, checked.</summary>
internal sealed record BatchPlan(ImageDataset Dataset, int Images, int BatchSize, bool Shuffle, ulong Seed, bool ChannelsLast, bool ReuseBuffers)
{
    internal int LargestBatch => Math.Min(BatchSize, Images);
}

/// <summary>Prepares the batches of one epoch, one at a time: reads bytes, makes floats of them.</summary>
internal sealed class BatchPreparation
{
    // Bytes are read and converted in pieces that stay in the cache, however large the batch: 64 images of CIFAR-10.
    private const int PieceBytes = 192 * 1024;

    private readonly BatchPlan _plan;
    private readonly int _imageLength;
    private readonly byte[] _piece;
    private readonly int[]? _order;

    // Two are enough: batch k + 1 is begun by the MoveNext that returns batch k, and that MoveNext ends the life of batch k - 1.
    private readonly float[]?[] _floats = new float[]?[2];
    private readonly ImageBatch?[] _batches = new ImageBatch?[2];

    internal BatchPreparation(BatchPlan plan, int epoch)
    {
        _plan = plan;
        _imageLength = plan.Dataset.ImageLength;
        _piece = new byte[Math.Clamp(PieceBytes / Math.Max(_imageLength, 1), 1, Math.Max(plan.LargestBatch, 1)) * _imageLength];
        _order = plan.Shuffle ? Shuffling.Order(plan.Images, plan.Seed, epoch) : null;
    }

    internal Task<ImageBatch> Start(int batch) => Task.Run(() => Prepare(batch));

    private ImageBatch Prepare(int batch)
    {
        int first = batch * _plan.BatchSize;
        int count = Math.Min(_plan.BatchSize, _plan.Images - first);
        (float[] floats, ImageBatch result) = Allocate(count, slot: batch % 2);

        int step = _order is null ? _piece.Length / _imageLength : 1;
        for (int i = 0; i < count; i += step)
        {
            int images = Math.Min(step, count - i);
            Span<byte> bytes = _piece.AsSpan(0, images * _imageLength);
            _plan.Dataset.Read(_order is null ? first + i : _order[first + i], bytes, result.Labels.AsSpan(i, images));
            Convert(bytes, floats.AsSpan(i * _imageLength, bytes.Length));
        }
        return result;
    }

    private void Convert(ReadOnlySpan<byte> images, Span<float> floats)
    {
        if (!_plan.ChannelsLast)
            PixelScaling.ToUnit(images, floats);
        else
            for (int i = 0; i < images.Length; i += _imageLength)
                PixelScaling.ToUnitChannelsLast(images.Slice(i, _imageLength), floats.Slice(i, _imageLength), _plan.Dataset.Channels);
    }

    private (float[] Floats, ImageBatch Batch) Allocate(int count, int slot)
    {
        if (!_plan.ReuseBuffers)
        {
            float[] fresh = GC.AllocateUninitializedArray<float>(count * _imageLength);
            return (fresh, Wrap(fresh, count));
        }

        float[] floats = _floats[slot] ??= GC.AllocateUninitializedArray<float>(_plan.LargestBatch * _imageLength);
        if (_batches[slot]?.Labels.Length != count)
            _batches[slot] = Wrap(floats, count);
        return (floats, _batches[slot]!);
    }

    private ImageBatch Wrap(float[] floats, int count)
    {
        (nint c, nint h, nint w) = (_plan.Dataset.Channels, _plan.Dataset.Height, _plan.Dataset.Width);
        ReadOnlySpan<nint> shape = _plan.ChannelsLast ? [count, h, w, c] : [count, c, h, w];
        return new ImageBatch(Tensor.Create(floats, shape), new int[count]);
    }
}
