using System.Numerics;
using System.Runtime.CompilerServices;
using Cenote.Geometry;
using Cenote.Simd;

namespace Cenote.Windows.Loops;

/// <summary>As <see cref="StochasticDraw{T}"/>, of taps that have been gathered.</summary>
/// <remarks><c>uniforms</c> holds a number for each output, or is null if they follow from the seed; <c>ofTaps</c> the place of each tap of a
/// window that begins at place 0.</remarks>
internal readonly unsafe struct TapDraw<T>(WindowGeometry geometry, T* x, T* uniforms, ulong seed, int* ofTaps, T* y, long* indices) : ITapLoop<T>
    where T : unmanaged, INumber<T>
{
    private readonly int _kernel = geometry.Width.Kernel;
    private readonly int _kernelRows = geometry.Height.Kernel;
    private readonly int _stride = geometry.Width.Stride;
    private readonly int _column = (int)geometry.Width.Start(0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Windows<TLanes>(in GatheredTaps<T> taps)
        where TLanes : struct, ILanes<TLanes, T>
    {
        TLanes zero = TLanes.Create(0), greatest = zero, sum = zero;
        TiledRow* row = taps.Row;
        T* end = taps.Taps + row->Depth * row->Height * _kernel * TLanes.Count;
        for (T* tap = taps.Taps; tap < end; tap += TLanes.Count)
        {
            TLanes value = TLanes.Load(tap, 1);
            greatest = TLanes.Max(greatest, value);
            sum += SelfWeighted.Positive(value);
        }

        // Seldom: numbers whose sum could leave the range, or that are none.
        if (taps.Room < TLanes.Count || TLanes.Any(TLanes.GreaterThan(greatest, TLanes.Create(StochasticDraw.Great)) | TLanes.IsNaN(greatest)))
        {
            OneByOne(taps);
            return;
        }

        TLanes u = uniforms is null ? CounterRandom.Uniforms<TLanes, T>(seed, (ulong)taps.Output) : TLanes.Load(uniforms + taps.Output, 1);
        TLanes reached = zero, drawn = zero, where = TLanes.CreateBits(-1);
        int* ofRow = ofTaps + (row->DepthSkipped * _kernelRows + row->HeightSkipped) * _kernel, ofSlab = ofRow;
        T* next = taps.Taps;
        for (int d = row->Depth; d > 0; d--, ofSlab += _kernelRows * _kernel)
        {
            int* ofTap = ofSlab;
            for (T* endSlab = next + row->Height * _kernel * TLanes.Count; next < endSlab; next += TLanes.Count, ofTap++)
            {
                // A tap is drawn if it can be and no one before it was. If rounding leaves the last sum at or below u, the last that can be.
                TLanes value = TLanes.Load(next, 1);
                TLanes place = TLanes.IfGreater(value, zero, TLanes.CreateBits(*ofTap), where);
                where = TLanes.IfGreater(reached, u, where, place);
                drawn = TLanes.IfGreater(reached, u, drawn, TLanes.IfGreater(value, zero, value, drawn));
                reached += SelfWeighted.Positive(value) / sum;
            }
        }

        TLanes.Store(drawn, y + taps.Output);
        TLanes.StoreBits(where, (int)row->First - *ofRow + _column + (int)taps.Tile->Output * _stride, _stride, indices + taps.Output);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OneByOne(in GatheredTaps<T> taps)
    {
        nint inPlane = taps.Output % geometry.OutputPlane;
        int row = (int)(inPlane / geometry.Width.Output), first = (int)(inPlane % geometry.Width.Output);
        RowTaps rows = geometry.Rows(row / geometry.Height.Output, row % geometry.Height.Output);
        for (int i = 0; i < taps.Tile->Count; i++)
        {
            nint output = taps.Output + i;
            T uniform = uniforms is null ? CounterRandom.Uniform<T>(seed, (ulong)output) : uniforms[output];
            new StochasticDraw<T>(geometry, x, &uniform - output, y, indices).Windows<Lane<T, T>, One>(taps.Plane, output, 0, rows, geometry.Width.Taps(first + i), 0, 1);
        }
    }
}
