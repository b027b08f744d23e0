namespace Cenote.Board.Playing;

/// <summary>What the playground is told. Every number in it is the library's own.</summary>
internal sealed record PlayAnswer
{
    /// <summary>Why it can not be done, in one sentence; the rest is null then.</summary>
    public string? Refused { get; init; }

    /// <summary>Which number to change, where one is enough.</summary>
    public IReadOnlyList<PlayRepair>? Repairs { get; init; }

    /// <summary>The layer and its options.</summary>
    public string? Layer { get; init; }

    public PlayArray? Output { get; init; }

    /// <summary>Of unpooling, what was pooled before: the windows are its.</summary>
    public PlayArray? Pooled { get; init; }

    /// <summary>The windows along the height and along the width; null where there are none.</summary>
    public IReadOnlyList<PlayAxis>? Axes { get; init; }

    /// <summary>The gradient toward the input, of its shape.</summary>
    public double[]? Gradient { get; init; }

    /// <summary>What each place of the input weighs in all windows together, row by row, where attention says so.</summary>
    public double[]? Attention { get; init; }

    public PlayShift? Shift { get; init; }

    public PlayDraws? Draws { get; init; }

    /// <summary>Of routing: the couplings of each round, [rounds, in, out].</summary>
    public PlayArray? Couplings { get; init; }

    /// <summary>Of a sequence: what each token weighs; or which token each output was taken from.</summary>
    public double[]? TokenWeights { get; init; }

    public long[]? Tokens { get; init; }
}

/// <summary>Numbers in a shape.</summary>
internal sealed record PlayArray(int[] Shape, double[] Numbers);

/// <summary>A change that is enough: of the kernel, the padding or the dilation, along an axis, or along both where that is null.</summary>
internal sealed record PlayRepair(string Setting, int? Axis, bool AtMost, long Number);

/// <summary>The windows along an axis.</summary>
/// <param name="Padding">What is added before and after.</param>
/// <param name="Starts">Where each begins, in the padding or in the input.</param>
/// <param name="Lengths">How many places each stretches over.</param>
/// <param name="Step">From tap to tap.</param>
internal sealed record PlayAxis(int Padding, int[] Starts, int[] Lengths, int Step);

/// <summary>What a shift of the input changes: the output's differences, and the same of the input.</summary>
/// <param name="Differences">|y' - y|, of the output's shape.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Max">The greatest.</param>
/// <param name="Relative">Their mean beside the mean of |y|.</param>
/// <param name="InputRelative">The same of the input.</param>
internal sealed record PlayShift(double[] Differences, double Mean, double Max, double Relative, double InputRelative);

/// <summary>What draws come to.</summary>
/// <param name="Count">How many were made.</param>
/// <param name="Mean">Their mean, of the output's shape.</param>
/// <param name="Inference">What the layer gives where nothing is drawn, where it says so.</param>
/// <param name="Average">Average pooling by the same windows.</param>
internal sealed record PlayDraws(int Count, double[] Mean, double[]? Inference, double[] Average);

/// <summary>One window, told.</summary>
/// <param name="Told">Its arithmetic, in one line.</param>
/// <param name="Notes">What is to be said of taps outside the input.</param>
/// <param name="Taps">The elements it reads.</param>
internal sealed record PlayWindow(string Told, IReadOnlyList<string> Notes, IReadOnlyList<PlayTap> Taps);

/// <summary>An element of a window: where it lies, and what it counts for where that is told.</summary>
internal sealed record PlayTap(int Row, int Column, double X, double? Share);
