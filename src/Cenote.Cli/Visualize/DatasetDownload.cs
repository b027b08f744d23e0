using Cenote.Data;

namespace Cenote.Cli.Visualize;

/// <summary>Finds a published data set in the user's cache folder, or downloads it there in the user's sight.</summary>
internal sealed class DatasetDownload
{
    /// <summary>The environment variable that names a web folder with the published files.</summary>
    public const string Mirror = "CENOTE_MIRROR";

    private const double Megabyte = 1e6;
    private bool _showsProgress;

    /// <summary>The folder of the data set that <paramref name="fetch"/> asks for.</summary>
    public string Folder(Func<DatasetCache, DownloadProgress, CancellationToken, Task<string>> fetch, CancellationToken cancellation)
    {
        try
        {
            return fetch(new DatasetCache(DatasetCache.UserFolder, MirrorOrNone(), Patience.Usual), Begin, cancellation).GetAwaiter().GetResult();
        }
        finally
        {
            if (_showsProgress)
                Console.Error.WriteLine();
        }
    }

    private static Uri? MirrorOrNone()
    {
        if (Environment.GetEnvironmentVariable(Mirror) is not { Length: > 0 } text)
            return null;

        return Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            ? address
            : throw new BadRequestException($"{Mirror} is '{text}'; it is the address of a web folder, as https://example.org/datasets.");
    }

    // Standard error, as standard output tells of the pooling. A line for everyone, and one that moves for eyes.
    private Action<long> Begin(PublishedFile file, string folder)
    {
        Console.Error.WriteLine($"cenote: downloading {file.Address} ({file.Length / Megabyte:0.#} MB) to {folder}");
        if (Console.IsErrorRedirected)
            return _ => { };

        long shown = -1;
        return bytes =>
        {
            long percent = 100 * bytes / file.Length;
            if (percent == shown)
                return;

            (shown, _showsProgress) = (percent, true);
            Console.Error.Write($"\r{file.Name} {percent,3} %");
        };
    }
}
