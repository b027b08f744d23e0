using System.Globalization;
using Cenote.Benchmarks.Workloads;

namespace Cenote.Benchmarks;

/// <summary>A request that can not be met; the program ends with 2.</summary>
internal sealed class BadRequestException(string message) : Exception(message);

/// <summary>What is measured, and how long.</summary>
internal sealed record TableOptions
{
    private const int MostRounds = 1000;

    /// <summary>W1 to W12; all by default.</summary>
    public IReadOnlyList<string> Groups { get; private init; } = AllWorkloads.Groups;

    public int Threads { get; private init; } = Math.Min(2, Environment.ProcessorCount);

    public int Rounds { get; private init; } = 7;

    /// <summary>Measurements from the beginning, each in memory of its own.</summary>
    public int Runs { get; private init; } = 1;

    public string? Json { get; private init; }

    public string? Markdown { get; private init; }

    public static TableOptions Parse(ReadOnlySpan<string> arguments, bool takesGroups = true)
    {
        TableOptions options = new();
        for (int i = 0; i < arguments.Length; i++)
        {
            string name = arguments[i];
            if (i == 0 && takesGroups && !name.StartsWith("--", StringComparison.Ordinal))
            {
                options = options with { Groups = ParseGroups(name) };
                continue;
            }

            string? value = i + 1 < arguments.Length ? arguments[++i] : null;
            options = name switch
            {
                "--threads" => options with { Threads = Number(name, value, Environment.ProcessorCount) },
                "--rounds" => options with { Rounds = Number(name, value, MostRounds) },
                "--runs" => options with { Runs = Number(name, value, MostRounds) },
                "--json" => options with { Json = File(name, value) },
                "--markdown" => options with { Markdown = File(name, value) },
                _ => throw new BadRequestException($"{name} is not an option; there are --threads, --rounds, --runs, --json and --markdown."),
            };
        }

        return options;
    }

    private static string[] ParseGroups(string list)
    {
        string[] groups = list.Split(',', StringSplitOptions.TrimEntries);
        foreach (string group in groups)
            if (!AllWorkloads.Groups.Contains(group))
                throw new BadRequestException($"{group} is not a workload; there are {string.Join(", ", AllWorkloads.Groups)}.");

        return groups;
    }

    private static int Number(string name, string? text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= most
            ? number
            : throw new BadRequestException($"{name} is {text ?? "left out"}; it is a number from 1 to {most}.");

    private static string File(string name, string? path) =>
        path is not null && Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))
            ? path
            : throw new BadRequestException($"{name} is {path ?? "left out"}; it is a file in a folder that exists.");
}
