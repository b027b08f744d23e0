using System.Buffers.Binary;

namespace Cenote.Data.Tests;

public sealed class ImageFolderTests
{
    [Fact]
    public void SubfoldersAreClassesInOrdinalOrder()
    {
        using var folder = new TempFolder();
        string[] files = ["b/2.png", "b/10.png", "B/z.png", "a-b/x.PNG", "a/deep/down/1.png", "a/2.png", "a/notes.txt", "a/.hidden.png", "none/readme.md", "beside.png"];
        for (int i = 0; i < files.Length; i++)
            Save(folder, files[i], Flat(4, 5, (byte)i));

        using var dataset = new ImageFolder(folder.Path);
        Assert.Equal(["B", "a", "a-b", "b"], dataset.Classes);
        Assert.Equal([$"left out 1 image beside the class folders of {folder.Path}."], dataset.Remarks);
        Assert.Equal((folder.Path, 6, 3, 4, 5), (dataset.Name, dataset.Count, dataset.Channels, dataset.Height, dataset.Width));
        byte[] pixels = new byte[6 * 60];
        int[] labels = new int[6];
        dataset.Read(0, pixels, labels);
        Assert.Equal([0, 1, 1, 2, 3, 3], labels);
        Assert.Equal([2, 5, 4, 3, 1, 0], pixels.Where((_, i) => i % 60 == 0).Select(b => (int)b));
    }

    [Fact]
    public void WithoutSubfoldersThereIsOneClass()
    {
        using var folder = new TempFolder();
        Save(folder, "mine/b.png", Flat(2, 2, 7));
        Save(folder, "mine/a.png", Flat(2, 2, 9));
        Directory.CreateDirectory(folder.File("mine/empty"));
        using var dataset = new ImageFolder(folder.File("mine") + Path.DirectorySeparatorChar);
        Assert.Equal(["mine"], dataset.Classes);
        Assert.Empty(dataset.Remarks);
        byte[] pixels = new byte[12];
        int[] labels = [-1];
        dataset.Read(1, pixels, labels);
        Assert.Equal((0, 7), (labels[0], pixels[11]));
    }

    [Theory]
    [InlineData("grey", 1, new byte[] { 10, 20, 10, 20, 10, 20 })]
    [InlineData("colour", 3, new byte[] { 10, 40, 20, 50, 30, 60 })]
    [InlineData("alpha is dropped", 4, new byte[] { 10, 50, 20, 60, 30, 70 })]
    public void EveryKindOfPixelBecomesRedGreenBlue(string name, int channels, byte[] planes)
    {
        using var folder = new TempFolder();
        Save(folder, $"{name}.png", new InterleavedImage([.. Enumerable.Range(1, 2 * channels).Select(i => (byte)(10 * i))], Width: 2, Height: 1, channels));
        foreach ((int, int)? size in ((int, int)?[])[null, (1, 2)])
        {
            using var dataset = new ImageFolder(folder.Path, size);
            byte[] pixels = new byte[6];
            dataset.Read(0, pixels, new int[1]);
            Assert.Equal(planes, pixels);
        }
    }

    [Theory]
    [InlineData("astronaut.png")]
    [InlineData("rocket.jpg")]
    [InlineData("hubble_deep_field.jpg")]
    public void PhotographsAreWhatTheDecoderSays(string file)
    {
        using var folder = new TempFolder();
        string path = Path.Combine(Repository.Root, "src", "Cenote.Data", "Photographs", file);
        File.Copy(path, folder.File(file));
        using var dataset = new ImageFolder(folder.Path);
        DecodedImage expected = ImageDecoder.Decode(File.ReadAllBytes(path), file);
        byte[] pixels = new byte[dataset.ImageLength];
        dataset.Read(0, pixels, new int[1]);
        Assert.Equal((expected.Height, expected.Width), (dataset.Height, dataset.Width));
        Assert.True(expected.Planes.AsSpan().SequenceEqual(pixels));
    }

    [Fact]
    public void WebPIsReadHoweverLarge()
    {
        using var folder = new TempFolder();
        using SkiaSharp.SKBitmap noise = new(new SkiaSharp.SKImageInfo(200, 150, SkiaSharp.SKColorType.Rgba8888, SkiaSharp.SKAlphaType.Opaque));
        new Random(1).NextBytes(noise.GetPixelSpan());
        for (int alpha = 3; alpha < noise.ByteCount; alpha += 4)
            noise.GetPixelSpan()[alpha] = byte.MaxValue;

        using (SkiaSharp.SKData file = noise.PeekPixels().Encode(new SkiaSharp.SKWebpEncoderOptions(SkiaSharp.SKWebpEncoderCompression.Lossless, 0))!)
            File.WriteAllBytes(folder.File("noise.webp"), file.ToArray());

        Assert.InRange(new FileInfo(folder.File("noise.webp")).Length, 1 << 16, 1 << 20);
        using var dataset = new ImageFolder(folder.Path);
        Assert.Equal((150, 200), (dataset.Height, dataset.Width));
        byte[] pixels = new byte[dataset.ImageLength];
        dataset.Read(0, pixels, new int[1]);
        Assert.Equal(noise.GetPixelSpan().ToArray().Where((_, i) => i % 4 == 1), pixels[30_000..60_000]);
    }

