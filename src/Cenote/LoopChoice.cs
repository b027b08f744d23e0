namespace Cenote;

/// <summary>A loop of the library that was tried for a pooling.</summary>
/// <param name="Name">Its name in the source.</param>
/// <param name="Declines">Why it does not take these windows; null if it does.</param>
public readonly record struct LoopChoice(string Name, string? Declines)
{
    // The one that takes all.
    internal static LoopChoice General => new(nameof(Windows.Loops.WindowWalk), null);
}
