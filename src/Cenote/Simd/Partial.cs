namespace Cenote.Simd;

/// <summary>Registers of which only a part is stored.</summary>
internal static unsafe class Partial
{
    /// <summary>Writes the first <paramref name="count"/> lanes.</summary>
    public static void Store<TLanes, T>(TLanes lanes, T* destination, int count)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged
    {
        T* staged = stackalloc T[TLanes.Count];
        TLanes.Store(lanes, staged);
        new Span<T>(staged, count).CopyTo(new Span<T>(destination, count));
    }
}
