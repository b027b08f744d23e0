using System.Diagnostics;

namespace Cenote.Cli.Bench;

/// <summary>A pooling measured beside the memory's limit, in turns, and told in a few lines.</summary>
internal static class BenchReport
{
    private const int LeastRounds = 7;

    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(1.5);

    public static string Of(WindowPool pool, nint[] shape)
    {
        nint[] pooled = BadRequestException.Unless(() => pool.OutputShape(shape), "k", "o");
        float[] x = Numbers(Product(shape)), y = new float[Product(pooled)];
        MemoryLimit limit = new(x, y, pool.MaxDegreeOfParallelism);
        (double ours, double least) = Measure(() => pool.Forward((ReadOnlySpan<float>)x, shape, y), limit.Run);

        string[][] rows =
        [
            ["", "microseconds", ""],
            ["forward", $"{ours:N1}", $"{ours / least:N2} times the limit"],
            ["limit", $"{least:N1}", $"{4.0 * (x.Length + y.Length) / least / 1000:N1} GB/s: the input read once, the output written once"],
        ];
        LoopChoice[] loops = [.. pool.Loops(shape)];
        return string.Join(Environment.NewLine,
        [
            $"{pool}",
            $"float32 {Text(shape)} to {Text(pooled)}, at most {Words.Count(pool.MaxDegreeOfParallelism, "thread")}",
            TextTable.Of(rows),
            $"loop: {loops[^1].Name}",
            .. loops[..^1].Select(l => $"  not {l.Name}: {l.Declines}"),
            "",
        ]);
    }

    // The medians of rounds in which each has a turn, so that both meet the same weather.
    private static (double Ours, double Limit) Measure(Action ours, Action limit)
    {
        List<double> oursTimes = [], limitTimes = [];
        ours();
        limit();
        for (long start = Stopwatch.GetTimestamp(); oursTimes.Count < LeastRounds || Stopwatch.GetElapsedTime(start) < s_long;)
        {
            oursTimes.Add(Time(ours));
            limitTimes.Add(Time(limit));
        }

        return (Median(oursTimes), Median(limitTimes));

        static double Time(Action action)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
    }

    private static float[] Numbers(int count)
    {
        Random random = new(1);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++)
            numbers[i] = random.NextSingle();

        return numbers;
    }

    private static int Product(nint[] shape) => (int)shape.Aggregate((a, b) => a * b);

    private static string Text(nint[] shape) => $"[{string.Join(", ", shape)}]";
}
