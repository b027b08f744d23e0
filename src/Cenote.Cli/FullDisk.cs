namespace Cenote.Cli;

/// <summary>A full disk is nobody's bad request.</summary>
internal static class FullDisk
{
    // ENOSPC and EDQUOT, ERROR_DISK_FULL.
    private const int Unix = 28;
    private const int UnixQuota = 122;
    private const int Windows = unchecked((int)0x80070070);

    public static bool Is(Exception e) => e is IOException { HResult: Unix or UnixQuota or Windows };
}
