using Cenote.TensorBoard;

namespace Cenote.Cli.Events;

/// <summary>Says what of a log folder is damaged, one sentence a file and no sentence twice.</summary>
internal sealed class DamageReport(LogFolder logs)
{
    private const int Listed = 3;

    private readonly Dictionary<LogFile, (long Places, string? Error)> _said = [];

    /// <summary>Whether there was anything to say.</summary>
    public bool IsAny => _said.Count > 0;

    public void Tell()
    {
        foreach (LogFile file in logs.Runs.SelectMany(run => run.Files))
        {
            (long, string?) damage = (file.Loss.Count, file.Error);
            if (damage == _said.GetValueOrDefault(file))
                continue;

            _said[file] = damage;
            Console.Error.WriteLine($"cenote: {Words.Printable(Sentence(file))}");
        }
    }

    private static string Sentence(LogFile file)
    {
        if (file.Error is not null)
            return $"{file.Path} can not be read: {file.Error}";

        IEnumerable<string> places = file.Loss.Places.Take(Listed).Select(place => $"at byte {place.Offset:N0} {What(place.Kind)}");
        return $"{file.Path} is damaged in {Words.Count(file.Loss.Count, "place")} and loses {Words.Count(file.Loss.Bytes, "byte")}: "
            + $"{string.Join(", ", places)}{(file.Loss.Count > Listed ? ", ..." : ".")}";
    }

    private static string What(DamageKind kind) => kind switch
    {
        DamageKind.Length => "a record's length does not match its checksum",
        DamageKind.TooLong => $"a record declares more than {EventFileReader.MaxRecordBytes:N0} bytes",
        DamageKind.Data => "a record does not match its checksum",
        DamageKind.NoEvent => "a record holds no event",
        _ => "the file ends within a record, for whose rest --follow waits",
    };
}
