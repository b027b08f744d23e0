using System.Net.Http.Headers;

namespace Cenote.Data;

/// <summary>What has come of a file, <c>NAME.part</c>, and which version of it that is, <c>NAME.part.version</c>.</summary>
internal sealed class PartialFile(string whole)
{
    private readonly string _version = whole + ".part.version";

    internal string Path { get; } = whole + ".part";

    internal long Length => File.Exists(Path) ? new FileInfo(Path).Length : 0;

    /// <summary>What the server called the version that came, so that another one is not added to it; null where it had no lasting name.</summary>
    internal RangeConditionHeaderValue? Version =>
        !File.Exists(_version) ? null : RangeConditionHeaderValue.TryParse(File.ReadAllText(_version), out RangeConditionHeaderValue? version) ? version : null;

    /// <summary>Begins anew.</summary>
    internal FileStream Begin(EntityTagHeaderValue? tag, DateTimeOffset? modified)
    {
        Delete();
        RangeConditionHeaderValue? version = tag is { IsWeak: false } ? new(tag) : modified is DateTimeOffset date ? new(date) : null;
        if (version is not null)
            File.WriteAllText(_version, version.ToString());

        return new FileStream(Path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
    }

    /// <summary>Goes on at the end.</summary>
    internal FileStream Continue() => new(Path, FileMode.Append, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);

    /// <summary>Gives it its name.</summary>
    internal void Commit()
    {
        File.Move(Path, whole, overwrite: true);
        File.Delete(_version);
    }

    internal void Delete()
    {
        File.Delete(Path);
        File.Delete(_version);
    }
}
