using System.Globalization;
using Cenote.Benchmarks.Peers;
using Cenote.Benchmarks.Workloads;

namespace Cenote.Benchmarks;

/// <summary>One pooling from 64 kB to 1 GB of input: where a cache ends, and where a call's own cost shows.</summary>
internal static class Scale
{
    private const int Side = 56, Step = 4;
    private const long Least = 64L << 10, Most = 1L << 30;
    private const int ElementBytes = sizeof(float);

    public static void Run(TableOptions options)
    {
        using AllPeers unused = new(options.Threads);
        Setting setting = Setting.Of([], options);
        string[] head =
        [
            .. setting.Lines,
            "",
            $"Max pooling k2 s2 of float32 maps of {Side} by {Side}. \"ps an element\": picoseconds of ours for an element of the input.",
            "GB/s: bytes of input and output together.",
            "",
            "| input | ours, us | limit / streaming, us | x limit | ps an element | GB/s |",
            "|---:|---:|---:|---:|---:|---:|",
        ];
        BuildSettings settings = new(unused, options.Threads);
        List<string> lines = [.. head];
        List<Row> rows = [];
        foreach (string line in head)
            Console.WriteLine(line);

        for (long bytes = Least; bytes <= Most; bytes *= Step)
        {
            PoolTask task = new(Rule.Max, [1, Math.Max(1, (int)(bytes / (Side * Side * ElementBytes))), Side, Side]) { Kernel = 2, Stride = 2 };
            rows.Add(TableRun.Measure(Plan(task), settings, options));
            lines.Add(Line(task, rows[^1]));
            Console.WriteLine(lines[^1]);
        }

        TableRun.Write(options, string.Join('\n', lines) + '\n', setting, rows);
    }

    private static WorkloadPlan Plan(PoolTask task) => new("scale", $"{task}", settings =>
    {
        PoolData<float> data = new(task);
        return
        [
            Ours.Forward(data, TensorLayout.Nchw, settings.Threads),
            .. settings.Limits(data.Nchw.Bytes, data.NewOutput().Bytes, TensorLayout.Nchw),
        ];
    });

    private static string Line(PoolTask task, Row row)
    {
        double elements = task.Shape.Aggregate(1.0, (a, b) => a * b), bytes = elements * ElementBytes, time = row.Ours.Microseconds;
        double[] limits = [.. row.Cells.Where(c => c.Kind == CandidateKind.Limit).Select(c => c.Microseconds)];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {Size(bytes)} | {(row.Ours.IsUnsteady ? "~" : "")}{time:#,0.0} | {limits[0]:#,0.0} / {limits[1]:#,0.0} | {row.TimesLimit:0.00} | {time / elements * 1e6:0.0} | {bytes * 1.25 / time / 1e3:0.0} |");
    }

    private static string Size(double bytes) =>
        bytes < 1e6 ? FormattableString.Invariant($"{bytes / 1e3:0} kB") : FormattableString.Invariant($"{bytes / 1e6:#,0.#} MB");
}
