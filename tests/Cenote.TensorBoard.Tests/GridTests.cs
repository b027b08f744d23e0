using System.Numerics.Tensors;

namespace Cenote.TensorBoard.Tests;

public sealed class GridTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 2, 1)]
    [InlineData(7, 7, 1)]
    [InlineData(8, 8, 1)]
    [InlineData(9, 8, 2)]
    [InlineData(16, 8, 2)]
    [InlineData(61, 8, 8)]
    [InlineData(64, 8, 8)]
    public void ImagesLieInRowsOfEight(int count, int columns, int rows)
    {
        foreach (int channels in (int[])[1, 3])
        {
            foreach ((int height, int width) in ((int, int)[])[(1, 1), (2, 3), (5, 3), (4, 4), (3, 17), (9, 11)])   // around the 16 pixels of a vector
            {
                byte[] images = Noise(count * channels * height * width);
                byte[] expected = Grid(images, count, channels, height, width, columns, rows);
                float[] floats = [.. images.Select(b => b / 255f)];
                nint[] first = [count, channels, height, width];
                nint[] last = [count, height, width, channels];

                Check(w => w.AddImages("x", Tensor.Create(images, first)));
                Check(w => w.AddImages("x", Tensor.Create(floats, first)));
                Check(w => w.AddImages("x", Tensor.Create(ChannelsLast(images, count, channels), last), channelsLast: true));
                Check(w => w.AddImages("x", Tensor.Create(ChannelsLast(floats, count, channels), last), channelsLast: true));

                void Check(Action<SummaryWriter> add)
                {
                    PngPicture picture = Written.Picture(add);
                    Assert.Equal((columns * width, rows * height, 3), (picture.Width, picture.Height, picture.Channels));
                    Assert.Equal(expected, picture.Pixels);
                }
            }
        }
    }

    [Fact]
    public void ALastRowThatIsNotFullIsBlackEvenInAReusedBuffer()
    {
        var white = new byte[16 * 3 * 4 * 4];
        Array.Fill(white, (byte)255);
        List<LoggedEvent> events = Written.Events(w =>
        {
            for (int i = 0; i < 20; i++)
            {
                w.AddImages("full", Tensor.Create(white, [16, 3, 4, 4]));
                w.Flush();
                w.AddImages("part", Tensor.Create(white[..(9 * 48)], [9, 3, 4, 4]));
            }
        });

        byte[] expected = Grid(white[..(9 * 48)], 9, 3, 4, 4, 8, 2);
        Assert.Contains((byte)0, expected);
        Assert.All(events.Where(e => e.Tag == "part"), e => Assert.Equal(expected, PngPicture.Decode(e.Png).Pixels));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    public void OneImageKeepsItsSize(int channels, int stored)
    {
        byte[] image = Noise(channels * 5 * 7);
        byte[] expected = channels == 1 ? [.. image.SelectMany(b => (byte[])[b, b, b])] : ChannelsLast(image, 1, channels);
        float[] floats = [.. image.Select(b => b / 255f)];
        foreach (PngPicture picture in (PngPicture[])[
            Written.Picture(w => w.AddImage("x", Tensor.Create(image, [channels, 5, 7]))),
            Written.Picture(w => w.AddImage("x", Tensor.Create(floats, [channels, 5, 7]))),
            Written.Picture(w => w.AddImage("x", Tensor.Create(ChannelsLast(image, 1, channels), [5, 7, channels]), channelsLast: true)),
            Written.Picture(w => w.AddImage("x", Tensor.Create(ChannelsLast(floats, 1, channels), [5, 7, channels]), channelsLast: true))])
        {
            Assert.Equal((7, 5, stored), (picture.Width, picture.Height, picture.Channels));
            Assert.Equal(expected, picture.Pixels);
        }
    }

    [Fact]
    public void EveryByteOver255ComesBack()
    {
        float[] values = [.. Enumerable.Range(0, 256).Select(b => b / 255f)];
        PngPicture picture = Written.Picture(w => w.AddImage("x", Tensor.Create(values, [1, 16, 16])));
        Assert.Equal(Enumerable.Range(0, 256).SelectMany(b => (byte[])[(byte)b, (byte)b, (byte)b]), picture.Pixels);
    }

    [Theory]
    [InlineData(0.999f, 254)]
    [InlineData(0.5f, 127)]
    [InlineData(1f, 255)]
    [InlineData(1.001f, 255)]
    [InlineData(1e30f, 255)]
    [InlineData(float.PositiveInfinity, 255)]
    [InlineData(0.00392f, 0)]
    [InlineData(-0f, 0)]
    [InlineData(-0.2f, 0)]
    [InlineData(-1e30f, 0)]
    [InlineData(float.NegativeInfinity, 0)]
    [InlineData(float.NaN, 0)]
    public void FloatsAreClippedAndTruncated(float value, byte expected)
    {
        foreach (int width in (int[])[1, 15, 16, 17, 40])   // single values, and vectors with and without an overlap
        {
            var values = new float[width];
            Array.Fill(values, value);
            PngPicture picture = Written.Picture(w => w.AddImage("x", Tensor.Create(values, [1, 1, width])));
            Assert.All(picture.Pixels, pixel => Assert.Equal(expected, pixel));
        }
    }

    [Fact]
    public void StridedTensorsAreReadByTheirStrides()
    {
        byte[] images = Noise(2 * 3 * 6 * 8);
        float[] floats = [.. images.Select(b => b / 255f)];
        byte[] whole = Grid(images, 2, 3, 6, 8, 2, 1);

        // NHWC memory seen as NCHW: without gaps, but not in the order of its axes.
        var permuted = new ReadOnlyTensorSpan<float>(ChannelsLast(floats, 2, 3), [2, 3, 6, 8], [144, 1, 24, 3]);
        Assert.False(permuted.IsDense);
        Assert.Equal(whole, PictureOf(permuted));

        // A window of a bigger tensor.
        ReadOnlyTensorSpan<float> window = new ReadOnlyTensorSpan<float>(floats, [2, 3, 6, 8], []).Slice([0..2, 0..3, 1..4, 2..7]);
        Assert.False(window.IsDense);
        byte[] part = [.. Enumerable.Range(0, 2 * 3 * 3 * 5).Select(i => images[i / 45 * 144 + i / 15 % 3 * 48 + (i / 5 % 3 + 1) * 8 + i % 5 + 2])];
        Assert.Equal(Grid(part, 2, 3, 3, 5, 2, 1), PictureOf(window));

        // One row for all.
        var repeated = new ReadOnlyTensorSpan<float>(floats.AsSpan(0, 8), [1, 3, 6, 8], [0, 0, 0, 1]);
        byte[] rows = [.. Enumerable.Range(0, 3 * 6 * 8).Select(i => images[i % 8])];
        Assert.Equal(Grid(rows, 1, 3, 6, 8, 1, 1), PictureOf(repeated));
    }

    private static byte[] PictureOf(ReadOnlyTensorSpan<float> images)
    {
        using var scratch = new TempFolder();
        var writer = new SummaryWriter(scratch.Path);
        writer.AddImages("x", images);
        writer.Dispose();
        return PngPicture.Decode(EventFile.Read(writer.FilePath)[1].Png).Pixels;
    }

    [Fact]
    public void TheTensorMayBeReusedAtOnce()
    {
        var tensor = Tensor.CreateFromShape<float>([4, 3, 32, 32]);
        List<LoggedEvent> events = Written.Events(w =>
        {
            for (int i = 0; i < 50; i++)
            {
                tensor.Fill(i / 255f);
                w.AddImages("x", tensor, i);
            }
        });
        Assert.Equal(50, events.Count);
        Assert.All(events, e => Assert.All(PngPicture.Decode(e.Png).Pixels, pixel => Assert.Equal(e.Step, pixel)));
    }

    /// <summary>The grid by its definition: pixel by pixel.</summary>
    internal static byte[] Grid(byte[] images, int count, int channels, int height, int width, int columns, int rows)
    {
        var grid = new byte[rows * height * columns * width * 3];
        for (int y = 0; y < rows * height; y++)
        {
            for (int x = 0; x < columns * width; x++)
            {
                int n = y / height * columns + x / width;
                for (int c = 0; c < 3 && n < count; c++)
                {
                    int source = channels == 1 ? 0 : c;
                    grid[(y * columns * width + x) * 3 + c] = images[((n * channels + source) * height + y % height) * width + x % width];
                }
            }
        }

        return grid;
    }

    private static T[] ChannelsLast<T>(T[] images, int count, int channels)
    {
        int plane = images.Length / count / channels;
        return [.. Enumerable.Range(0, images.Length).Select(i => images[(i / (plane * channels) * channels + i % channels) * plane + i / channels % plane])];
    }

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