    public sealed record SizeCase(string Name, int Height, int Width, int NewHeight, int NewWidth, Func<double, double, double> Row, Func<double, double, double> Column, double Within)
    {
        public override string ToString() => Name;
    }

    // The picture is a slope: red grows by 2 a row, green by 2 a column. Resizing keeps a slope, so the oracle is where a pixel's middle lies.
    public static TheoryData<SizeCase> Sizes => new((SizeCase[])
    [
        new("same size", 100, 80, 100, 80, (y, _) => y, (x, _) => x, 0),
        new("middle of a wide one, exactly", 40, 100, 40, 60, (y, _) => y, (x, _) => x + 20, 0),
        new("middle of a tall one, exactly", 101, 50, 50, 50, (y, _) => y + 25, (x, _) => x, 0),
        new("halved", 100, 80, 50, 40, (y, s) => s * (y + 0.5) - 0.5, (x, s) => s * (x + 0.5) - 0.5, 1.01),
        new("to a third, and cut left and right", 90, 120, 30, 30, (y, s) => s * (y + 0.5) - 0.5, (x, s) => s * (x + 0.5) - 0.5 + 15, 2.01),
        new("doubled", 20, 30, 40, 60, (y, s) => s * (y + 0.5) - 0.5, (x, s) => s * (x + 0.5) - 0.5, 1.01),
        new("doubled, and cut above and below", 60, 20, 40, 40, (y, s) => s * (y + 0.5) - 0.5 + 20, (x, s) => s * (x + 0.5) - 0.5, 1.01),
        new("a strip", 1, 120, 8, 8, (_, _) => 0, (_, _) => 59, 1),
    ]);

    [Theory, MemberData(nameof(Sizes))]
    public void ASizeCutsTheMiddleAndResizes(SizeCase c)
    {
        using var folder = new TempFolder();
        byte[] slope = [.. from y in Enumerable.Range(0, c.Height) from x in Enumerable.Range(0, c.Width) from v in (byte[])[(byte)(2 * y), (byte)(2 * x), 7] select v];
        Save(folder, "slope.png", new InterleavedImage(slope, c.Width, c.Height, Channels: 3));
        using var dataset = new ImageFolder(folder.Path, (c.NewHeight, c.NewWidth));
        byte[] pixels = new byte[3 * c.NewHeight * c.NewWidth];
        dataset.Read(0, pixels, new int[1]);
        double scale = Math.Min((double)c.Height / c.NewHeight, (double)c.Width / c.NewWidth);
        for (int y = 0; y < c.NewHeight; y++)
            for (int x = 0; x < c.NewWidth; x++)
            {
                // What lies beyond the middle of an outermost pixel is that pixel.
                int at = y * c.NewWidth + x, plane = c.NewHeight * c.NewWidth;
                bool edge = scale < 1 && (y == 0 || x == 0 || y == c.NewHeight - 1 || x == c.NewWidth - 1);
                Assert.InRange(pixels[at] - 2 * c.Row(y, scale), -c.Within - (edge ? 1 : 0), c.Within + (edge ? 1 : 0));
                Assert.InRange(pixels[plane + at] - 2 * c.Column(x, scale), -c.Within - (edge ? 1 : 0), c.Within + (edge ? 1 : 0));
                Assert.Equal(7, pixels[2 * plane + at]);
            }
    }

    [Fact]
    public void AlphaDoesNotWeighWhereImagesAreResized()
    {
        using var folder = new TempFolder();
        Save(folder, "a.png", new InterleavedImage([200, 0, 0, 0, 100, 0, 0, 255, 200, 0, 0, 0, 100, 0, 0, 255], Width: 2, Height: 2, Channels: 4));
        using var dataset = new ImageFolder(folder.Path, (1, 1));
        byte[] pixels = new byte[3];
        dataset.Read(0, pixels, new int[1]);
        Assert.InRange(pixels[0], 149, 151);
    }

    public sealed record ErrorCase(string Name, Action<string> Arrange, (int, int)? Size, Type Kind, string Message)
    {
        public override string ToString() => Name;
    }

