using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;
using Cenote.Windows.Loops;

namespace Cenote.Windows;

/// <summary>The gradient of a linear fold, as a fold: each place of the input sums up what the windows that hold it hand down.</summary>
/// <remarks>So every place is written once, by the loops that pool forward; nothing is cleared and nothing added to.</remarks>
internal static unsafe class LinearBackward
{
    public static void Run<TRule, T>(TRule rule, in WindowGeometry geometry, T* dy, T* dx)
        where TRule : struct, IReduction, IFold
        where T : unmanaged, INumber<T>
    {
        nint outputs = geometry.Planes * geometry.OutputPlane;
        double divisor = TRule.Counts ? CommonDivisor(rule, geometry) : 1;
        if (!geometry.HasInverse || outputs > Array.MaxLength)
        {
            Reductions.Backward(rule, geometry, null, dy, dx);
        }
        else if (divisor == 1)
        {
            Reductions.Fold(default(Sum), geometry.Inverse(), dy, dx);
        }
        else if (divisor != 0)
        {
            Reductions.Fold(new DividedSum(divisor), geometry.Inverse(), dy, dx);
        }
        else
        {
            using Scratch<T> scratch = new(outputs, "gradOutput");
            fixed (T* divided = scratch)
            {
                Divide(rule, geometry, dy, divided);
                Reductions.Fold(default(Sum), geometry.Inverse(), divided, dx);
            }
        }
    }

    // The divisor that all windows have, or 0: there is none.
    private static double CommonDivisor<TRule>(TRule rule, in WindowGeometry g)
        where TRule : struct, IFold
    {
        double common = 0;
        for (int od = 0; od < g.Depth.Output; od++)
        {
            for (int oh = 0; oh < g.Height.Output; oh++)
            {
                RowTaps rows = g.Rows(od, oh);
                for (int ow = 0; ow < g.Width.Output; ow++)
                {
                    double divisor = rule.Divisor(rows.Count * g.Width.Taps(ow).Count, rows.PaddedCount * g.Width.PaddedTaps(ow), g.KernelTaps);
                    if (common != 0 && divisor != common)
                        return 0;

                    common = divisor;
                }
            }
        }

        return common;
    }

    private static void Divide<TRule, T>(TRule rule, in WindowGeometry g, T* dy, T* divided)
        where TRule : struct, IFold
        where T : unmanaged, INumber<T>
    {
        using Scratch<T> scratch = new(g.OutputPlane, "gradOutput");
        fixed (T* divisors = scratch)
        {
            T* next = divisors;
            for (int od = 0; od < g.Depth.Output; od++)
            {
                for (int oh = 0; oh < g.Height.Output; oh++)
                {
                    RowTaps rows = g.Rows(od, oh);
                    for (int ow = 0; ow < g.Width.Output; ow++, next += g.Inner)
                        new Span<T>(next, g.Inner).Fill(T.CreateTruncating(rule.Divisor(rows.Count * g.Width.Taps(ow).Count, rows.PaddedCount * g.Width.PaddedTaps(ow), g.KernelTaps)));
                }
            }

            int plane = (int)g.OutputPlane;
            for (nint p = 0; p < g.Planes; p++)
                TensorPrimitives.Divide(new ReadOnlySpan<T>(dy + p * plane, plane), new ReadOnlySpan<T>(divisors, plane), new Span<T>(divided + p * plane, plane));
        }
    }
}

/// <summary>y = sum(x) / divisor.</summary>
internal readonly struct DividedSum(double divisor) : IFold
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Start<TLanes>()
        where TLanes : struct, ILanes<TLanes> => new() { A = TLanes.Create(0) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State<TLanes> Accumulate<TLanes>(State<TLanes> state, TLanes x, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => new() { A = state.A + x };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Of<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes> => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Combine<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes> => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Finish<TLanes>(State<TLanes> state, TLanes count, TLanes parameter)
        where TLanes : struct, ILanes<TLanes> => state.A / TLanes.Create(divisor);

    public double Divisor(long taps, long paddedTaps, long kernelTaps) => 1;
}
