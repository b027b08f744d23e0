namespace Cenote.Benchmarks;

/// <summary>Threads that start together within a microsecond: they spin for a while after each call before they sleep.</summary>
/// <remarks>The limit uses it, so that it is one of memory and not of the thread pool, whose start takes longer than the smallest workload.</remarks>
internal sealed class Team : IDisposable
{
    private const int Spins = 2000;

    private readonly Lock _gate = new();
    private readonly Semaphore _wake;
    private readonly int _members;
    private Action<int>? _work;
    private int _call, _working, _asleep;
    private bool _ended;

    public Team(int members)
    {
        _members = members;
        _wake = new Semaphore(0, Math.Max(1, members));
        for (int member = 1; member < members; member++)
        {
            int number = member;
            new Thread(() => Serve(number)) { IsBackground = true, Name = $"limit {number}" }.Start();
        }
    }

    /// <summary>Calls <paramref name="work"/> with each member's number at once, and waits for all.</summary>
    public void Run(Action<int> work)
    {
        if (_members > 1)
        {
            _work = work;
            _working = _members - 1;
            Start();
        }

        work(0);
        SpinWait spin = default;
        while (Volatile.Read(ref _working) > 0)
            spin.SpinOnce(sleep1Threshold: -1);
    }

    public void Dispose()
    {
        _ended = true;
        Start();
    }

    private void Start()
    {
        lock (_gate)
        {
            Volatile.Write(ref _call, _call + 1);
            if (_asleep > 0)
                _wake.Release(_asleep);

            _asleep = 0;
        }
    }

    private void Serve(int number)
    {
        for (int seen = 0; ;)
        {
            // It yields between looks: on a busy machine the caller may wait for this very core.
            SpinWait spin = default;
            for (int i = 0; i < Spins && Volatile.Read(ref _call) == seen; i++)
                spin.SpinOnce(sleep1Threshold: -1);

            bool sleep;
            lock (_gate)
            {
                sleep = _call == seen;
                if (sleep)
                    _asleep++;
            }

            if (sleep)
                _wake.WaitOne();

            seen++;
            if (_ended)
                return;

            _work!(number);
            Interlocked.Decrement(ref _working);
        }
    }
}
