namespace Cenote.Data.Tests;

public sealed class PixelScalingTests
{
    [Fact]
    public void EveryByteComesBackAndIsATrueDivision()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        float[] floats = new float[256];
        PixelScaling.ToUnit(bytes, floats);
        for (int value = 0; value < 256; value++)
        {
            Assert.Equal(value / 255f, floats[value]);
            Assert.Equal(value, (int)(floats[value] * 255f));
        }
    }

    [Fact]
    public void EveryLengthAroundEveryVectorWidth()
    {
        byte[] bytes = new byte[300];
        new Random(1).NextBytes(bytes);
        for (int length = 0; length <= 300; length++)
        {
            float[] floats = new float[length + 1];
            floats[length] = 7;
            PixelScaling.ToUnit(bytes.AsSpan(0, length), floats);
            Assert.Equal([.. bytes.Take(length).Select(value => value / 255f), 7f], floats);
        }
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(3, 32)]
    [InlineData(4, 7)]
    public void ChannelsLastTransposes(int channels, int pixels)
    {
        byte[] image = new byte[channels * pixels];
        new Random(2).NextBytes(image);
        float[] floats = new float[image.Length];
        PixelScaling.ToUnitChannelsLast(image, floats, channels);
        for (int channel = 0; channel < channels; channel++)
            for (int pixel = 0; pixel < pixels; pixel++)
                Assert.Equal(image[channel * pixels + pixel] / 255f, floats[pixel * channels + channel]);
    }
}
