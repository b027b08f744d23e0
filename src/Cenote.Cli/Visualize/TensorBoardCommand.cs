namespace Cenote.Cli.Visualize;

/// <summary>The command that shows a log folder.</summary>
internal static class TensorBoardCommand
{
    // TensorBoard keeps ten images of a tag unless told otherwise. The folder may hold longer runs than this one.
    private const int Samples = 100_000;

    public static string For(string logFolder, int steps) => $"tensorboard --logdir {Quoted(logFolder)} --samples_per_plugin images={Math.Max(Samples, steps)}";

    private static string Quoted(string path) =>
        path.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or '/' || (OperatingSystem.IsWindows() && c is ('\\' or ':'))) ? path
        : OperatingSystem.IsWindows() ? $"\"{path}\""
        : $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
