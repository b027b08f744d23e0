using System.Diagnostics;

namespace Cenote.Threads;

/// <summary>Work in parts, on the caller's thread and such threads of the pool as are free, without allocating once it is warm.</summary>
/// <remarks>A caller takes parts itself until none is left, then waits only for parts that somebody has begun: never for a thread that has yet to start.</remarks>
internal static unsafe class Workers
{
    [ThreadStatic]
    private static Job? s_job;

    /// <summary>Works some parts, each once, on as many threads at most.</summary>
    /// <param name="parts">How many there are; they are numbered from 0.</param>
    /// <param name="context">Handed to <paramref name="work"/>, and used until this returns.</param>
    /// <param name="work">Works one part. It does not throw.</param>
    public static void Run(int parts, void* context, delegate*<void*, int, void> work)
    {
        Job job = s_job ??= new Job();
        if (parts == 1 || job.IsBusy)
        {
            for (int part = 0; part < parts; part++)
                work(context, part);

            return;
        }

        job.Run(parts, context, work);
    }

    // One for each calling thread. It stays queued when its caller is done; whoever takes it up then finds no part, or helps with the next call.
    // Those who stay count as queued.
    private sealed class Job : IThreadPoolWorkItem
    {
        // 20 microseconds.
        private static readonly long s_stay = Stopwatch.Frequency / 50_000;

        private void* _context;
        private delegate*<void*, int, void> _work;
        private int _left;
        private int _done;
        private int _queued;

        /// <summary>Whether the thread is already working a job of its own.</summary>
        public bool IsBusy { get; private set; }

        public void Run(int parts, void* context, delegate*<void*, int, void> work)
        {
            IsBusy = true;
            _context = context;
            _work = work;
            _done = 0;

            // Whoever counts it down to a part sees what is written above.
            Volatile.Write(ref _left, parts);
            while (Volatile.Read(ref _queued) < parts - 1)
            {
                Interlocked.Increment(ref _queued);
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }

            Work();
            SpinWait wait = default;
            while (Volatile.Read(ref _done) < parts)
                wait.SpinOnce(sleep1Threshold: -1);

            IsBusy = false;
        }

        // Waking a thread takes as long as a small layer: so a thread stays for a moment, in case its caller comes again.
        public void Execute()
        {
            long leave = 0;
            do
            {
                if (Volatile.Read(ref _left) > 0)
                {
                    Work();
                    leave = Stopwatch.GetTimestamp() + s_stay;
                }

                Thread.SpinWait(4);
            }
            while (Stopwatch.GetTimestamp() < leave);

            Interlocked.Decrement(ref _queued);
        }

        private void Work()
        {
            for (int part = Interlocked.Decrement(ref _left); part >= 0; part = Interlocked.Decrement(ref _left))
            {
                _work(_context, part);
                Interlocked.Increment(ref _done);
            }
        }
    }
}
