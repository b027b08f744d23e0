namespace Cenote.Tests.Windows;

/// <summary>A window of millions of elements keeps its digits: sums are taken in halves, not one element after the other.</summary>
public class LongSumTests
{
    [Fact]
    public void SoInChannelsLast()
    {
        float[] x = new float[1500 * 2000 * 5], y = new float[5];
        Array.Fill(x, 0.7f);
        new GlobalAvgPool2d(TensorLayout.Nhwc).Forward<float>(x, [1, 1500, 2000, 5], y);
        Assert.All(y, mean => Assert.Equal(0.7f, mean, 2e-6f));
    }

    [Theory]
    [InlineData(3000, 4000)]
    [InlineData(1, 12_000_000)]
    [InlineData(4001, 2999)]
    public void AveragesAndSumsOfAConstantMapAreIt(int height, int width)
    {
        float[] x = new float[height * width], y = new float[1];
        Array.Fill(x, 0.7f);
        new GlobalAvgPool2d().Forward<float>(x, [1, 1, height, width], y);
        Assert.Equal(0.7f, y[0], 2e-6f);
        new GlobalSumPool2d().Forward<float>(x, [1, 1, height, width], y);
        Assert.Equal(1, y[0] / (0.7f * height * width), 2e-6f);
        new GlobalLpPool2d(2).Forward<float>(x, [1, 1, height, width], y);
        Assert.Equal(1, y[0] / (0.7f * MathF.Sqrt(height * (float)width)), 2e-6f);
    }
}
