namespace Cenote.Benchmarks;

internal enum CandidateKind
{
    Ours,
    Peer,

    /// <summary>Reads the input's bytes and writes the output's, and computes nothing.</summary>
    Limit,
}

/// <summary>One way to do a workload.</summary>
/// <param name="name">Who does it, as the table's column says: "torch", "limit".</param>
/// <param name="kind">Ours, a peer or a limit.</param>
/// <param name="layout">The layout that it reads and writes.</param>
/// <param name="run">Does it once.</param>
/// <param name="result">What it computes, in the order [N, C, spatial...]; null where it computes nothing.</param>
/// <param name="owned">What is disposed of with it.</param>
internal sealed class Candidate(
    string name, CandidateKind kind, TensorLayout layout, Action run, Func<float[]>? result = null, IEnumerable<IDisposable>? owned = null) : IDisposable
{
    private readonly IDisposable[] _owned = [.. owned ?? []];

    public string Name => name;

    public CandidateKind Kind => kind;

    public TensorLayout Layout => layout;

    public Action Run => run;

    public Func<float[]>? Result => result;

    /// <summary>Microseconds of one run, a mean for each round.</summary>
    public List<double> Rounds { get; } = [];

    public double Median => Harness.Median(Rounds);

    public void Dispose()
    {
        foreach (IDisposable one in _owned)
            one.Dispose();
    }
}

/// <summary>A candidate computes something else than ours; the program ends with 1.</summary>
internal sealed class DifferentResultException(string message) : Exception(message);

/// <summary>A row of the table: who does the same thing to the same numbers.</summary>
/// <param name="group">W1 to W12.</param>
/// <param name="name">What is done.</param>
/// <param name="candidates">Ours first.</param>
internal sealed class Workload(string group, string name, IEnumerable<Candidate> candidates) : IDisposable
{
    public string Group => group;

    public string Name => name;

    public IReadOnlyList<Candidate> Candidates { get; } = [.. candidates];

    public Candidate Ours => Candidates.Single(c => c.Kind == CandidateKind.Ours);

    // Where places are kept, results are all values and then all places; oneDNN keeps its places to itself and gives the first half.
    /// <summary>Compares every result with ours. A candidate that computes something else would make its time meaningless.</summary>
    /// <exception cref="DifferentResultException">A result differs; the message says whose, where and by how much.</exception>
    public void Verify()
    {
        float[] expected = Ours.Result!();
        foreach (Candidate candidate in Candidates.Where(c => c.Kind == CandidateKind.Peer))
        {
            float[] actual = candidate.Result!();
            if (actual.Length != expected.Length && 2 * actual.Length != expected.Length)
                throw new DifferentResultException($"{Group} {Name}: {candidate.Name} gives {actual.Length} numbers, ours {expected.Length}.");

            for (int i = 0; i < actual.Length; i++)
                if (!(MathF.Abs(actual[i] - expected[i]) <= Tolerance + Tolerance * MathF.Abs(expected[i])))
                    throw new DifferentResultException($"{Group} {Name}: number {i} of {candidate.Name} is {actual[i]:g9}, ours {expected[i]:g9}.");
        }
    }

    public void Dispose()
    {
        foreach (Candidate candidate in Candidates)
            candidate.Dispose();
    }

    // Sums in another order differ in their last bits: of thousands of float32 by less than this.
    private const float Tolerance = 2e-5f;
}
