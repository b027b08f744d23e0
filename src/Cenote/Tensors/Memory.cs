namespace Cenote;

internal static unsafe class Memory
{
    /// <summary>Refuses an output that shares memory with what it is made from.</summary>
    public static void CheckApart<T>(T* input, nint inputCount, T* output, nint outputCount, string outputName)
        where T : unmanaged
    {
        if (input < output + outputCount && output < input + inputCount)
            throw new ArgumentException($"{outputName} shares memory with the input it is made from; it needs memory of its own.", outputName);
    }

    /// <summary>Sets elements to zero; a span of them may be too long for <see cref="Span{T}"/>.</summary>
    public static void Clear<T>(T* first, nint count)
        where T : unmanaged =>
        System.Runtime.InteropServices.NativeMemory.Clear(first, (nuint)count * (nuint)sizeof(T));
}
