using System.Numerics.Tensors;

namespace Cenote.TensorBoard.Tests.Reading;

/// <summary>Whole files, PyTorch's and ours, against the tests' own reader.</summary>
public sealed class ReadWholeTests
{
    [Theory]
    [InlineData("cifar_grid16_conv", 2)]
    [InlineData("cifar_grid64_a", 1)]
    [InlineData("cifar_grid64_b", 1)]
    [InlineData("cifar_grid64_linear", 4)]
    [InlineData("cifar_single10", 10)]
    [InlineData("grid28_157", 157)]
    public void PyTorchsFilesAreReadWhole(string folder, int images) =>
        Assert.Equal(images, AssertRead(Assert.Single(Directory.GetFiles(Repository.SharedOrSkip($"tensorboard/torch-oracles/{folder}")))));

    [Fact]
    public void OurOwnFilesAreReadWhole()
    {
        using TempFolder scratch = new();
        SummaryWriter writer = new(scratch.Path);
        using (writer)
        {
            for (int step = 0; step < 20; step++)
            {
                writer.AddImages("grid", Tensor.Create(new byte[64 * 3 * 32 * 32], [64, 3, 32, 32]), step);
                writer.AddImage("图像", Tensor.Create(new byte[3 * 7 * 9], [3, 7, 9]), step);
            }
        }

        Assert.Equal(40, AssertRead(writer.FilePath));
    }

    /// <summary>Every image with its tag, step, time, sizes and bytes, and nothing lost. Returns how many.</summary>
    private static int AssertRead(string path)
    {
        List<LoggedEvent> events = EventFile.Read(path), expected = [.. events.Where(e => e.HasImage)];
        using EventFileReader reader = new(path);
        List<EventValue> images = [.. reader.ReadAll().Where(value => value.Kind == ValueKind.Image)];
        Assert.Equal((events.Count, 0, new FileInfo(path).Length), (reader.EventCount, reader.Loss.Count, reader.Position));
        Assert.Equal(
            expected.Select(e => (e.Tag, e.Step, e.WallTime, e.ImageSize.Height, e.ImageSize.Width)),
            images.Select(i => (i.Tag, i.Point.Step, i.Point.WallTime, i.Point.Height, i.Point.Width)));
        foreach ((LoggedEvent written, EventValue image) in expected.Zip(images))
            Assert.Equal(written.Png, Assert.Single(EventFileReader.ReadContent(image.Point)));

        return images.Count;
    }
}
