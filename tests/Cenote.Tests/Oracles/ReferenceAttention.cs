namespace Cenote.Tests.Oracles;

/// <summary>Attention over the kept instances of one bag, as Ilse, Tomczak and Welling write it: naive, in double.</summary>
internal static class ReferenceAttention
{
    /// <summary>The attention of each head, and its output.</summary>
    public static (double[][] Attention, double[][] Output) Pool(double[][] x, double[][] v, double[][] w, double[][]? u)
    {
        double[][] hidden = [.. x.Select(Hidden)];
        double[][] attention = [.. w.Select(head => ReferenceSequence.Weights([.. hidden.Select(h => ReferenceSequence.Dot(head, h))]))];
        double[][] output = [.. attention.Select(a => Enumerable.Range(0, x[0].Length).Select(m => x.Zip(a, (instance, weight) => instance[m] * weight).Sum()).ToArray())];
        return (attention, output);

        double[] Hidden(double[] instance) => [.. Enumerable.Range(0, v.Length).Select(l =>
            Math.Tanh(ReferenceSequence.Dot(v[l], instance)) * (u is null ? 1 : 1 / (1 + Math.Exp(-ReferenceSequence.Dot(u[l], instance)))))];
    }
}
