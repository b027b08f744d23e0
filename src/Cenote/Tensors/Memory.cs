namespace Cenote;

internal static unsafe class Memory
{
    /// <summary>Sets elements to zero; a span of them may be too long for <see cref="Span{T}"/>.</summary>
    public static void Clear<T>(T* first, nint count)
        where T : unmanaged =>
        System.Runtime.InteropServices.NativeMemory.Clear(first, (nuint)count * (nuint)sizeof(T));
}
