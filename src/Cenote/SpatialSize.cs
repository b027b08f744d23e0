namespace Cenote;

/// <summary>A number for each spatial axis: a kernel size, a stride or a dilation. One number alone stands for every axis.</summary>
/// <remarks>Written as PyTorch writes it, outermost axis first: <c>kernelSize: 3</c>, <c>kernelSize: (3, 2)</c>, <c>kernelSize: (2, 3, 3)</c>.</remarks>
public readonly struct SpatialSize : IEquatable<SpatialSize>
{
    private readonly (int First, int Second, int Third) _numbers;

    private SpatialSize(int count, (int, int, int) numbers)
    {
        Count = count;
        _numbers = numbers;
    }

    /// <summary>How many numbers there are: 1 to 3, or 0 for none given.</summary>
    public int Count { get; }

    /// <summary>One number for every axis, or one for each of two or three, outermost first.</summary>
    /// <exception cref="ArgumentException">There are none, or more than three.</exception>
    public static SpatialSize Of(params ReadOnlySpan<int> numbers) => numbers switch
    {
        [int every] => every,
        [int height, int width] => (height, width),
        [int depth, int height, int width] => (depth, height, width),
        _ => throw new ArgumentException($"there are {numbers.Length} numbers; a size has 1 to 3.", nameof(numbers)),
    };

    /// <summary>The same number for every axis.</summary>
    public static implicit operator SpatialSize(int every) => new(1, (every, 0, 0));

    /// <summary>Height and width.</summary>
    public static implicit operator SpatialSize((int Height, int Width) size) => new(2, (size.Height, size.Width, 0));

    /// <summary>Depth, height and width.</summary>
    public static implicit operator SpatialSize((int Depth, int Height, int Width) size) => new(3, (size.Depth, size.Height, size.Width));

    /// <summary>Whether both hold the same numbers.</summary>
    public static bool operator ==(SpatialSize left, SpatialSize right) => left.Equals(right);

    /// <summary>Whether they hold other numbers.</summary>
    public static bool operator !=(SpatialSize left, SpatialSize right) => !left.Equals(right);

    /// <summary>The numbers for the given count of axes.</summary>
    /// <exception cref="ArgumentException">There are some, but neither one nor as many as axes; <paramref name="name"/> is the parameter's.</exception>
    public int[] ForAxes(int axes, string name)
    {
        if (Count != 1 && Count != axes)
            throw new ArgumentException($"{name} is {this}, {Count} numbers; there {(axes == 1 ? "is 1 spatial axis" : $"are {axes} spatial axes")}.", name);

        int[] numbers = [_numbers.First, _numbers.Second, _numbers.Third];
        return Count == 1 ? [.. Enumerable.Repeat(numbers[0], axes)] : numbers[..axes];
    }

    /// <inheritdoc/>
    public bool Equals(SpatialSize other) => Count == other.Count && _numbers == other._numbers;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SpatialSize other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, _numbers);

    /// <summary>The numbers as they are written: <c>3</c> or <c>(3, 2)</c>.</summary>
    public override string ToString() => Count switch
    {
        0 => "()",
        1 => $"{_numbers.First}",
        2 => $"({_numbers.First}, {_numbers.Second})",
        _ => $"({_numbers.First}, {_numbers.Second}, {_numbers.Third})",
    };
}
