using System.Numerics.Tensors;
using Cenote.Data;
using Cenote.TensorBoard;

namespace Cenote.Cli.Visualize;

/// <summary>Pools a stream of batches and logs each before and after: the notes' program.</summary>
internal sealed class VisualizeJob(DataLoader loader, WindowPool pool, VisualizeTags tags, bool divideByGreatest)
{
    // One output for all batches, the last of which may be smaller.
    private float[] _pooled = [];

    /// <summary>Steps written so far.</summary>
    public int Steps { get; private set; }

    /// <summary>Images written so far.</summary>
    public int Images { get; private set; }

    /// <summary>The least and the greatest value that batches of sums were divided by.</summary>
    public (float Least, float Greatest) Divisors { get; private set; } = (float.PositiveInfinity, 0);

    /// <summary>Writes batch after batch until the stream or the user ends it.</summary>
    public void Run(SummaryWriter writer, Action<int> progress, CancellationToken interrupted)
    {
        bool channelsLast = pool.Layout == TensorLayout.Nhwc;
        foreach ((Tensor<float> images, int[] labels) in loader)
        {
            if (interrupted.IsCancellationRequested)
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
        pool.Forward(images.AsReadOnlyTensorSpan(), output);
        if (divideByGreatest)
            DivideByGreatest(elements);

        return output;
    }

    // Sums go beyond 1, where an image would be cut off.
    private void DivideByGreatest(Span<float> sums)
    {
        float greatest = TensorPrimitives.Max<float>(sums);
        if (greatest > 0)
            TensorPrimitives.Divide(sums, greatest, sums);

        Divisors = (Math.Min(Divisors.Least, greatest), Math.Max(Divisors.Greatest, greatest));
    }
}
