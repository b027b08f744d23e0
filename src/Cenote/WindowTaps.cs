namespace Cenote;

/// <summary>Where one window lies along one spatial axis: what a program that draws or explains windows needs to know.</summary>
/// <param name="First">The first place of the input that the window reads.</param>
/// <param name="Count">How many places it reads; 0 where all of it lies in the padding.</param>
/// <param name="Step">From one of these places to the next: the dilation.</param>
/// <param name="PaddedCount">How many taps the window has in the input and its padding; overhang of <c>ceilMode</c> does not count.</param>
public readonly record struct WindowTaps(int First, int Count, int Step, int PaddedCount)
{
    /// <summary>Whether the window reads the given place of the input.</summary>
    public bool Reads(int place) => place >= First && (place - First) / Step < Count && (place - First) % Step == 0;
}
