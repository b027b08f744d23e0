using System.Diagnostics;

namespace Cenote.Benchmarks;

/// <summary>Times the candidates of a workload in turns, so that what disturbs the machine disturbs all of them.</summary>
internal static class Harness
{
    // Some turns of the scheduler.
    private static readonly TimeSpan s_block = TimeSpan.FromMilliseconds(20);

    // Long beside the clock's resolution, short beside a turn of the scheduler.
    private static readonly TimeSpan s_sample = TimeSpan.FromMicroseconds(50);

    // .NET compiles a method anew in the background once it has run 30 times and 100 ms have passed without new ones.
    private const int WarmRuns = 40;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan s_warmUpAtMost = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan s_compilation = TimeSpan.FromMilliseconds(200);

    /// <summary>The threads of a peer spin for some milliseconds after its work; the next candidate shall have the cores for itself.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(8);

    public static void Measure(Workload workload, int rounds)
    {
        foreach (Candidate candidate in workload.Candidates)
            WarmUp(candidate);

        Thread.Sleep(s_compilation);
        for (int round = 0; round < rounds; round++)
            foreach (Candidate candidate in workload.Candidates)
            {
                Thread.Sleep(Pause);
                candidate.Rounds.Add(Block(candidate.Run));
            }
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length == 0 ? double.NaN : sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static void WarmUp(Candidate candidate)
    {
        long start = Stopwatch.GetTimestamp();
        int runs = 0;
        TimeSpan passed;
        do
        {
            candidate.Run();
            passed = Stopwatch.GetElapsedTime(start);
            runs++;
        }
        while ((runs < WarmRuns || passed < s_warmUp) && passed < s_warmUpAtMost);
    }

    /// <summary>Microseconds of one run: the median of a block's samples, so that a sample in which another program took the core does not count.</summary>
    private static double Block(Action run)
    {
        // The first brings the candidate's own data back into the cache, the second says how many runs a sample needs.
        run();
        double once = Sample(run, runs: 1);
        int runs = (int)Math.Clamp(s_sample.TotalMicroseconds / once, 1, 1e4);

        List<double> samples = [];
        long start = Stopwatch.GetTimestamp();
        do
            samples.Add(Sample(run, runs));
        while (Stopwatch.GetElapsedTime(start) < s_block);

        return Median(samples);
    }

    private static double Sample(Action run, int runs)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < runs; i++)
            run();

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / runs;
    }
}
