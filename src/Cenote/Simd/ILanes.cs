namespace Cenote.Simd;

/// <summary>Some numbers side by side: a vector register, or a single number. What rules are written in.</summary>
/// <remarks>
/// A mask is a value of the same type, made by a comparison and used by <see cref="Select"/> and <c>|</c> only. Every operation acts
/// lane by lane.
/// </remarks>
internal unsafe interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    static abstract int Count { get; }

    /// <summary>The least number there is: -infinity for floating point.</summary>
    static abstract TSelf Lowest { get; }

    /// <summary>The greatest number there is: +infinity for floating point.</summary>
    static abstract TSelf Highest { get; }

    static abstract TSelf Create(double value);

    /// <summary>An integer in every lane, kept as bits; see <see cref="BitsAt"/>.</summary>
    static abstract TSelf CreateBits(int value);

    static abstract int BitsAt(TSelf lanes, int lane);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>Of masks; of numbers in registers the bits of both.</summary>
    static abstract TSelf operator |(TSelf a, TSelf b);

    static abstract TSelf GreaterThan(TSelf a, TSelf b);

    static abstract TSelf IsNaN(TSelf a);

    static abstract TSelf Select(TSelf mask, TSelf ifTrue, TSelf ifFalse);

    /// <summary>The second where it is greater or not a number, else the first: also where they are equal, as -0 and +0 are, or the first alone is not a number.</summary>
    static abstract TSelf Max(TSelf first, TSelf second);

    /// <summary>The second where it is less or not a number, else the first.</summary>
    static abstract TSelf Min(TSelf first, TSelf second);

    /// <summary>Lane by lane <paramref name="then"/> where a is greater than b, else <paramref name="otherwise"/>.</summary>
    static abstract TSelf IfGreater(TSelf a, TSelf b, TSelf then, TSelf otherwise);

    /// <summary>Lane by lane <paramref name="then"/> where a and b have the same bits, else 0.</summary>
    static abstract TSelf IfSameBits(TSelf a, TSelf b, TSelf then);

    /// <summary>Whether a mask holds anywhere.</summary>
    static abstract bool Any(TSelf mask);

    /// <summary>Whether any lane of one equals the same lane of the other.</summary>
    static abstract bool AnyEqual(TSelf a, TSelf b);

    /// <summary>Whether any lane has the bit of a sign, as negative numbers and -0 have.</summary>
    static abstract bool AnySign(TSelf a);

    /// <summary>Whether any lane of one has the bits of the same lane of the other.</summary>
    static abstract bool AnySameBits(TSelf a, TSelf b);

    /// <summary>Lane by lane the lane of <paramref name="a"/> and, after those, of <paramref name="b"/> whose number is in <paramref name="lanes"/> as bits.</summary>
    static abstract TSelf Pick(TSelf a, TSelf b, TSelf lanes);

    static abstract TSelf Abs(TSelf a);

    static abstract TSelf Sqrt(TSelf a);

    static abstract TSelf Exp(TSelf a);

    static abstract TSelf Log(TSelf a);

    /// <summary>a to the power of p, as <see cref="Math.Pow"/> has it for NaN, zeros and infinities.</summary>
    static abstract TSelf Pow(TSelf a, double p);

    /// <summary>Writes the integers kept as bits, lane i's raised by <paramref name="first"/> + i * <paramref name="step"/>; one below 0 as it is.</summary>
    static abstract void StoreBits(TSelf lanes, int first, int step, long* destination);

    /// <summary>Writes the integers kept as bits, of which each fits a byte.</summary>
    static abstract void StoreBytes(TSelf lanes, byte* destination);

    /// <summary>Reads a byte for each lane, and keeps as bits what it is more than <paramref name="less"/>.</summary>
    static abstract TSelf LoadBytes(byte* source, int less);
}

/// <summary>Lanes that come from and go to elements of type <typeparamref name="T"/>.</summary>
internal unsafe interface ILanes<TSelf, T> : ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf, T>
    where T : unmanaged
{
    /// <summary>Reads lane i from <paramref name="source"/> + i * <paramref name="step"/>, and nothing beyond the last lane's place.</summary>
    static abstract TSelf Load(T* source, int step);

    static abstract void Store(TSelf lanes, T* destination);

    static abstract T First(TSelf lanes);
}
