namespace Cenote.Cli;

/// <summary>How a command ends.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The request was good and could not be carried out: a full disk, a file that changed meanwhile or is damaged, a fault of ours.</summary>
    public const int Failed = 1;

    /// <summary>The request can not be carried out as it stands; one sentence says why, and nothing was written.</summary>
    public const int BadRequest = 2;

    /// <summary>Ctrl+C. What was written until then is whole.</summary>
    public const int Interrupted = 130;
}
