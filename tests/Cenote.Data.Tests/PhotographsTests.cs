using SkiaSharp;

namespace Cenote.Data.Tests;

public sealed class PhotographsTests
{
    private static readonly string[] s_files = ["astronaut.png", "chelsea.png", "coffee.png", "hubble_deep_field.jpg", "rocket.jpg"];

    [Fact]
    public void SaysWhatItIs()
    {
        using var dataset = new Photographs();
        Assert.Equal(("photographs", 91, 3, 128, 128), (dataset.Name, dataset.Count, dataset.Channels, dataset.Height, dataset.Width));
        Assert.Equal(["astronaut", "chelsea", "coffee", "hubble_deep_field", "rocket"], dataset.Classes);
        Assert.Empty(dataset.Remarks);
    }

    [Fact]
    public void EveryTileIsItsPartOfThePhotograph()
    {
        using var dataset = new Photographs();
        byte[] pixels = new byte[dataset.Count * dataset.ImageLength];
        int[] labels = new int[dataset.Count];
        dataset.Read(0, pixels, labels);

        int tile = 0;
        for (int label = 0; label < s_files.Length; label++)
        {
            using SKBitmap bitmap = SKBitmap.Decode(Path.Combine(Repository.Root, "src", "Cenote.Data", "Photographs", s_files[label]));
            SKColor[] colours = bitmap.Pixels;
            for (int top = 0; top + 128 <= bitmap.Height; top += 128)
                for (int left = 0; left + 128 <= bitmap.Width; left += 128, tile++)
                {
                    Assert.Equal(label, labels[tile]);
                    for (int y = 0; y < 128; y++)
                        for (int x = 0; x < 128; x++)
                        {
                            SKColor colour = colours[(top + y) * bitmap.Width + left + x];
                            int place = tile * 3 * 128 * 128 + y * 128 + x;
                            var actual = (pixels[place], pixels[place + 128 * 128], pixels[place + 2 * 128 * 128]);
                            if (actual != (colour.Red, colour.Green, colour.Blue))
                                Assert.Fail($"tile {tile} at ({x}, {y}): {actual}, but the photograph has {colour}");
                        }
                }
        }
        Assert.Equal(dataset.Count, tile);
    }

    [Fact]
    public void ReadsFromAnywhereAndFromSeveralThreads()
    {
        using var dataset = new Photographs();
        int[] labels = [.. Enumerable.Range(0, dataset.Count).AsParallel().AsOrdered().Select(index =>
        {
            int[] label = new int[1];
            dataset.Read(index, new byte[dataset.ImageLength], label);
            return label[0];
        })];
        Assert.Equal([16, 6, 12, 42, 15], labels.CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.Equal(labels.Order(), labels);
    }

    [Fact]
    public void LoadsAsBatches()
    {
        using var dataset = new Photographs();
        ImageBatch[] batches = [.. new DataLoader(dataset, batchSize: 64)];
        Assert.Equal([64, 27], batches.Select(batch => batch.Labels.Length));
        Assert.Equal([64, 3, 128, 128], batches[0].Images.Lengths);
        Assert.All(batches.SelectMany(batch => batch.Images.Flat()), value => Assert.InRange(value, 0f, 1f));
    }
}
