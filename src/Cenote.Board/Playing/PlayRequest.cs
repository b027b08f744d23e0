using Microsoft.AspNetCore.Http;

namespace Cenote.Board.Playing;

/// <summary>What the playground asks: a pooling, its settings, numbers.</summary>
internal sealed record PlayRequest
{
    // What a browser can show, and a server reckon while somebody drags a slider.
    private const int MostNumbers = 65_536;

    /// <summary>A name of the catalogue.</summary>
    public required string Pooling { get; init; }

    /// <summary>The input's shape: [C, H, W] of a map, [T, D] of a sequence, [in, out, D] of capsules' predictions.</summary>
    public required int[] Shape { get; init; }

    /// <summary>Its elements, or null where they are <see cref="Pixels"/>.</summary>
    public double[]? Numbers { get; init; }

    /// <summary>Elements of 0 to 255 that stand for 0 to 1.</summary>
    public byte[]? Pixels { get; init; }

    public PlaySettings Settings { get; init; } = new();

    /// <summary>Whether to say where the gradient goes.</summary>
    public bool Backward { get; init; }

    /// <summary>The output, counted in scan order, whose gradient alone is 1, or whose window is told; null for all.</summary>
    public int? At { get; init; }

    /// <summary>How far to move the picture down and to the right; null not to.</summary>
    public int[]? Shift { get; init; }

    /// <summary>Which tokens of a sequence take part; null for all.</summary>
    public bool[]? Mask { get; init; }

    /// <summary>What each token of a sequence weighs, where the pooling takes weights; null for its position.</summary>
    public double[]? Weights { get; init; }

    /// <summary>The tag of the language of what is told.</summary>
    public string? Language { get; init; }

    /// <summary>The pooling of that name.</summary>
    public PoolingOperator Operator => OperatorCatalogue.Find(Pooling) ?? throw Bad($"There is no pooling named '{Pooling}'.");

    /// <summary>The elements, checked against the shape.</summary>
    /// <param name="axes">How many axes the pooling takes, and what they are.</param>
    public double[] Elements(string axes)
    {
        int count = axes.Split(", ").Length;
        if (Shape.Length != count || Shape.Any(n => n < 1))
            throw Bad($"shape is [{string.Join(", ", Shape)}]; it is {axes}, each at least 1.");

        long length = Shape.Aggregate(1L, (product, n) => Math.Min(product * n, int.MaxValue));
        if (length > MostNumbers)
            throw Bad($"shape is [{string.Join(", ", Shape)}]; the playground takes at most {MostNumbers:N0} numbers.");

        if (Numbers is null == Pixels is null)
            throw Bad("The input is given as numbers or as pixels, one of them.");

        double[] elements = Numbers ?? [.. Pixels!.Select(p => p / 255.0)];
        return elements.Length == length ? elements : throw Bad($"The input holds {elements.Length:N0} numbers; shape [{string.Join(", ", Shape)}] needs {length:N0}.");
    }

    /// <summary>What no page of ours would ask.</summary>
    public static BadHttpRequestException Bad(string sentence) => new(sentence);
}
