using System.Globalization;

namespace Cenote.Cli.Explain;

/// <summary>How one window becomes one number, in the words of the pooling. The result is the library's; what leads to it is told.</summary>
internal sealed class Arithmetic(PoolingOperator pooling, ImagePooling pool, PoolingSettings settings)
{
    // max, global-max and adaptive-max are told alike.
    private readonly string _family = pooling.Name.Replace("global-", "", StringComparison.Ordinal).Replace("adaptive-", "", StringComparison.Ordinal);

    /// <summary>What padding does.</summary>
    public string Padding => _family switch
    {
        "avg" => "padding counts as 0",
        "max" => "padding is never the greatest",
        "min" => "padding is never the least",
        "sum" => "padding adds nothing",
        "mixed" or "mixed-random" => "padding counts as 0 in the average",
        _ => "padding takes no part",
    };

    /// <summary>The window's arithmetic: <c>max(1, 3, 5, 2) = 5</c>.</summary>
    /// <param name="x">The window's taps in the input, in scan order; there is one.</param>
    /// <param name="padded">Its taps with the padding.</param>
    /// <param name="result">What the library gave.</param>
    public string Tell(double[] x, long padded, double result)
    {
        string y = Matrix.Text(result), list = string.Join(", ", x.Select(Matrix.Text)), sum = string.Join(" + ", x.Select(Matrix.Text));
        return _family switch
        {
            "max" or "min" => $"{_family}({list}) = {y}",
            "avg" => $"({sum}) / {padded} = {y}",
            "sum" => $"{sum} = {y}",
            "lp" when double.IsInfinity(P) => $"max(|{string.Join("|, |", x.Select(Matrix.Text))}|) = {y}",
            "lp" => $"({Powers(x)})^(1/{Matrix.Text(P)}) = {y}",
            "gem" => $"(({Powers([.. x.Select(v => Math.Max(v, 1e-6))])}) / {x.Length})^(1/{Matrix.Text(P)}) = {y}",
            "lse" => $"log({string.Join(" + ", x.Select(v => $"e^{(settings.Sharpness == 1 ? Matrix.Text(v) : $"({Matrix.Text(settings.Sharpness)} * {Matrix.Text(v)})")}"))}){(settings.Sharpness == 1 ? "" : $" / {Matrix.Text(settings.Sharpness)}")} = {y}",
            "soft" => Weighted("weights", Shares(x, Math.Exp(0), v => Math.Exp(v - x.Max())), x, y),
            "attention" => Weighted("attention", Shares(x, 0, v => Math.Exp(8 * (Math.Tanh(v) - 1))), x, y),
            "stochastic" => Stochastic(x, y),
            "mixed" => $"0.5 * max({list}) + 0.5 * ({sum}) / {padded} = 0.5 * {Matrix.Text(x.Max())} + 0.5 * {Matrix.Text(x.Sum() / padded)} = {y}",
            "mixed-random" => $"drawn is {(result == (float)x.Max() ? $"max({list})" : $"the average ({sum}) / {padded}")} = {y}",
            "gated" => Gated(x, result),
            _ => $"{list} become {y}",
        };
    }

    private double P => pool.Layer switch { LpPool lp => lp.NormType, GeMPool gem => gem.P[0], _ => 1 };

    private string Powers(double[] x) => string.Join(" + ", x.Select(v => $"{(v < 0 ? $"({Matrix.Text(v)})" : Matrix.Text(v))}^{Matrix.Text(P)}"));

    private static double[] Shares(double[] x, double none, Func<double, double> share)
    {
        double total = x.Sum(share);
        return [.. x.Select(v => total == 0 ? none : share(v) / total)];
    }

    private static string Weighted(string name, double[] weights, double[] x, string y) =>
        $"{name} {string.Join(", ", weights.Select(Share))}: {string.Join(" + ", weights.Zip(x, (w, v) => $"{Share(w)} * {Matrix.Text(v)}"))} = {y}";

    private static string Share(double share) => share.ToString("0.###", CultureInfo.InvariantCulture);

    private string Stochastic(double[] x, string y)
    {
        double total = x.Sum(v => Math.Max(v, 0)), squares = x.Sum(v => Math.Max(v, 0) * Math.Max(v, 0));
        if (total == 0)
            return $"nothing is above 0, so nothing is drawn: {y}";

        string chances = string.Join(", ", x.Select(v => $"{Share(Math.Max(v, 0) / total)} for {Matrix.Text(v)}"));
        return $"probabilities {chances}; drawn with seed {settings.Seed}: {y}; in inference {Matrix.Text(squares)} / {Matrix.Text(total)} = {Matrix.Text(squares / total)}, the average being {Matrix.Text(x.Average())}";
    }

    // a is what the library must have taken for this result.
    private static string Gated(double[] x, double result)
    {
        double max = x.Max(), mean = x.Average(), a = max == mean ? 0.5 : (result - mean) / (max - mean);
        return $"a = sigmoid(omega . x) = {Share(a)}: {Share(a)} * {Matrix.Text(max)} + {Share(1 - a)} * {Matrix.Text(mean)} = {Matrix.Text(result)}";
    }
}
