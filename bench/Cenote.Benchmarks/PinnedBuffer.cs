using System.Numerics;
using System.Numerics.Tensors;

namespace Cenote.Benchmarks;

/// <summary>Memory that all candidates of a workload share: the collector does not move it, and it starts on a cache line.</summary>
/// <remarks>An array, since TorchSharp takes foreign memory as arrays only.</remarks>
internal sealed unsafe class PinnedBuffer<T>
    where T : unmanaged
{
    private const int CacheLine = 64;

    private readonly T* _start;

    public PinnedBuffer(int length)
    {
        Array = GC.AllocateUninitializedArray<T>(length + CacheLine / sizeof(T), pinned: true);
        fixed (T* start = Array)
        {
            _start = (T*)(((nuint)start + CacheLine - 1) & ~(nuint)(CacheLine - 1));
            Offset = (int)(_start - start);
        }

        Length = length;
        Span.Clear(); // Its pages are there before anything is timed.
    }

    public T[] Array { get; }

    /// <summary>The element of <see cref="Array"/> at which the memory starts.</summary>
    public int Offset { get; }

    public int Length { get; }

    public T* Start => _start;

    public long Bytes => (long)Length * sizeof(T);

    public Tensor<T> Tensor(nint[] shape) => System.Numerics.Tensors.Tensor.Create(Array, Offset, shape, []);

    public Span<T> Span => Array.AsSpan(Offset, Length);
}

/// <summary>Numbers that are the same in every run.</summary>
internal static class Numbers
{
    public static PinnedBuffer<T> Random<T>(int length, bool whole = false)
        where T : unmanaged, INumber<T>
    {
        PinnedBuffer<T> buffer = new(length);
        Random random = new(20261124);
        Span<T> span = buffer.Span;
        if (typeof(T) == typeof(byte))
            random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(span));
        else
            for (int i = 0; i < span.Length; i++)
                span[i] = T.CreateTruncating(whole ? random.Next(1, 9) : 2 * random.NextSingle() - 1);

        return buffer;
    }
}
