using System.Numerics.Tensors;
using Cenote.Board;
using Cenote.Data;
using Cenote.TensorBoard;

namespace Cenote.Cli.Visualize;

/// <summary>Pools a stream of batches and logs each before and after: the notes' program.</summary>
internal sealed class VisualizeJob(DataLoader loader, ArrayPooling pool, PoolingTags tags, bool channelsLast, bool divideByGreatest)
{
    // One output for all batches, the last of which may be smaller.
    private float[] _pooled = [];

    /// <summary>Steps written so far.</summary>
    public int Steps { get; private set; }

    /// <summary>Images written so far.</summary>
    public int Images { get; private set; }

    /// <summary>The least and the greatest value that batches of sums were divided by; null where none was.</summary>
    public (float Least, float Greatest)? Divisors { get; private set; }

    /// <summary>Writes batch after batch until the stream or the user ends it.</summary>
    public void Run(SummaryWriter writer, Action<int> progress, Interruption interruption)
    {
        foreach ((Tensor<float> images, int[] labels) in loader)
        {
            if (interruption.IsRequested)
                return;

            writer.AddImages(tags.Before, images, Steps, channelsLast);
            writer.AddImages(tags.After, Pool(images), Steps, channelsLast);
            Steps++;
            Images += labels.Length;
            progress(Images);
        }
    }

    private TensorSpan<float> Pool(Tensor<float> images)
    {
        nint[] shape = pool.OutputShape(images.Lengths);
        int length = (int)TensorPrimitives.Product<nint>(shape);
        if (_pooled.Length < length)
            _pooled = new float[length];

        Span<float> elements = _pooled.AsSpan(0, length);
        TensorSpan<float> output = new(elements, shape);
        pool.Pool(images, (ulong)Steps, output);
        if (divideByGreatest)
            DivideByGreatest(elements);

        return output;
    }

    // Sums can go beyond 1, where an image would be cut off. Black stays black.
    private void DivideByGreatest(Span<float> sums)
    {
        float greatest = TensorPrimitives.Max<float>(sums);
        if (!(greatest > 0))
            return;

        TensorPrimitives.Divide(sums, greatest, sums);
        (float least, float most) = Divisors ?? (greatest, greatest);
        Divisors = (Math.Min(least, greatest), Math.Max(most, greatest));
    }
}
