using System.Numerics;
using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;
using Cenote.Windows.Loops;

namespace Cenote.Windows;

/// <summary>The loops of stochastic pooling's draw.</summary>
internal static unsafe class StochasticDraws
{
    /// <summary>Draws by the given numbers, or by those that follow from a seed if there are none.</summary>
    public static void Run<T>(in WindowGeometry geometry, T* x, T* uniforms, ulong seed, T* y, long* indices)
        where T : unmanaged, INumber<T>
    {
        using Scratch<int> ofTaps = new(geometry.KernelTaps, "indices");
        MarksOfTaps.Fill<PlaceMarks>(geometry, ofTaps.Span);
        fixed (int* ofTap = ofTaps)
        {
            if (TapWalk.Run(default(SelfWeighted), new TapDraw<T>(geometry, x, uniforms, seed, ofTap, y, indices), geometry, x))
                return;
        }

        if (uniforms is not null)
        {
            WindowWalk.Run<StochasticDraw<T>, T>(new(geometry, x, uniforms, y, indices), geometry);
            return;
        }

        using Scratch<T> scratch = new(geometry.Planes * geometry.OutputPlane, "output");
        fixed (T* seeded = scratch)
        {
            SeededUniforms<T> loop = new(geometry, seed, seeded);
            geometry.EachPart(geometry.Planes, ref loop, &Part);
            WindowWalk.Run<StochasticDraw<T>, T>(new(geometry, x, seeded, y, indices), geometry);
        }

        static void Part(ref SeededUniforms<T> loop, nint firstPlane, nint endPlane) => loop.Planes(firstPlane, endPlane);
    }
}

/// <summary>A number in [0, 1) for each output, from a seed.</summary>
internal readonly unsafe struct SeededUniforms<T>(WindowGeometry geometry, ulong seed, T* uniforms)
    where T : unmanaged, INumber<T>
{
    public void Planes(nint firstPlane, nint endPlane)
    {
        int inner = geometry.Inner, places = geometry.OutputPlaces;
        T* next = uniforms + firstPlane * geometry.OutputPlane;
        for (nint plane = firstPlane; plane < endPlane; plane++)
        {
            // The draw's number is that of its output in NCHW, so that both layouts draw alike.
            ulong first = (ulong)plane * (ulong)inner * (ulong)places;
            for (int place = 0; place < places; place++)
                for (int c = 0; c < inner; c++)
                    *next++ = CounterRandom.Uniform<T>(seed, first + (ulong)c * (ulong)places + (ulong)place);
        }
    }
}

/// <inheritdoc cref="StochasticDraw{T}"/>
internal static class StochasticDraw
{
    /// <summary>So many such numbers can be summed up within float's range: 2^90.</summary>
    public const double Great = 1.2379400392853803e27;
}

/// <summary>y = the first x for which the sum of x / sum(x) up to it is above u.</summary>
internal readonly unsafe struct StochasticDraw<T>(WindowGeometry geometry, T* x, T* uniforms, T* y, long* indices) : IWindowLoop<T>
    where T : unmanaged, INumber<T>
{
    private readonly int _inner = geometry.Inner;
    private readonly int _dilation = geometry.Width.Dilation;

    public static bool Scatters => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Windows<TLanes, TStep>(nint input, nint output, int channel, in RowTaps rows, AxisTaps columns, int paddedColumns, int laneStep)
        where TLanes : struct, ILanes<TLanes, T>
        where TStep : struct, ILaneStep
    {
        TLanes zero = TLanes.Create(0), nobody = TLanes.CreateBits(-1), greatest = zero, sum = zero;
        for (int d = 0; d < rows.DepthCount; d++)
        {
            for (int h = 0; h < rows.HeightCount; h++)
            {
                for (int w = 0; w < columns.Count; w++)
                {
                    TLanes tap = TLanes.Load(Tap(input, Place(rows, columns, d, h, w)), TStep.Of(laneStep));
                    greatest = default(Max).Better(greatest, tap);
                }
            }
        }

        for (int d = 0; d < rows.DepthCount; d++)
            for (int h = 0; h < rows.HeightCount; h++)
                for (int w = 0; w < columns.Count; w++)
                    sum += Weight(TLanes.Load(Tap(input, Place(rows, columns, d, h, w)), TStep.Of(laneStep)), greatest);

        // If rounding leaves the last sum at or below u, the last tap of any probability is drawn.
        TLanes u = TLanes.Load(uniforms + output, 1), reached = zero, drawn = zero, where = nobody;
        for (int d = 0; d < rows.DepthCount; d++)
        {
            for (int h = 0; h < rows.HeightCount; h++)
            {
                for (int w = 0; w < columns.Count; w++)
                {
                    int place = Place(rows, columns, d, h, w);
                    TLanes tap = TLanes.Load(Tap(input, place), TStep.Of(laneStep)), weight = Weight(tap, greatest);
                    TLanes done = TLanes.GreaterThan(reached, u), possible = TLanes.GreaterThan(weight, zero);
                    reached = TLanes.Select(possible, reached + weight / sum, reached);
                    drawn = TLanes.Select(done, drawn, TLanes.Select(possible, tap, drawn));
                    where = TLanes.Select(done, where, TLanes.Select(possible, TLanes.CreateBits(place), where));
                }
            }
        }

        TLanes undefined = TLanes.IsNaN(sum);
        TLanes.Store(TLanes.Select(undefined, sum, drawn), y + output);
        where = TLanes.Select(undefined, nobody, where);
        int placeStep = _inner == 1 ? laneStep : 0;
        TLanes.StoreBits(where, 0, placeStep, indices + output);
    }

    // max(x, 0). Where a sum could leave the range of numbers all are made less by a power of 2, which costs no digit; infinite taps leave
    // nothing to the others.
    private static TLanes Weight<TLanes>(TLanes tap, TLanes greatest)
        where TLanes : struct, ILanes<TLanes>
    {
        const double Less = 1.0 / (1L << 32);
        TLanes one = TLanes.Create(1), zero = TLanes.Create(0), infinite = TLanes.Select(TLanes.GreaterThan(TLanes.Highest, tap), zero, one);
        TLanes finite = SelfWeighted.Positive(tap) * TLanes.Select(TLanes.GreaterThan(greatest, TLanes.Create(StochasticDraw.Great)), TLanes.Create(Less), one);
        return TLanes.Select(TLanes.GreaterThan(TLanes.Highest, greatest) | TLanes.IsNaN(greatest), finite, infinite);
    }

    private int Place(in RowTaps rows, AxisTaps columns, int d, int h, int w) =>
        rows.FirstPlace + columns.First + d * rows.DepthStep + h * rows.HeightStep + w * _dilation;

    private T* Tap(nint input, int place) => x + input + (nint)place * _inner;
}
