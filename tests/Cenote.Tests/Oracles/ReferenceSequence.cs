namespace Cenote.Tests.Oracles;

/// <summary>Sequence poolings of one item from their definitions: naive, in double. Only the kept tokens are handed in.</summary>
internal static class ReferenceSequence
{
    public static double[] Sum(double[][] tokens) => Columns(tokens, column => column.Sum());

    public static double[] Mean(double[][] tokens) => Columns(tokens, column => column.Average());

    public static double[] MeanSqrt(double[][] tokens) => Columns(tokens, column => column.Sum() / Math.Sqrt(tokens.Length));

    public static double[] First(double[][] tokens) => tokens[0];

    public static double[] Last(double[][] tokens) => tokens[^1];

    public static double[] Max(double[][] tokens) => Columns(tokens, column => column.Any(double.IsNaN) ? double.NaN : column.Max());

    public static double[] WeightedMean(double[][] tokens, double[] weights) => Columns(tokens, column => column.Zip(weights, (x, w) => x * w).Sum() / weights.Sum());

    public static double[] Attention(double[][] tokens, double[] w) =>
        Columns(tokens, column => column.Zip(Weights([.. tokens.Select(x => Dot(x, w))]), (x, a) => x * a).Sum());

    /// <summary>exp(s_k) / sum exp(s_j), as it is written.</summary>
    public static double[] Weights(double[] scores)
    {
        double sum = scores.Sum(Math.Exp);
        return [.. scores.Select(s => Math.Exp(s) / sum)];
    }

    public static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double[] Columns(double[][] tokens, Func<double[], double> pool) =>
        [.. Enumerable.Range(0, tokens[0].Length).Select(d => pool([.. tokens.Select(x => x[d])]))];
}
