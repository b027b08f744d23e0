namespace Cenote.Cli.Pool;

/// <summary>Begins the files that a command writes. A place that can not be written is a bad request; a full disk is not.</summary>
internal static class ArrayOutput
{
    public static T Open<T>(string path, Func<string, T> open)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
        if (!Directory.Exists(folder))
            throw new BadRequestException($"there is no folder {folder} to write {Path.GetFileName(path)} to.");

        try
        {
            return BadRequestException.Unless(() => open(path));
        }
        catch (IOException e) when (!FullDisk.Is(e))
        {
            throw new BadRequestException(e.Message, e);
        }
    }
}
