using System.Numerics.Tensors;

namespace Cenote.TensorBoard.Tests;

/// <summary>Against files that PyTorch's own SummaryWriter wrote. They are kept outside the repository: their licence is not stated.</summary>
public sealed class OracleTests
{
    private const int ImageBytes = 3 * 32 * 32;

    [Theory]
    [InlineData("cifar_grid16_conv", 2)]
    [InlineData("cifar_grid64_a", 1)]
    [InlineData("cifar_grid64_b", 1)]
    [InlineData("cifar_grid64_linear", 4)]
    [InlineData("cifar_single10", 10)]
    [InlineData("grid28_157", 157)]
    public void TheTestsReaderUnderstandsPyTorch(string folder, int images)
    {
        List<LoggedEvent> events = ReadOracle(folder);
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        List<LoggedEvent> withImage = [.. events.Where(e => e.HasImage)];
        Assert.Equal(images, withImage.Count);
        Assert.All(withImage, e =>
        {
            Assert.Equal(ProtoField.ImageEvent(e.Tag, e.Step, e.ImageSize, e.Png), e.BehindWallTime);
            PngPicture picture = PngPicture.Decode(e.Png);
            Assert.Equal((picture.Height, picture.Width, picture.Channels), e.ImageSize);
        });
    }

    [Fact]
    public void AddImagesDrawsThePixelsPyTorchDrew()
    {
        List<LoggedEvent> theirs = [.. ReadOracle("cifar_grid64_linear").Where(e => e.HasImage && e.Tag == "input")];
        float[] images = CifarTestImages(128);
        List<LoggedEvent> ours = Written.Events(w =>
        {
            for (int step = 0; step < 2; step++)
                w.AddImages("input", Tensor.Create(images[(step * 64 * ImageBytes)..((step + 1) * 64 * ImageBytes)], [64, 3, 32, 32]), step);
        });
        AssertSame(theirs, ours);
        double ratio = (double)ours.Sum(e => e.Png.Length) / theirs.Sum(e => e.Png.Length);
        Assert.InRange(ratio, 0.5, 1.2);
    }

    [Fact]
    public void AddImageDrawsThePixelsPyTorchDrew()
    {
        List<LoggedEvent> theirs = [.. ReadOracle("cifar_single10").Where(e => e.HasImage)];
        float[] images = CifarTestImages(10);
        List<LoggedEvent> ours = Written.Events(w =>
        {
            for (int step = 0; step < 10; step++)
                w.AddImage("test_set", Tensor.Create(images[(step * ImageBytes)..((step + 1) * ImageBytes)], [3, 32, 32]), step);
        });
        AssertSame(theirs, ours);
    }

    /// <summary>Equal but for the time and the compressed bytes.</summary>
    private static void AssertSame(List<LoggedEvent> theirs, List<LoggedEvent> ours)
    {
        Assert.Equal(theirs.Count, ours.Count);
        foreach ((LoggedEvent their, LoggedEvent our) in theirs.Zip(ours))
        {
            Assert.Equal(ProtoField.ImageEvent(their.Tag, their.Step, their.ImageSize, our.Png), our.BehindWallTime);
            Assert.Equal(PngPicture.Decode(their.Png).Pixels, PngPicture.Decode(our.Png).Pixels);
        }
    }

    private static List<LoggedEvent> ReadOracle(string folder) =>
        EventFile.Read(Assert.Single(Directory.GetFiles(Repository.SharedOrSkip($"tensorboard/torch-oracles/{folder}"))));

    private static float[] CifarTestImages(int count)
    {
        byte[] file = File.ReadAllBytes(Repository.SharedOrSkip("data/cifar-10-test-first1000/test_batch.bin"));
        return [.. Enumerable.Range(0, count * ImageBytes).Select(i => file[i / ImageBytes * (ImageBytes + 1) + 1 + i % ImageBytes] / 255f)];
    }
}
