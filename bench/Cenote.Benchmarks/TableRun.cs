using System.Text.Json;
using System.Text.Json.Serialization;
using Cenote.Benchmarks.Peers;
using Cenote.Benchmarks.Workloads;

namespace Cenote.Benchmarks;

/// <summary>Measures the table and prints each row when it is there.</summary>
internal static class TableRun
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    public static void Run(TableOptions options)
    {
        using AllPeers peers = new(options.Threads);
        Setting setting = Setting.Of(peers.All, options);
        foreach (string line in (string[])[.. setting.Lines, "", .. Table.Legend, "", Table.Header])
            Console.WriteLine(line);

        BuildSettings settings = new(peers, options.Threads);
        List<Row> rows = [];
        foreach (WorkloadPlan plan in AllWorkloads.Plans.Where(p => options.Groups.Contains(p.Group)))
        {
            rows.Add(Measure(plan, settings, options));
            Console.WriteLine(Table.Line(rows[^1]));
        }

        Write(options, Table.Markdown(setting, rows), setting, rows);
    }

    /// <summary>Writes the files that were asked for.</summary>
    public static void Write(TableOptions options, string markdown, Setting setting, IReadOnlyList<Row> rows)
    {
        if (options.Markdown is not null)
            File.WriteAllText(options.Markdown, markdown);

        if (options.Json is not null)
            File.WriteAllText(options.Json, JsonSerializer.Serialize(new { Setting = setting, Rows = rows }, s_json));
    }

    /// <summary>The row of a plan, measured as often as is asked for, each time from the beginning.</summary>
    public static Row Measure(WorkloadPlan plan, BuildSettings settings, TableOptions options) =>
        Row.Of([.. Enumerable.Range(0, options.Runs).Select(_ => Measure(plan, settings, options.Rounds))]);

    /// <summary>Compares every workload's results, on two images of each, and times nothing.</summary>
    public static void Check(TableOptions options)
    {
        using AllPeers peers = new(options.Threads);
        foreach (IPeer peer in peers.All)
            Console.WriteLine(peer.Description);

        BuildSettings settings = new(peers, options.Threads, AtMostImages: 2);
        foreach (WorkloadPlan plan in AllWorkloads.Plans.Where(p => options.Groups.Contains(p.Group)))
        {
            using Workload workload = plan.Take(settings);
            workload.Verify();
            Console.WriteLine($"{plan.Group} {plan.Name}: {string.Join(", ", workload.Candidates.Select(c => $"{c.Name} {c.Layout}"))} agree");
        }
    }

    private static Row Measure(WorkloadPlan plan, BuildSettings settings, int rounds)
    {
        Row row;
        using (Workload workload = plan.Take(settings))
        {
            workload.Verify();
            Harness.Measure(workload, rounds);
            row = Row.Of(workload);
        }

        // A workload holds up to hundreds of megabytes; the next takes its own.
        GC.Collect();
        return row;
    }
}
