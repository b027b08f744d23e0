namespace Cenote;

/// <summary>The size that an adaptive pooling gives: a number for each spatial axis, null for as long as the input. One alone stands for every axis.</summary>
public readonly struct OutputSize
{
    private readonly int?[]? _numbers;

    private OutputSize(params int?[] numbers) => _numbers = numbers;

    /// <summary>The same for every axis.</summary>
    public static implicit operator OutputSize(int every) => new(every);

    /// <summary>Height and width.</summary>
    public static implicit operator OutputSize((int? Height, int? Width) size) => new(size.Height, size.Width);

    /// <summary>Depth, height and width.</summary>
    public static implicit operator OutputSize((int? Depth, int? Height, int? Width) size) => new(size.Depth, size.Height, size.Width);

    /// <summary>A size as an output size.</summary>
    public static implicit operator OutputSize(SpatialSize size) => new([.. size.ForAxes(Math.Max(size.Count, 1), nameof(size)).Select(n => (int?)n)]);

    /// <summary>The numbers as they are written: <c>7</c> or <c>(7, null)</c>.</summary>
    public override string ToString()
    {
        string[] numbers = [.. (_numbers ?? []).Select(n => n?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null")];
        return numbers.Length == 1 ? numbers[0] : $"({string.Join(", ", numbers)})";
    }

    internal int?[] ForAxes(int axes, string name)
    {
        int?[] numbers = _numbers ?? [];
        if (numbers.Length == 1)
            return [.. Enumerable.Repeat(numbers[0], axes)];

        return numbers.Length == axes
            ? numbers
            : throw new ArgumentException($"{name} has {numbers.Length} numbers; there {(axes == 1 ? "is 1 spatial axis" : $"are {axes} spatial axes")}.", name);
    }
}
