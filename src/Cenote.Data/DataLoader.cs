using System.Collections;

namespace Cenote.Data;

/// <summary>A data set as a stream of batches of float images, prepared one ahead of their use.</summary>
/// <remarks>
/// <para>Batches are <c>[N, C, H, W]</c>, N being <c>batchSize</c> (fewer in the last); with <c>channelsLast</c>, <c>[N, H, W, C]</c>.
/// A byte b becomes b / 255 in float32, as torchvision's <c>ToTensor</c> has it: values from 0 to 1.</para>
/// <para>While a batch is used, the next one is prepared on another thread, and no more than that one. What goes wrong there is thrown by
/// <c>MoveNext</c> as it was; leaving the loop early waits for the preparation, so the data set can be disposed right after.</para>
/// <para>Each pass over the loader is an epoch. The order of a shuffled epoch follows from the seed and the number of the epoch alone: every
/// epoch has its own, and the same seed gives the same ones on every machine and version of .NET.</para>
/// <para>Parameters and defaults follow <c>torch.utils.data.DataLoader</c>.</para>
/// </remarks>
public sealed class DataLoader : IEnumerable<ImageBatch>
{
    private readonly BatchPlan _plan;
    private int _epoch;

    /// <summary>Makes a loader; reading begins with the first batch of a pass.</summary>
    /// <param name="dataset">The images. The loader does not dispose it.</param>
    /// <param name="batchSize">The number of images in a batch.</param>
    /// <param name="shuffle">Whether every epoch has its own random order; otherwise the order is the data set's.</param>
    /// <param name="seed">What the random orders follow from.</param>
    /// <param name="dropLast">Whether a last batch of fewer images than <paramref name="batchSize"/> is left out.</param>
    /// <param name="channelsLast">Whether batches are <c>[N, H, W, C]</c>.</param>
    /// <param name="limit">Use only this many images, the first of the data set (shuffled among themselves); null, or more than there are, means all.</param>
    /// <param name="reuseBuffers">Whether batches share two buffers in turn, so that memory is not allocated (and page faults not paid) for each.
    /// A batch, its tensor and its labels are then valid until the next <c>MoveNext</c> only.</param>
    /// <exception cref="ArgumentNullException"><paramref name="dataset"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> or <paramref name="limit"/> is less than 1, or a batch is more
    /// than one array can hold.</exception>
    public DataLoader(ImageDataset dataset, int batchSize, bool shuffle = false, ulong seed = 0, bool dropLast = false,
        bool channelsLast = false, int? limit = null, bool reuseBuffers = false)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (batchSize < 1)
            throw new ArgumentOutOfRangeException(nameof(batchSize), $"batchSize is {batchSize}; a batch holds at least one image.");
        if (limit < 1)
            throw new ArgumentOutOfRangeException(nameof(limit), $"limit is {limit}; at least one image has to be used.");

        int images = Math.Min(limit ?? int.MaxValue, dataset.Count);
        int largest = Math.Min(batchSize, images);
        if ((long)largest * dataset.ImageLength > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(batchSize),
                $"batchSize is {batchSize}; {largest:N0} images of {dataset.ImageLength:N0} floats are more than the {Array.MaxLength:N0} an array can hold.");

        Count = dropLast ? images / batchSize : images / batchSize + (images % batchSize > 0 ? 1 : 0);
        _plan = new BatchPlan(dataset, images, batchSize, shuffle, seed, channelsLast, reuseBuffers);
    }

    /// <summary>The number of batches in an epoch; 0 where the data set is smaller than the only batch and <c>dropLast</c> leaves that out.</summary>
    public int Count { get; }

    /// <summary>The number of the next epoch, from 0; every pass over the loader adds 1. Set it to resume training where it stopped.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int Epoch
    {
        get => _epoch;
        set => _epoch = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), $"Epoch is set to {value}; epochs count from 0.");
    }

    /// <summary>Begins an epoch.</summary>
    /// <returns>The batches of the epoch, in order.</returns>
    public IEnumerator<ImageBatch> GetEnumerator() => Enumerate(new BatchPreparation(_plan, Interlocked.Increment(ref _epoch) - 1));

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerator<ImageBatch> Enumerate(BatchPreparation preparation)
    {
        Task<ImageBatch>? next = null;
        try
        {
            for (int batch = 0; batch < Count; batch++)
            {
                next ??= preparation.Start(batch);
                ImageBatch current = next.GetAwaiter().GetResult();
                next = batch + 1 < Count ? preparation.Start(batch + 1) : null;
                yield return current;
            }
        }
        finally
        {
            // A loop left early must not leave a thread reading a data set that is about to be disposed. Its error, if any, concerns nobody now.
            ((Task?)next)?.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        }
    }
}
