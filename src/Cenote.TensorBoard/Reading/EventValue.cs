namespace Cenote.TensorBoard;

/// <summary>What a value of an event file is.</summary>
public enum ValueKind
{
    /// <summary>A number: a point of a curve.</summary>
    Scalar,

    /// <summary>A picture, or several.</summary>
    Image,

    /// <summary>A text, or several.</summary>
    Text,

    /// <summary>Anything else: histograms, audio, hyperparameters, ...</summary>
    Other,
}

/// <summary>A value of an event file, and what it is called there.</summary>
public readonly struct EventValue
{
    /// <summary>The value's name.</summary>
    public string Tag { get; internal init; }

    /// <summary>What it is.</summary>
    public ValueKind Kind { get; internal init; }

    /// <summary>TensorBoard's name for what shows it: <c>scalars</c>, <c>images</c>, <c>text</c>, <c>histograms</c>, ...; empty where the file does not say.</summary>
    public string Plugin { get; internal init; }

    /// <summary>The value.</summary>
    public EventPoint Point { get; internal init; }
}

/// <summary>A value at a step. Pictures and texts stay in the file: <see cref="EventFileReader.ReadContent"/> fetches them.</summary>
public readonly struct EventPoint
{
    /// <summary>The place on the curve, or on the slider.</summary>
    public long Step { get; internal init; }

    /// <summary>When it was logged: seconds since 1970, UTC.</summary>
    public double WallTime { get; internal init; }

    /// <summary>A scalar's value; NaN for all else.</summary>
    public double Scalar { get; internal init; }

    /// <summary>An image's width in pixels, as the file says; 0 for all else.</summary>
    public int Width { get; internal init; }

    /// <summary>An image's height in pixels, as the file says; 0 for all else.</summary>
    public int Height { get; internal init; }

    /// <summary>The size of the value in the file, in bytes: of an image or a text, what <see cref="EventFileReader.ReadContent"/> gives.</summary>
    public int Bytes { get; internal init; }

    internal ValueKind Kind { get; init; }

    internal string Path { get; init; }

    /// <summary>Where its record begins.</summary>
    internal long Offset { get; init; }

    /// <summary>Which value of its event it is.</summary>
    internal int Index { get; init; }
}
