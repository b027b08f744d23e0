namespace Cenote.Tests.Oracles;

/// <summary>Gradients by walking a little to both sides of every element.</summary>
internal static class CentralDifferences
{
    private const double Step = 1e-5;

    /// <summary>d loss / d x, where <paramref name="loss"/> reads <paramref name="x"/> itself.</summary>
    public static double[] Gradient(double[] x, Func<double> loss)
    {
        double[] gradient = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double here = x[i];
            x[i] = here + Step;
            double above = loss();
            x[i] = here - Step;
            double below = loss();
            x[i] = here;
            gradient[i] = (above - below) / (2 * Step);
        }

        return gradient;
    }
}
