using System.Numerics;
using System.Runtime.InteropServices;

namespace Cenote.Cli.Bench;

/// <summary>What any pooling takes at least: its input read once, its output written once, on as many threads.</summary>
internal sealed class MemoryLimit(float[] input, float[] output, int threads)
{
    // So much is read, then its share written, as a pooling does it.
    private const int Piece = 4096;

    // Fewer numbers are done before a second thread has begun.
    private readonly int _parts = (int)Math.Clamp(((long)input.Length + output.Length) >> 15, 1, threads);
    private readonly float[] _sums = new float[16 * threads];

    public void Run()
    {
        if (_parts == 1)
            Part(0);
        else
            Parallel.For(0, _parts, new ParallelOptions { MaxDegreeOfParallelism = _parts }, Part);
    }

    private void Part(int part)
    {
        ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(Share(input, part, _parts));
        Span<Vector<float>> y = MemoryMarshal.Cast<float, Vector<float>>(Share(output, part, _parts));
        int pieces = Math.Max(1, y.Length * Vector<byte>.Count / Piece);
        Vector<float> a = default, b = default, c = default, d = default;
        for (int piece = 0; piece < pieces; piece++)
        {
            ReadOnlySpan<Vector<float>> read = x[(int)((long)x.Length * piece / pieces)..(int)((long)x.Length * (piece + 1) / pieces)];
            for (; read.Length >= 4; read = read[4..])
                (a, b, c, d) = (a + read[0], b + read[1], c + read[2], d + read[3]);

            y[(int)((long)y.Length * piece / pieces)..(int)((long)y.Length * (piece + 1) / pieces)].Fill(a);
        }

        // Used, so that nothing is left out.
        _sums[16 * part] = Vector.Sum(a + b + c + d);
    }

    private static Span<float> Share(float[] all, int part, int parts)
    {
        int from = (int)((long)all.Length * part / parts), to = (int)((long)all.Length * (part + 1) / parts);
        return all.AsSpan(from, to - from);
    }
}
