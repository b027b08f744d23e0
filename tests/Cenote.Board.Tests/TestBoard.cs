namespace Cenote.Board.Tests;

/// <summary>A board of a test's own, at a port that was free, over a folder that is deleted afterwards.</summary>
internal sealed class TestBoard : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private BoardServer? _server;

    public Uri Address => _server!.Address;

    /// <summary>The log folder.</summary>
    public string Logs => _folder.Path;

    /// <param name="fill">Writes what the board is to show into its folder.</param>
    public static async Task<TestBoard> StartAsync(Action<TempFolder>? fill = null)
    {
        TestBoard board = new();
        fill?.Invoke(board._folder);
        board._server = await BoardServer.StartAsync(new BoardOptions { LogFolder = board._folder.Path, Port = 0 });
        return board;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();

        _folder.Dispose();
    }
}
