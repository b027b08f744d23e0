namespace Cenote.Cli;

/// <summary>Whether the user pressed Ctrl+C while this lived. The second time the process ends at once, as anyone would expect.</summary>
internal sealed class Interruption : IDisposable
{
    private volatile bool _requested;

    public Interruption() => Console.CancelKeyPress += OnPress;

    public bool IsRequested => _requested;

    public void Dispose() => Console.CancelKeyPress -= OnPress;

    private void OnPress(object? sender, ConsoleCancelEventArgs press)
    {
        press.Cancel = !_requested;
        _requested = true;
    }
}
