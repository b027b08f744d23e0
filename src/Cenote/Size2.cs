namespace Cenote;

/// <summary>Two numbers, one for each spatial axis of an image: a kernel size, a stride, a padding or a dilation.</summary>
/// <remarks>One number stands for both axes: <c>kernelSize: 3</c> is <c>kernelSize: (3, 3)</c>. The order is PyTorch's: height first.</remarks>
/// <param name="Height">The number for the rows.</param>
/// <param name="Width">The number for the columns.</param>
public readonly record struct Size2(int Height, int Width)
{
    /// <summary>The same number for both axes.</summary>
    public static implicit operator Size2(int both) => new(both, both);

    /// <summary>Height and width.</summary>
    public static implicit operator Size2((int Height, int Width) size) => new(size.Height, size.Width);

    /// <summary>The two numbers as <c>(height, width)</c>.</summary>
    public override string ToString() => $"({Height}, {Width})";
}
