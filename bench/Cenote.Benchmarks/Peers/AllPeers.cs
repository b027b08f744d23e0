namespace Cenote.Benchmarks.Peers;

/// <summary>The peers, those that are there and those that are not.</summary>
internal sealed class AllPeers(int threads) : IDisposable
{
    public Torch Torch { get; } = new(threads);

    public OnnxRuntime OnnxRuntime { get; } = new(threads);

    public OneDnn OneDnn { get; } = new(threads);

    public IEnumerable<IPeer> All => [Torch, OnnxRuntime, OneDnn];

    public void Dispose()
    {
        foreach (IPeer peer in All)
            peer.Dispose();
    }
}
