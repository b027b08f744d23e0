using System.Numerics;
using System.Numerics.Tensors;
using Cenote.Geometry;

namespace Cenote.Windows.Loops;

/// <summary>dx[index] += dy for every window, in scan order. The caller has set dx to zero and checked the indices.</summary>
internal static unsafe class SelectionBackward
{
    /// <summary>Every index names a place of the input plane, or is -1: a window without taps.</summary>
    public static void Check(in WindowGeometry geometry, long* indices, string name)
    {
        nint count = geometry.Planes * geometry.OutputPlane;
        for (nint i = 0; i < count; i++)
        {
            if (indices[i] < -1 || indices[i] >= geometry.InputPlaces)
                throw new ArgumentException($"{name} holds {indices[i]}; an index lies from 0 to {geometry.InputPlaces - 1}, or is -1 for an empty window.", name);
        }
    }

    /// <summary>The whole of it over tensors whose shapes are checked: refuses bad indices before anything is written.</summary>
    public static void Run<T>(in WindowGeometry geometry, scoped in ReadOnlyTensorSpan<T> gradOutput, scoped in ReadOnlyTensorSpan<long> indices, scoped in TensorSpan<T> gradInput)
        where T : unmanaged, INumber<T>
    {
        Shapes.Same(indices.Lengths, gradOutput.Lengths, nameof(indices), nameof(gradOutput));
        using DenseInput<T> dy = new(gradOutput);
        using DenseInput<long> where = new(indices);
        using DenseOutput<T> dx = new(gradInput);
        fixed (T* pdy = dy, pdx = dx)
        fixed (long* pi = where)
        {
            Check(geometry, pi, nameof(indices));
            Memory.CheckApart(
                [Operand.Of(pdx, gradInput.FlattenedLength, nameof(gradInput))],
                [Operand.Of(pdy, gradOutput.FlattenedLength, nameof(gradOutput)), Operand.Of(pi, indices.FlattenedLength, nameof(indices))]);
            Memory.Clear(pdx, geometry.Planes * geometry.InputPlane);
            Run(geometry, pdy, pi, pdx);
        }

        dx.Commit();
    }

    public static void Run<T>(in WindowGeometry geometry, T* dy, long* indices, T* dx)
        where T : unmanaged, INumber<T>
    {
        SelectionBackward<T> loop = new(geometry, dy, indices, dx);
        geometry.EachPart(geometry.Planes, ref loop, &Part);

        static void Part(ref SelectionBackward<T> loop, nint firstPlane, nint endPlane) => loop.Planes(firstPlane, endPlane);
    }
}

/// <inheritdoc cref="SelectionBackward"/>
internal readonly unsafe struct SelectionBackward<T>(WindowGeometry geometry, T* dy, long* indices, T* dx)
    where T : unmanaged, INumber<T>
{
    public void Planes(nint firstPlane, nint endPlane)
    {
        int inner = geometry.Inner, places = geometry.InputPlaces, outputs = geometry.OutputPlaces;
        T* gradient = dy + firstPlane * geometry.OutputPlane, plane = dx + firstPlane * geometry.InputPlane;
        long* index = indices + firstPlane * geometry.OutputPlane;
        for (nint p = firstPlane; p < endPlane; p++, plane += geometry.InputPlane)
        {
            for (int o = 0; o < outputs; o++)
            {
                for (int c = 0; c < inner; c++, gradient++, index++)
                {
                    // A window without taps has index -1, and its gradient goes nowhere. (The whole range is checked once more:
                    // another thread may have changed an index since Check saw it.)
                    if ((ulong)*index < (ulong)places)
                        plane[(nint)(*index) * inner + c] += *gradient;
                }
            }
        }
    }
}
