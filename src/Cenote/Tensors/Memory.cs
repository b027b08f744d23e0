using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Cenote;

internal static unsafe class Memory
{
    /// <summary>Refuses an output that shares memory with what it is made from.</summary>
    public static void CheckApart<T>(T* input, nint inputCount, T* output, nint outputCount, string outputName)
        where T : unmanaged =>
        CheckApart([Operand.Of(output, outputCount, outputName)], [Operand.Of(input, inputCount, "the input it is made from")]);

    /// <summary>Refuses an output that shares memory with an input or with another output.</summary>
    public static void CheckApart(ReadOnlySpan<Operand> outputs, ReadOnlySpan<Operand> inputs)
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            foreach (Operand input in inputs)
                outputs[i].CheckApart(input);

            foreach (Operand other in outputs[(i + 1)..])
                outputs[i].CheckApart(other);
        }
    }

    /// <summary>Sets elements to zero; a span of them may be too long for <see cref="Span{T}"/>.</summary>
    public static void Clear<T>(T* first, nint count)
        where T : unmanaged =>
        System.Runtime.InteropServices.NativeMemory.Clear(first, (nuint)count * (nuint)sizeof(T));

    /// <summary>The first element that is not at least the one and below the other, or is not a number; as many as there are if all are.</summary>
    public static nint FirstOutside<T>(T* first, nint count, T least, T? below)
        where T : unmanaged, INumber<T>
    {
        nint at = 0;
        Vector<T> low = new(least), high = new(below ?? T.Zero);
        for (; at <= count - Vector<T>.Count; at += Vector<T>.Count)
        {
            Vector<T> elements = Vector.Load(first + at);
            if (!Vector.GreaterThanOrEqualAll(elements, low) || (below is not null && !Vector.LessThanAll(elements, high)))
                break;
        }

        while (at < count && first[at] >= least && (below is null || first[at] < below))
            at++;

        return at;
    }

    /// <summary>Has the processor, where it can be told so, bring what lies 4 KB further on into its cache. There need not be any memory.</summary>
    /// <remarks>For loops that read on and on, but in such jumps that it does not see so by itself. Nearer than this it comes too late.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PrefetchBeyond(void* place)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0((byte*)place + 4096);
    }
}

/// <summary>Where an operand lies, while it is pinned. One that was left out lies nowhere.</summary>
internal readonly unsafe struct Operand
{
    private readonly byte* _first;
    private readonly byte* _end;
    private readonly string _name;

    private Operand(void* first, nint bytes, string name)
    {
        _first = (byte*)first;
        _end = _first + bytes;
        _name = name;
    }

    public static Operand Of<T>(T* first, nint count, string name)
        where T : unmanaged => new(first, count * sizeof(T), name);

    /// <summary>A tensor that is read or written in place if it is dense; else it is copied, and it does not matter where it lies.</summary>
    public static Operand Of<T>(T* first, scoped in ReadOnlyTensorSpan<T> tensor, string name)
        where T : unmanaged => Of(first, tensor.IsDense ? tensor.FlattenedLength : 0, name);

    /// <exception cref="ArgumentException">Both hold something, and some of it lies in both.</exception>
    public void CheckApart(Operand other)
    {
        if (_first < _end && other._first < other._end && _first < other._end && other._first < _end)
            throw new ArgumentException($"{_name} shares memory with {other._name}; it needs memory of its own.", _name);
    }
}
