using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Cenote.Benchmarks.Peers;

namespace Cenote.Benchmarks;

/// <summary>Under what circumstances was measured: a time without them says nothing.</summary>
internal sealed record Setting(string Machine, IReadOnlyList<string> Peers, int Threads, int Rounds, int Runs, string Load)
{
    public static Setting Of(IEnumerable<IPeer> peers, TableOptions options) => new(
        $"{Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, "
            + $"vectors of {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)} bits",
        [.. peers.Select(p => p.Description)],
        options.Threads,
        options.Rounds,
        options.Runs,
        LoadAverage());

    public IEnumerable<string> Lines =>
    [
        $"{DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC. {Machine}. {Threads} threads, {Rounds} rounds, {Runs} runs.",
        .. Peers.Count > 0 ? (string[])[$"Peers: {string.Join("; ", Peers)}."] : [],
        $"Load average at the start: {Load}.",
    ];

    // Linux only; elsewhere the table does without.
    private static string Processor() =>
        File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':') + 1)..].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();

    private static string LoadAverage() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "unknown";
}
