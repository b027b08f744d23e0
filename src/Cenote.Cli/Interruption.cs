namespace Cenote.Cli;

/// <summary>Whether the user pressed Ctrl+C while this lived. The second time the process ends at once, as anyone would expect.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _request = new();

    public Interruption() => Console.CancelKeyPress += OnPress;

    public bool IsRequested => _request.IsCancellationRequested;

    /// <summary>The same, for what waits.</summary>
    public CancellationToken Token => _request.Token;

    public void Dispose()
    {
        Console.CancelKeyPress -= OnPress;
        _request.Dispose();
    }

    private void OnPress(object? sender, ConsoleCancelEventArgs press)
    {
        press.Cancel = !_request.IsCancellationRequested;
        _request.Cancel();
    }
}
