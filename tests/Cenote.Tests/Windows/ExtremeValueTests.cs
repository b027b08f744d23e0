using System.Numerics.Tensors;

namespace Cenote.Tests.Windows;

/// <summary>Values and sizes at the edge of what numbers hold.</summary>
public class ExtremeValueTests
{
    [Fact]
    public void BytesOfALargePhotographDoNotOverflow()
    {
        byte[] white = new byte[3000 * 3000];
        white.AsSpan().Fill(255);
        byte[] y = new byte[1];
        new GlobalAvgPool2d().Forward(white, [1, 3000, 3000], y);
        Assert.Equal(255, y[0]);
        new GlobalSumPool2d().Forward(white, [1, 3000, 3000], y);
        Assert.Equal(255, y[0]);
    }

    [Theory]
    [InlineData(2e7f, 2e7f, 2e7f, 2e7f)]
    [InlineData(1e8f, 1e8f, 1e8f, 1e8f)]
    [InlineData(3e38f, 3e38f, 3e38f, 3e38f)]
    public void SoftPoolingOfEqualsIsThemAndSharesTheGradient(params float[] x)
    {
        SoftPool1d layer = new(4);
        float[] y = new float[1], dx = new float[4];
        layer.Forward(x, [1, 4], y);
        layer.Backward(new ReadOnlyTensorSpan<float>(x, [1, 4]), new ReadOnlyTensorSpan<float>([1], [1, 1]), new TensorSpan<float>(dx, [1, 4]));
        Assert.Equal(x[0], y[0]);
        Assert.All(dx, d => Assert.Equal(0.25f, d, 1e-6f));
    }

    [Fact]
    public void AnEmptyBatchIsGatedAndMixed()
    {
        Assert.Equal([0, 2, 2], new GatedPool1d(2).Forward(Tensor.CreateFromShape<float>([0, 2, 4]), [1f, 1f]).Lengths);
        Assert.Equal([0, 2, 2], new MixedPool(new MaxPool1d(2), new AvgPool1d(2)).Forward(Tensor.CreateFromShape<float>([0, 2, 4]), [0.5f, 0.5f]).Lengths);
    }

    [Fact]
    public void AWeightOfZeroTakesAPoolingOut()
    {
        Padding left = Padding.Edges((1, 0));
        MixedPool layer = new(new MaxPool1d(1, 1, left), new AvgPool1d(1, 1, left));
        Assert.Equal([0f, 1f, 2f], layer.Forward(Tensor.Create([1f, 2f], [1, 2]), [0f, 1f]).ToArray());
    }

    [Fact]
    public void AMaskWithoutBoundsIsRefused() =>
        Assert.Equal("kernelSize is (65536, 65536); a window has fewer than 2147483647 taps. (Parameter 'kernelSize')", Assert.Throws<ArgumentException>(() => new GatedPool2d((65536, 65536))).Message);
}
