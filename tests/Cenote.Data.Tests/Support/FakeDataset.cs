using System.Collections.Concurrent;

namespace Cenote.Data.Tests;

/// <summary>Images of 2 x 1 x 3: image i is labelled i, and its bytes are i, i + 1, ..., i + 5 (mod 256).</summary>
/// <remarks>Tells what is read, and can be told to wait or fail.</remarks>
internal sealed class FakeDataset(int count) : ImageDataset
{
    internal ConcurrentQueue<(int First, int Count, int Thread)> Reads { get; } = [];

    internal Action<int> BeforeRead { get; set; } = _ => { };

    public override string Name => "fake";
    public override int Count => count;
    public override int Channels => 2;
    public override int Height => 1;
    public override int Width => 3;
    public override IReadOnlyList<string> Classes => [];

    protected override void ReadCore(int first, Span<byte> pixels, Span<int> labels)
    {
        Reads.Enqueue((first, labels.Length, Environment.CurrentManagedThreadId));
        BeforeRead(first);
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = first + i;
            for (int j = 0; j < 6; j++)
                pixels[6 * i + j] = (byte)(first + i + j);
        }
    }

    internal static float[] Expected(IEnumerable<int> labels, bool channelsLast)
    {
        int[] places = channelsLast ? [0, 3, 1, 4, 2, 5] : [0, 1, 2, 3, 4, 5];
        return [.. labels.SelectMany(label => places.Select(place => (byte)(label + place) / 255f))];
    }
}
