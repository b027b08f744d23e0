namespace Cenote;

/// <summary>What kind of thing a pooling takes.</summary>
public enum PoolingKind
{
    /// <summary>A window that moves over a map.</summary>
    Window,

    /// <summary>The whole map, one number for each channel.</summary>
    Global,

    /// <summary>A map, to a size that is given.</summary>
    Adaptive,

    /// <summary>Pooled values and places, back to a map.</summary>
    Unpooling,

    /// <summary>A set: instances of a bag, capsules.</summary>
    Set,

    /// <summary>A sequence under a mask.</summary>
    Sequence,
}

/// <summary>A parameter of a pooling.</summary>
/// <param name="Name">Its name in the library.</param>
/// <param name="Range">What it may be, and its default.</param>
/// <param name="Meaning">What it does.</param>
public sealed record PoolingParameter(string Name, string Range, string Meaning);

/// <summary>A row of the table of how to choose.</summary>
/// <param name="Core">The operation, in a few words.</param>
/// <param name="Advantage">What it is taken for.</param>
/// <param name="Use">Where it is used.</param>
public sealed record PoolingChoice(string Core, string Advantage, string Use);

/// <summary>A pooling that the library has, as the command line, the documentation and the viewers know it.</summary>
public sealed record PoolingOperator
{
    /// <summary>Its name on the command line: <c>max</c>, <c>global-max</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its name in sentences: <c>max pooling</c>.</summary>
    public required string Title { get; init; }

    /// <summary>The first part of its name in tags: <c>Max</c>.</summary>
    public required string Tag { get; init; }

    /// <summary>What it takes.</summary>
    public required PoolingKind Kind { get; init; }

    /// <summary>The class or classes that do it.</summary>
    public required string Types { get; init; }

    /// <summary>y from the elements x of a window (or a map, or a set).</summary>
    public required string Formula { get; init; }

    /// <summary>The gradient, derived.</summary>
    public required string Gradient { get; init; }

    /// <summary>The paper or practice it comes from.</summary>
    public required string Source { get; init; }

    /// <summary>What it is good at.</summary>
    public required string GoodAt { get; init; }

    /// <summary>What it is bad at.</summary>
    public required string BadAt { get; init; }

    /// <summary>What it costs, beside average pooling.</summary>
    public required string Cost { get; init; }

    /// <summary>Its own parameters; those that every pooling of its kind has come first.</summary>
    public IReadOnlyList<PoolingParameter> Parameters { get; init; } = [];

    /// <summary>Whether it can make numbers beyond 1 of numbers from 0 to 1.</summary>
    public bool GoesBeyondOne { get; init; }

    /// <summary>How to choose it.</summary>
    public PoolingChoice? Choice { get; init; }

    /// <summary>Makes what pools images, or maps of one or three axes, by the given settings; null where it takes none.</summary>
    public Func<PoolingSettings, ArrayPooling>? ForImages { get; init; }

    /// <summary>Makes what pools sets or sequences of which every member counts; null where it takes none, or needs parameters that were learned.</summary>
    public Func<ArrayPooling>? ForSets { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
