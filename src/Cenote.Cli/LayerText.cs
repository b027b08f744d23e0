using System.Globalization;

namespace Cenote.Cli;

/// <summary>A pooling and its windows in a few words: <c>max k3x2 s2 p1 d1 ceil</c>, <c>adaptive-avg o7</c>, <c>global-max</c>.</summary>
/// <remarks>Behind the name stand, in any order, k (kernel), s (stride), p (padding), d (dilation), o (output size), each with a number for every
/// axis or one for each as <c>3x2</c>, and ceil. Defaults are those of <see cref="PoolingSettings"/>.</remarks>
internal sealed record LayerText(string Text, PoolingOperator Pooling, PoolingSettings Settings)
{
    public static LayerText Parse(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            throw new BadRequestException("a layer is empty; it is a pooling and its windows, as 'max k3 s2'.");

        PoolingOperator pooling = Poolings.Named(words[0]);
        PoolingSettings settings = new();
        HashSet<char> given = [];
        foreach (string word in words[1..])
        {
            char option = char.ToLowerInvariant(word[0]);
            if (!Options(pooling.Kind).Contains(option))
                throw Bad(text, word, pooling);

            if (!given.Add(option))
                throw new BadRequestException($"'{text}' says {option} twice.");

            settings = option == 'c' ? settings with { CeilMode = IsCeil(word) ? true : throw Bad(text, word, pooling) } : With(settings, option, Size(word[1..]) ?? throw Bad(text, word, pooling), text);
        }

        return new LayerText(string.Join(' ', words), pooling, settings);
    }

    /// <summary>The sizes of an axis or several, joined by x: <c>32x32</c>; null where the text is none.</summary>
    public static SpatialSize? Size(string text)
    {
        string[] parts = text.Split('x', 'X');
        int[] numbers = [.. parts.SelectMany(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? (int[])[n] : [])];
        return numbers.Length == parts.Length && numbers.Length <= 3 ? SpatialSize.Of(numbers) : null;
    }

    private static PoolingSettings With(PoolingSettings settings, char option, SpatialSize size, string text) => option switch
    {
        _ when option != 'p' && size.ForAxes(size.Count, "size").Min() < 1 => throw new BadRequestException($"'{text}' has {option}0; every number but p's is at least 1."),
        'k' => settings with { KernelSize = size },
        's' => settings with { Stride = size },
        'p' => settings with { Padding = size },
        'd' => settings with { Dilation = size },
        _ => settings with { OutputSize = size },
    };

    private static bool IsCeil(string word) => word.Equals("ceil", StringComparison.OrdinalIgnoreCase);

    private static string Options(PoolingKind kind) => kind switch
    {
        PoolingKind.Adaptive => "o",
        PoolingKind.Global or PoolingKind.Sequence => "",
        _ => "kspdc",
    };

    private static BadRequestException Bad(string text, string word, PoolingOperator pooling) => new(Options(pooling.Kind) switch
    {
        "" => $"'{text}' has '{word}'; {pooling.Name} stands alone.",
        "o" => $"'{text}' has '{word}'; behind {pooling.Name} stands the size of its output, as o7 or o7x5.",
        _ => $"'{text}' has '{word}'; behind {pooling.Name} stand k, s, p and d with their sizes, as k3 or k3x2, and ceil.",
    });
}
