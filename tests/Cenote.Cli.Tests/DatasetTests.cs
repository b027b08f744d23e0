namespace Cenote.Cli.Tests;

/// <summary>Where the images come from, as <c>--dataset</c> says.</summary>
public class DatasetTests
{
    private const string Before = "Original_Images(池化前)", After = "MaxPooled_Images(池化后)";

    [Theory]
    [InlineData("fashion-mnist", false)]
    [InlineData("Fashion-MNIST-test", false)]
    [InlineData("fashion-mnist-train", true)]
    public void FashionMnistIsReadFromAFolder(string name, bool train)
    {
        using TempFolder folder = new();
        byte[] pixels = Idx.WriteFashion(folder, train, images: 3);
        CenoteResult result = CenoteProcess.Run(folder.Path, "visualize", "--dataset", name, "--data-dir", ".", "--batch-size", "1", "--kernel", "2");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("[1, 1, 28, 28] -> [1, 1, 14, 14]", result.Output, StringComparison.Ordinal);
        PngPicture[] before = new LoggedRun(folder.File("logs_maxpool")).Pictures(Before), after = new LoggedRun(folder.File("logs_maxpool")).Pictures(After);
        Assert.Equal([(28, 28), (28, 28), (28, 28)], before.Select(p => (p.Width, p.Height)));
        Assert.Equal([(14, 14), (14, 14), (14, 14)], after.Select(p => (p.Width, p.Height)));
        Assert.Equal(pixels, before.SelectMany(Grey));
    }

    [Fact]
    public void AFolderOfImagesIsReadAsItIs()
    {
        using TempFolder folder = new();
        byte[][] pixels = [.. Enumerable.Range(1, 3).Select(Noise)];
        Write(folder, "pictures/cats/b.png", pixels[1]);
        Write(folder, "pictures/cats/a.png", pixels[0]);
        Write(folder, "pictures/dogs/c.png", pixels[2]);
        CenoteResult result = CenoteProcess.Run(folder.Path, "visualize", "--dataset", "pictures", "--batch-size", "1");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("[1, 3, 9, 12] -> [1, 3, 3, 4]", result.Output, StringComparison.Ordinal);
        Assert.Equal(pixels, new LoggedRun(folder.File("logs_maxpool")).Pictures(Before).Select(p => p.Pixels));
    }

    [Fact]
    public void ASizeBringsAFolderOfImagesToIt()
    {
        using TempFolder folder = new();
        byte[] pixels = Noise(1);
        Write(folder, "pictures/a.png", pixels);
        CenoteResult result = CenoteProcess.Run(folder.Path, "visualize", "--dataset", "pictures", "--size", "9x4", "--kernel", "1");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("[1, 3, 9, 4] -> [1, 3, 9, 4]", result.Output, StringComparison.Ordinal);
        PngPicture picture = Assert.Single(new LoggedRun(folder.File("logs_maxpool")).Pictures(Before));
        Assert.Equal(pixels.Where((_, i) => i / 3 % 12 is >= 4 and < 8), picture.Pixels);
    }

    private static byte[] Noise(int seed)
    {
        byte[] pixels = new byte[9 * 12 * 3];
        new Random(seed).NextBytes(pixels);
        return pixels;
    }

    private static void Write(TempFolder folder, string name, byte[] pixels)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        File.WriteAllBytes(folder.File(name), TensorBoard.Png.Encode(pixels, width: 12, height: 9, 3));
    }

    private static IEnumerable<byte> Grey(PngPicture picture) => picture.Pixels.Where((_, i) => i % picture.Channels == 0);
}
