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

    private static IEnumerable<byte> Grey(PngPicture picture) => picture.Pixels.Where((_, i) => i % picture.Channels == 0);
}
