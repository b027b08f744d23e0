using System.Buffers;

namespace Cenote.Sets;

/// <summary>A rented array of elements; take it with <c>using</c>. It holds what the last user left in it.</summary>
internal readonly ref struct Scratch<T>
    where T : unmanaged
{
    private readonly T[] _rented;

    public Scratch(nint length) => _rented = ArrayPool<T>.Shared.Rent(checked((int)Math.Max(1, length)));

    public ref T GetPinnableReference() => ref _rented[0];

    public void Dispose() => ArrayPool<T>.Shared.Return(_rented);
}
