using System.Diagnostics.CodeAnalysis;
using Cenote.TensorBoard.Protos;

namespace Cenote.TensorBoard;

/// <summary>Writes events in the order they were added, while pictures are still being encoded on several cores.</summary>
/// <remarks>
/// <para>No thread is owned and none is waited for that has not begun: the thread pool is asked to encode, but a caller who finds the queue full,
/// or wants it drained, encodes what nobody has begun himself. So it can not deadlock, not even on a pool without a free thread.</para>
/// <para>Whoever makes the oldest event ready writes it, and all ready ones behind it; <see cref="_writing"/> lets one thread do so at a time.</para>
/// </remarks>
internal sealed class EventQueue(RecordFile file, string path) : IThreadPoolWorkItem, IDisposable
{
    // Two a core keep every core busy while the oldest picture is written; more would only take memory.
    internal static readonly int PictureLimit = 2 * Environment.ProcessorCount;

    // Scalars and texts waiting behind a picture are small.
    private const int EventLimit = 1024;

    // A monitor, because Lock has no Wait.
    private readonly object _gate = new();
    private readonly Queue<Entry> _pending = new();
    private readonly Queue<Entry> _unencoded = new();
    private readonly Stack<Picture> _spare = new();
    private int _pictures;
    private long _added;
    private long _written;
    private bool _writing;
    private bool _closed;
    private bool _reported;
    private Exception? _failure;

    /// <summary>A picture to draw into, used before or new.</summary>
    public Picture Rent()
    {
        lock (_gate)
        {
            ThrowIfUnusable();
            return _spare.TryPop(out Picture? picture) ? picture : new Picture();
        }
    }

    /// <summary>Queues an event. Blocks, or helps, while too much is pending. Owns <paramref name="picture"/> from here on.</summary>
    public void Add(Event happening, Picture? picture = null)
    {
        var entry = new Entry(happening, picture) { IsReady = picture is null };
        HelpUntil(HasRoomOrFailed, () =>
        {
            ThrowIfUnusable();
            _pending.Enqueue(entry);
            _added++;
            if (picture is null)
                return;

            _unencoded.Enqueue(entry);
            _pictures++;
        });

        if (picture is null)
            WriteReady();
        else
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

        bool HasRoomOrFailed() =>
            _failure is not null || _closed || (_pending.Count < EventLimit && (picture is null || _pictures < PictureLimit));
    }

    /// <summary>Returns when every event added before is written.</summary>
    public void Flush()
    {
        long target;
        lock (_gate)
        {
            ThrowIfUnusable();
            target = _added;
        }

        HelpUntil(() => _failure is not null || _written >= target, ThrowIfFailed);
    }

    /// <summary>Writes what is pending and closes the file. Throws a failure that nobody was told of.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
                return;

            _closed = true;
        }

        bool untold = false;
        HelpUntil(() => !_writing && (_failure is not null || _written == _added), () => untold = !_reported);
        file.Dispose();
        if (untold)
            ThrowIfFailed();
    }

    void IThreadPoolWorkItem.Execute() => EncodeOne();

    /// <summary>Waits until <paramref name="condition"/> holds, encoding meanwhile; then runs <paramref name="then"/> under the same lock.</summary>
    private void HelpUntil(Func<bool> condition, Action then)
    {
        while (true)
        {
            lock (_gate)
            {
                // With nothing left to begin, whoever is encoding or writing will pulse.
                while (!condition() && _unencoded.Count == 0)
                    Monitor.Wait(_gate);

                if (condition())
                {
                    then();
                    return;
                }
            }

            EncodeOne();
        }
    }

    private void EncodeOne()
    {
        Entry? entry;
        lock (_gate)
        {
            if (!_unencoded.TryDequeue(out entry))
                return;
        }

        Exception? error = null;
        try
        {
            entry.Encode();
        }
#pragma warning disable CA1031 // Nobody is there to catch it on a pool thread: it is kept, and thrown at the next call.
        catch (Exception e)
#pragma warning restore CA1031
        {
            error = e;
        }

        lock (_gate)
        {
            entry.Error = error;
            entry.IsReady = true;
        }

        WriteReady();
    }

    private void WriteReady()
    {
        lock (_gate)
        {
            // The thread that writes looks again, under this lock, before it stops: what became ready now is not left behind.
            if (_writing)
                return;

            _writing = true;
        }

        while (TryPeekReady(out Entry? entry))
        {
            Exception? error = entry.Error;
            try
            {
                if (error is null)
                    file.Append(entry.Event);
            }
#pragma warning disable CA1031 // As above.
            catch (Exception e)
#pragma warning restore CA1031
            {
                error = e;
            }

            Finish(entry, error);
        }
    }

    private bool TryPeekReady([NotNullWhen(true)] out Entry? entry)
    {
        lock (_gate)
        {
            if (_pending.TryPeek(out entry) && entry.IsReady)
                return true;

            _writing = false;
            Monitor.PulseAll(_gate);
            return false;
        }
    }

    private void Finish(Entry entry, Exception? error)
    {
        lock (_gate)
        {
            if (error is null)
            {
                _pending.Dequeue();
                _written++;
                if (entry.Picture is not null)
                {
                    _pictures--;
                    _spare.Push(entry.Picture);
                }
            }
            else
            {
                _failure = error;
                _pending.Clear();
                _unencoded.Clear();
            }

            Monitor.PulseAll(_gate);
        }
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_closed, typeof(SummaryWriter));
        ThrowIfFailed();
    }

    private void ThrowIfFailed()
    {
        if (_failure is null)
            return;

        _reported = true;
        throw new IOException($"'{path}' could not be written and ends with its last whole event: {_failure.Message}", _failure);
    }

    private sealed class Entry(Event happening, Picture? picture)
    {
        public Event Event => happening;

        public Picture? Picture => picture;

        public bool IsReady { get; set; }

        public Exception? Error { get; set; }

        public void Encode() => happening.Summary.Value[0].Image.Encoded = picture!.Encode();
    }
}
