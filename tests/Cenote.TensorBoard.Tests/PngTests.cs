namespace Cenote.TensorBoard.Tests;

public sealed class PngTests
{
    public static TheoryData<int, int> Sizes => new()
    {
        { 1, 1 }, { 1, 2 }, { 2, 1 }, { 1, 300 }, { 300, 1 }, { 7, 5 }, { 31, 33 }, { 63, 64 }, { 256, 256 }, { 20000, 3 },
    };

    [Theory, MemberData(nameof(Sizes))]
    public void EncodedPicturesDecodeToThemselves(int width, int height)
    {
        foreach (int channels in (int[])[1, 3, 4])
        {
            var noise = new byte[width * height * channels];
            new Random(width).NextBytes(noise);
            var flat = new byte[noise.Length];
            Array.Fill(flat, (byte)200);
            byte[] slope = [.. Enumerable.Range(0, noise.Length).Select(i => (byte)(i / 3))];
            foreach (byte[] pixels in (byte[][])[noise, flat, slope])
            {
                PngPicture decoded = PngPicture.Decode(Png.Encode(pixels, width, height, channels));
                Assert.Equal((width, height, channels), (decoded.Width, decoded.Height, decoded.Channels));
                Assert.Equal(pixels, decoded.Pixels);
            }
        }
    }

    [Fact]
    public void AFlatPictureIsSmall() => Assert.InRange(Png.Encode(new byte[256 * 256 * 3], 256, 256, 3).Length, 60, 3000);

    [Theory]
    [InlineData(12, 2, 2, 2, "channels must be 1 (grey), 3 (RGB) or 4 (RGBA). (Parameter 'channels')\nActual value was 2.")]
    [InlineData(11, 2, 2, 3, "pixels holds 11 bytes, but 2 x 2 pixels of 3 channels need 12. (Parameter 'pixels')")]
    [InlineData(0, int.MaxValue, int.MaxValue, 4, "pixels holds 0 bytes, but 2147483647 x 2147483647 pixels of 4 channels need 18446744056529682436. (Parameter 'pixels')")]
    [InlineData(0, 0, 2, 1, "width ('0') must be greater than or equal to '1'. (Parameter 'width')\nActual value was 0.")]
    [InlineData(0, 2, -1, 1, "height ('-1') must be greater than or equal to '1'. (Parameter 'height')\nActual value was -1.")]
    public void SizesThatDoNotFitAreRefused(int bytes, int width, int height, int channels, string message)
    {
        ArgumentException error = Assert.ThrowsAny<ArgumentException>(() => Png.Encode(new byte[bytes], width, height, channels));
        Assert.Equal(message, error.Message.ReplaceLineEndings("\n"));
    }
}
