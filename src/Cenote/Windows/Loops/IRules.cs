using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>What a reduction remembers of the taps it has seen. Most rules use <see cref="A"/> only; the others then cost nothing.</summary>
internal struct State<TLanes>
    where TLanes : struct
{
    public TLanes A;
    public TLanes B;
    public TLanes C;
}

/// <summary>How a window's taps become its result, one after the other.</summary>
/// <remarks>
/// <para>A rule is a struct, so the JIT makes one straight loop of each pair of loop and rule. It says what it computes in its summary:
/// y is an output, x a tap of its window, dy and dx their gradients.</para>
/// <para>A rule with a parameter for each channel finds it in every call; without one it is nothing.</para>
/// </remarks>
internal interface IAccumulation
{
    /// <summary>Whether the taps are looked at once more beforehand, by <see cref="Prepare"/>.</summary>
    static virtual bool LooksAhead => false;

    /// <summary>Whether <c>Finish</c> looks at the count.</summary>
    static virtual bool Counts => false;

    State<TLanes> Start<TLanes>()
        where TLanes : struct, ILanes<TLanes>;

    State<TLanes> Prepare<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => state;

    State<TLanes> Accumulate<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>;

    TLanes Finish<TLanes>(State<TLanes> state, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>What <c>count</c> is for a window with <paramref name="taps"/> taps in the input, <paramref name="paddedTaps"/> with the
    /// padding, and <paramref name="kernelTaps"/> if nothing cut it (0 where windows differ).</summary>
    double Divisor(long taps, long paddedTaps, long kernelTaps);
}

/// <summary>A rule whose taps may be taken in any order and grouping, which keeps what it has seen in <c>A</c> alone, has no parameter and does
/// not look ahead: sum, average, greatest, ...</summary>
internal interface IFold : IAccumulation
{
    /// <summary>Whether taps are compared and not reckoned with, so that they can stay in their own type, however small.</summary>
    static virtual bool Compares => false;

    /// <summary>Whether the order still tells where the result is zero: of -0 and +0 the first in scan order stays.</summary>
    static virtual bool KeepsFirstZero => false;

    /// <summary>What <c>A</c> is after one tap.</summary>
    TLanes Of<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>What <c>A</c> is after the taps of both.</summary>
    TLanes Combine<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>A rule whose taps all take part in the result and share the gradient: sum, average, Lp, soft, ...</summary>
internal interface IReduction : IAccumulation
{
    /// <summary>Whether the gradient needs dy and the count only; x is then not read in the backward loop.</summary>
    static virtual bool IsLinear => false;

    TLanes Gradient<TLanes>(State<TLanes> state, TLanes x, TLanes y, TLanes dy, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>One window's part of the gradient toward its channel's parameter.</summary>
    TLanes ParameterGradient<TLanes>(State<TLanes> state, TLanes y, TLanes dy, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => TLanes.Create(0);
}

/// <summary>A rule that picks one tap, which then takes the whole gradient: max, min.</summary>
internal interface ISelection
{
    /// <summary>What the first tap is compared with, and what a window without taps gives.</summary>
    TLanes Identity<TLanes>()
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>The pick of two, the second being later: as <see cref="Takes"/> has it, if only the value is asked for.</summary>
    TLanes Better<TLanes>(TLanes best, TLanes x)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>A mask: where <paramref name="x"/> takes the place of <paramref name="best"/>, the pick of all taps before it.</summary>
    TLanes Takes<TLanes>(TLanes best, TLanes x)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary><paramref name="ofX"/> where x takes the place of the best of all taps before it, else <paramref name="ofBest"/>; of numbers only: a NaN
    /// never takes it.</summary>
    TLanes OfBetterNumber<TLanes>(TLanes best, TLanes x, TLanes ofBest, TLanes ofX)
        where TLanes : struct, ILanes<TLanes>;
}
