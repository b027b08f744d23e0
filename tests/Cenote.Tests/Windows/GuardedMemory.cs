using System.Runtime.InteropServices;

namespace Cenote.Tests.Windows;

/// <summary>Elements that end, or begin, where the next or previous page must not be touched: a read outside ends the process.</summary>
internal sealed unsafe class GuardedMemory<T> : IDisposable
    where T : unmanaged
{
    private const int PageBytes = 4096;
    private readonly byte* _mapping;
    private readonly nuint _bytes;
    private readonly T* _first;

    /// <param name="elements">What lies between the guards.</param>
    /// <param name="atEnd">Whether the elements end at the upper guard; else they begin at the lower.</param>
    public GuardedMemory(T[] elements, bool atEnd)
    {
        int payload = Math.Max(1, (elements.Length * sizeof(T) + PageBytes - 1) / PageBytes) * PageBytes;
        _bytes = (nuint)(payload + 2 * PageBytes);
        _mapping = Pages.mmap(null, _bytes, 3, 0x22, -1, 0);
        Assert.NotEqual(-1, (nint)_mapping);
        Assert.Equal(0, Pages.mprotect(_mapping, PageBytes, 0));
        Assert.Equal(0, Pages.mprotect(_mapping + PageBytes + payload, PageBytes, 0));
        _first = (T*)(_mapping + PageBytes + (atEnd ? payload - elements.Length * sizeof(T) : 0));
        Length = elements.Length;
        elements.CopyTo(Span);
    }

    public static bool IsSupported => OperatingSystem.IsLinux() && Environment.SystemPageSize == PageBytes;

    public int Length { get; }

    public Span<T> Span => new(_first, Length);

    public void Dispose() => _ = Pages.munmap(_mapping, _bytes);
}

internal static unsafe partial class Pages
{
    [LibraryImport("libc")]
    public static partial byte* mmap(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc")]
    public static partial int mprotect(void* address, nuint length, int protection);

    [LibraryImport("libc")]
    public static partial int munmap(void* address, nuint length);
}
