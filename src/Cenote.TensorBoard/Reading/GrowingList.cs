using System.Collections;

namespace Cenote.TensorBoard;

/// <summary>A list that one thread adds to while others read it: whoever looks sees the beginning of it, as long as it was at some moment.</summary>
internal sealed class GrowingList<T> : IReadOnlyList<T>
{
    private const int FirstRoom = 4;

    private volatile T[] _items = [];
    private volatile int _count;

    public int Count => _count;

    // An item is there before the count says so, and stays where it is in every array to come.
    public T this[int index] => (uint)index < (uint)_count ? _items[index] : throw new ArgumentOutOfRangeException(nameof(index), index, $"The list has {_count} items.");

    /// <summary>The items so far.</summary>
    public ReadOnlySpan<T> AsSpan()
    {
        int count = _count;
        return _items.AsSpan(0, count);
    }

    /// <summary>Adds an item; for one thread at a time.</summary>
    public void Add(T item)
    {
        int count = _count;
        if (count == _items.Length)
        {
            T[] larger = new T[Math.Max(FirstRoom, 2 * count)];
            _items.CopyTo(larger, 0);
            _items = larger;
        }

        _items[count] = item;
        _count = count + 1;
    }

    public IEnumerator<T> GetEnumerator()
    {
        int count = _count;
        for (int i = 0; i < count; i++)
            yield return _items[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
