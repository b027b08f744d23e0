using System.Runtime.CompilerServices;

namespace Cenote.Threads;

/// <summary>Work that is divided evenly into parts: planes, rows or items, that share nothing.</summary>
internal static unsafe class Parts
{
    /// <summary>Works 0 to <paramref name="count"/> in parts, each from its first to before its end, on so many threads at most. One is taken
    /// only for as many of the <paramref name="elements"/> that are read and written as pay for waking it.</summary>
    public static void Each<TLoop>(nint count, int threads, nint elements, ref TLoop loop, delegate*<ref TLoop, nint, nint, void> work)
        where TLoop : struct
    {
        const nint LeastElements = 1 << 15;
        nint parts = Math.Min(Math.Min(threads, count), elements / LeastElements);
        if (parts <= 1)
        {
            work(ref loop, 0, count);
            return;
        }

        Split<TLoop> split = new() { Loop = Unsafe.AsPointer(ref loop), Work = work, Count = count, Parts = (int)parts };
        Workers.Run((int)parts, &split, &Split<TLoop>.Part);
    }

    private struct Split<TLoop>
        where TLoop : struct
    {
        public void* Loop;
        public delegate*<ref TLoop, nint, nint, void> Work;
        public nint Count;
        public int Parts;

        public static void Part(void* context, int part)
        {
            Split<TLoop>* split = (Split<TLoop>*)context;
            split->Work(ref Unsafe.AsRef<TLoop>(split->Loop), split->Count * part / split->Parts, split->Count * (part + 1) / split->Parts);
        }
    }
}
