using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cenote.Benchmarks;

/// <summary>What memory allows: as many bytes read once as the workload's input has, and as many written once as its output has.</summary>
/// <remarks>Both are done in turns, a few kilobytes at a time, as a pooling does it. It has memory of its own, as long as the workload's.</remarks>
internal sealed unsafe class Limit : IDisposable
{
    private const int Vector = 64, Piece = 4096, Ahead = 4096;

    private readonly PinnedBuffer<long> _input, _output;
    private readonly int _threads;
    private readonly Team _team;
    private readonly Action<int> _plain, _streaming;
    private readonly long[] _sums;

    // Below it a second thread costs more than it brings: it takes half a microsecond to start.
    private const long WorthThreads = 256 << 10;

    private Limit(long inputBytes, long outputBytes, int threads)
    {
        _input = new PinnedBuffer<long>(Longs(inputBytes, threads));
        _output = new PinnedBuffer<long>(Longs(outputBytes, threads));
        _threads = threads;
        _team = new Team(threads);
        _plain = Plain;
        _streaming = Streaming;
        _sums = new long[threads * Vector];
    }

    /// <summary>Plain stores first, then stores past the cache.</summary>
    public static IEnumerable<Candidate> Candidates(long inputBytes, long outputBytes, int threads, TensorLayout layout)
    {
        Limit limit = new(inputBytes, outputBytes, inputBytes + outputBytes < WorthThreads ? 1 : threads);
        yield return new Candidate("limit", CandidateKind.Limit, layout, () => limit._team.Run(limit._plain), owned: [limit]);
        yield return new Candidate("limit streaming", CandidateKind.Limit, layout, () => limit._team.Run(limit._streaming));
    }

    public void Dispose() => _team.Dispose();

    // Whole vectors, as many for each thread: at most 64 bytes a thread more than was asked for.
    private static int Longs(long bytes, int threads) => checked((int)((bytes + Vector * threads - 1) / (Vector * threads) * threads * (Vector / sizeof(long))));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Plain(int thread)
    {
        long inputs = _input.Bytes / _threads, outputs = _output.Bytes / _threads;
        byte* x = (byte*)_input.Start + thread * inputs, y = (byte*)_output.Start + thread * outputs;
        long pieces = Math.Max(1, outputs / Piece);
        Vector512<long> sum = default;
        for (long piece = 0; piece < pieces; piece++)
        {
            sum ^= Read(x, inputs, piece, pieces, prefetch: false);
            (long from, long to) = Share(outputs, piece, pieces);
            for (long i = from; i < to; i += Vector)
                sum.Store((long*)(y + i));
        }

        _sums[thread * Vector] = sum[0]; // Used, so that nothing is left out.
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Streaming(int thread)
    {
        long inputs = _input.Bytes / _threads, outputs = _output.Bytes / _threads;
        byte* x = (byte*)_input.Start + thread * inputs, y = (byte*)_output.Start + thread * outputs;
        long pieces = Math.Max(1, outputs / Piece);
        Vector512<long> sum = default;
        for (long piece = 0; piece < pieces; piece++)
        {
            sum ^= Read(x, inputs, piece, pieces, prefetch: true);
            (long from, long to) = Share(outputs, piece, pieces);
            for (long i = from; i < to; i += Vector)
                sum.StoreAlignedNonTemporal((long*)(y + i));
        }

        if (Sse.IsSupported)
            Sse.StoreFence();

        _sums[thread * Vector] = sum[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<long> Read(byte* x, long bytes, long piece, long pieces, bool prefetch)
    {
        (long i, long to) = Share(bytes, piece, pieces);
        Vector512<long> a = default, b = default, c = default, d = default;
        for (; i <= to - 4 * Vector; i += 4 * Vector)
        {
            if (prefetch && Sse.IsSupported)
            {
                Sse.Prefetch0(x + i + Ahead);
                Sse.Prefetch0(x + i + Ahead + Vector);
                Sse.Prefetch0(x + i + Ahead + 2 * Vector);
                Sse.Prefetch0(x + i + Ahead + 3 * Vector);
            }

            a ^= Vector512.Load((long*)(x + i));
            b ^= Vector512.Load((long*)(x + i + Vector));
            c ^= Vector512.Load((long*)(x + i + 2 * Vector));
            d ^= Vector512.Load((long*)(x + i + 3 * Vector));
        }

        for (; i < to; i += Vector)
            a ^= Vector512.Load((long*)(x + i));

        return a ^ b ^ c ^ d;
    }

    /// <summary>The bytes of one of several pieces that cover all, each of whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (long From, long To) Share(long bytes, long piece, long pieces)
    {
        long vectors = bytes / Vector;
        return (vectors * piece / pieces * Vector, vectors * (piece + 1) / pieces * Vector);
    }
}
