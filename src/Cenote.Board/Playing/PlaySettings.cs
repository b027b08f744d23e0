namespace Cenote.Board.Playing;

/// <summary>The settings of a pooling as the page's controls hold them; sizes are a number for both axes or height and width.</summary>
internal sealed record PlaySettings
{
    // Far beyond any map here, and far from where products leave the range of numbers.
    public const int Greatest = 4096;
    private const int MostRounds = 10;

    public int[] Kernel { get; init; } = [2];

    public int[]? Stride { get; init; }

    public int[] Padding { get; init; } = [0];

    public int[] Dilation { get; init; } = [1];

    public bool Ceil { get; init; }

    public int[] Output { get; init; } = [2];

    public bool? CountIncludePad { get; init; }

    public int? Divisor { get; init; }

    public double? P { get; init; }

    public double Sharpness { get; init; } = 1;

    public double? Weight { get; init; }

    public ulong Seed { get; init; }

    /// <summary>Rounds of routing between capsules.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>As the library takes them.</summary>
    public PoolingSettings ForImages() => new()
    {
        KernelSize = Size(Kernel, "kernel"),
        Stride = Stride is null ? null : Size(Stride, "stride"),
        Padding = Size(Padding, "padding"),
        Dilation = Size(Dilation, "dilation"),
        CeilMode = Ceil,
        OutputSize = Size(Output, "output"),
        CountIncludePad = CountIncludePad,
        DivisorOverride = Divisor,
        P = P,
        Sharpness = Sharpness,
        Weight = Weight is null or (>= -1000 and <= 1000) ? Weight : throw PlayRequest.Bad($"weight is {Weight}; it is from -1000 to 1000."),
        Seed = Seed,
    };

    /// <summary>The rounds, checked.</summary>
    public int RoundsOfRouting() => Rounds is >= 1 and <= MostRounds ? Rounds : throw PlayRequest.Bad($"rounds is {Rounds}; it is from 1 to {MostRounds}.");

    private static SpatialSize Size(int[] numbers, string name) =>
        numbers.Length is not (1 or 2) ? throw PlayRequest.Bad($"{name} has {numbers.Length} numbers; it has one, or one for the height and one for the width.")
        : Array.Exists(numbers, n => n is < -Greatest or > Greatest) ? throw PlayRequest.Bad($"{name} is {string.Join(", ", numbers)}; the playground takes at most {Greatest}.")
        : SpatialSize.Of(numbers);
}
