namespace Cenote.Benchmarks.Peers;

/// <summary>The peers, those that are there and those that are not. Each is loaded when it is first asked for.</summary>
internal sealed class AllPeers(int threads) : IDisposable
{
    private readonly Lazy<Torch> _torch = new(() => new Torch(threads));
    private readonly Lazy<OnnxRuntime> _onnxRuntime = new(() => new OnnxRuntime(threads));
    private readonly Lazy<OneDnn> _oneDnn = new(() => new OneDnn(threads));

    public Torch Torch => _torch.Value;

    public OnnxRuntime OnnxRuntime => _onnxRuntime.Value;

    public OneDnn OneDnn => _oneDnn.Value;

    public IEnumerable<IPeer> All => [Torch, OnnxRuntime, OneDnn];

    public void Dispose()
    {
        if (_torch.IsValueCreated)
            Torch.Dispose();
    }
}