    public static TheoryData<ErrorCase> Errors => new((ErrorCase[])
    [
        new("no folder", folder => Directory.Delete(folder), null, typeof(DirectoryNotFoundException), "{folder} does not exist; it should be a folder of images."),
        new("no image", folder => File.WriteAllText(Path.Combine(folder, "a.gif"), "GIF89a"), null, typeof(InvalidDataException),
            "{folder} holds no image (.png, .jpg, .jpeg, .webp), nor do its subfolders."),
        new("another size", folder => { Save(folder, "a/1.png", Flat(4, 5, 0)); Save(folder, "a/2.png", Flat(4, 5, 0)); Save(folder, "b/1.png", Flat(5, 4, 0)); Save(folder, "b/2.png", Flat(6, 6, 0)); },
            null, typeof(InvalidDataException), "{folder}/b/1.png is 5x4 pixels, and {folder}/a/1.png is 4x5; 'size' brings images of several sizes to one."),
        new("text", folder => File.WriteAllText(Path.Combine(folder, "a.png"), "text"), null, typeof(InvalidDataException),
            "{folder}/a.png is no picture that can be read (PNG, JPEG or WebP), or it ends within its header."),
        new("huge", folder => File.WriteAllBytes(Path.Combine(folder, "a.png"), Huge()), null, typeof(InvalidDataException), "{folder}/a.png is 60,000 x 50,000 pixels; at most 100,000,000 are read."),
        new("huge, and long", folder => File.WriteAllBytes(Path.Combine(folder, "a.png"), [.. Huge(), .. new byte[100_000]]), null, typeof(InvalidDataException),
            "{folder}/a.png is 60,000 x 50,000 pixels; at most 100,000,000 are read."),
        new("side 0", folder => Save(folder, "a.png", Flat(4, 5, 0)), (0, 4), typeof(ArgumentException), "size is 0x4; its sides are at least 1, its pixels at most 100,000,000. (Parameter 'size')"),
        new("too many pixels", folder => Save(folder, "a.png", Flat(4, 5, 0)), (10_000, 10_001), typeof(ArgumentException),
            "size is 10000x10001; its sides are at least 1, its pixels at most 100,000,000. (Parameter 'size')"),
    ]);

    [Theory, MemberData(nameof(Errors))]
    public void OpeningRefuses(ErrorCase c)
    {
        using var folder = new TempFolder();
        c.Arrange(folder.Path);
        Exception error = Assert.Throws(c.Kind, () => new ImageFolder(folder.Path, c.Size));
        Directory.CreateDirectory(folder.Path);
        Assert.Equal(c.Message.Replace("{folder}", folder.Path).Replace('/', Path.DirectorySeparatorChar), error.Message.Replace('/', Path.DirectorySeparatorChar));
    }

    [Fact]
    public void ReadingRefusesWhatChangedOrIsDamaged()
    {
        using var folder = new TempFolder();
        Save(folder, "a.png", Flat(40, 50, 3));
        Save(folder, "b.png", Flat(40, 50, 4));
        using var dataset = new ImageFolder(folder.Path);
        byte[] pixels = new byte[6000];
        Save(folder, "a.png", Flat(50, 40, 3));
        Assert.Equal($"{folder.File("a.png")} is 50x40 pixels; it was 40x50 when the folder was opened.", Assert.Throws<InvalidDataException>(() => dataset.Read(0, pixels, new int[1])).Message);
        File.WriteAllBytes(folder.File("b.png"), File.ReadAllBytes(folder.File("b.png"))[..^40]);
        Assert.StartsWith($"{folder.File("b.png")} can not be decoded whole", Assert.Throws<InvalidDataException>(() => dataset.Read(1, pixels, new int[1])).Message);
    }

    [Fact]
    public void ALoopOfLinksEnds()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links take a privilege there.");
        using var folder = new TempFolder();
        Save(folder, "a/1.png", Flat(4, 5, 0));
        Directory.CreateSymbolicLink(folder.File("a/again"), folder.Path);
        using var dataset = new ImageFolder(folder.Path);
        Assert.Equal(1, dataset.Count);
    }

    // A picture whose header tells of another size, with the checksum that goes with it.
    private static byte[] Huge()
    {
        using MemoryStream stream = new();
        ImageEncoder.EncodePng(Flat(4, 5, 0), stream);
        byte[] file = stream.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), 60_000);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), 50_000);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(29), EventFile.Crc(file.AsSpan(12, 17), 0xedb88320));
        return file;
    }

    private static InterleavedImage Flat(int height, int width, byte value) => new([.. Enumerable.Repeat(value, height * width * 3)], width, height, Channels: 3);

    private static void Save(TempFolder folder, string name, InterleavedImage image) => Save(folder.Path, name, image);

    private static void Save(string folder, string name, InterleavedImage image)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using FileStream file = File.Create(path);
        ImageEncoder.EncodePng(image, file);
    }
}
