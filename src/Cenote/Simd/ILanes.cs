namespace Cenote.Simd;

/// <summary>Some elements side by side: a vector register, or a single element. What the loops and the rules are written in.</summary>
/// <remarks>
/// A mask is a value of the same type, made by a comparison and used by <see cref="Select"/> only. Every operation acts lane by
/// lane, so a rule gives the same bits at every width.
/// </remarks>
internal unsafe interface ILanes<TSelf, T>
    where TSelf : struct, ILanes<TSelf, T>
    where T : unmanaged
{
    static abstract int Count { get; }

    static abstract TSelf Create(T value);

    /// <summary>An integer in every lane, kept as bits; see <see cref="BitsAt"/>.</summary>
    static abstract TSelf CreateBits(int value);

    static abstract int BitsAt(TSelf lanes, int lane);

    /// <summary>Reads lane i from <paramref name="source"/> + i * <paramref name="step"/>, and nothing beyond the last lane's place.</summary>
    static abstract TSelf Load(T* source, int step);

    static abstract void Store(TSelf lanes, T* destination);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    static abstract TSelf operator |(TSelf maskA, TSelf maskB);

    static abstract TSelf GreaterThan(TSelf a, TSelf b);

    static abstract TSelf IsNaN(TSelf a);

    static abstract TSelf Select(TSelf mask, TSelf ifTrue, TSelf ifFalse);
}
