using Cenote.Data;

namespace Cenote.Cli.Pool;

/// <summary>Finds the array that a user means. What is not there is a bad request; what is damaged is a failure.</summary>
internal static class ArrayInput
{
    // As many names as a sentence bears.
    private const int NamesTold = 8;

    public static ArrayFile Open(string path, bool channelsLast)
    {
        if (!File.Exists(path))
            throw new BadRequestException($"{path} {(Directory.Exists(path) ? "is a folder" : "does not exist")}; it should be a file of arrays, or a picture.");

        try
        {
            return BadRequestException.Unless(() => ArrayFile.Open(path, channelsLast));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new BadRequestException($"{path} can not be read: {e.Message}", e);
        }
    }

    public static StoredArray Choose(ArrayFile file, string? name, string path)
    {
        if (name is null)
        {
            return file.Arrays switch
            {
                [StoredArray only] => only,
                [] => throw new BadRequestException($"{path} holds no array."),
                _ => throw new BadRequestException($"{path} holds {file.Arrays.Count:N0} arrays; --array says which: {Names(file)}."),
            };
        }

        return file.Arrays.FirstOrDefault(a => a.Name == name) ?? throw new BadRequestException(
            file.Arrays.Count == 0 ? $"{path} holds no array." : $"{path} holds no array {name}{Complaint.DidYouMean(name, file.Arrays.Select(a => a.Name))} It holds {Names(file)}.");
    }

    /// <summary>Whether a file that was opened is a picture.</summary>
    public static bool IsPicture(string path) => Path.GetExtension(path).ToLowerInvariant() is not (".npy" or ".npz" or ".safetensors");

    public static string Shape(ReadOnlySpan<nint> shape) => $"[{string.Join(", ", shape.ToArray())}]";

    private static string Names(ArrayFile file) =>
        string.Join(", ", file.Arrays.Take(NamesTold).Select(a => a.Name)) + (file.Arrays.Count > NamesTold ? ", ..." : "");
}
