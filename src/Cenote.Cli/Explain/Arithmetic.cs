using System.Globalization;

namespace Cenote.Cli.Explain;

/// <summary>A window, as it is told.</summary>
/// <param name="X">The elements it reads, in scan order; there is one.</param>
/// <param name="Places">Where they lie.</param>
/// <param name="Taps">Which taps of the kernel they are.</param>
/// <param name="Padded">How many taps lie in the input and its padding.</param>
/// <param name="Kernel">How many taps there are.</param>
internal sealed record ToldWindow(double[] X, (int Row, int Column)[] Places, long[] Taps, long Padded, long Kernel);

/// <summary>How one window becomes one number, in the words of the pooling. The result is the library's; what leads to it is told.</summary>
internal sealed class Arithmetic(PoolingOperator pooling, ArrayPooling pool, PoolingSettings settings)
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

    /// <summary>Whether a window that hangs over the edge is scaled up, as in PyTorch's Lp pooling.</summary>
    public bool ScalesOverhang => pool.Layer is LpPool { Convention: LpConvention.PyTorch } && !double.IsInfinity(P);

    /// <summary>The window's arithmetic: <c>max(1, 3, 5, 2) = 5</c>.</summary>
    public string Tell(ToldWindow window, double result)
    {
        double[] x = window.X;
        long padded = window.Padded;
        string y = Matrix.Text(result), list = string.Join(", ", x.Select(Matrix.Text)), sum = string.Join(" + ", x.Select(Matrix.Text));
        return _family switch
        {
            "max" or "min" => $"{_family}({list}) = {y}",
            "avg" => $"({sum}) / {padded} = {y}",
            "sum" => $"{sum} = {y}",
            "lp" when double.IsInfinity(P) => $"max(|{string.Join("|, |", x.Select(Matrix.Text))}|) = {y}",
            "lp" => $"{Scaled(Powers(x), window.Kernel, padded)}^(1/{Matrix.Text(P)}) = {y}",
            "gem" => $"(({Powers([.. x.Select(v => Math.Max(v, 1e-6))])}) / {x.Length})^(1/{Matrix.Text(P)}) = {y}",
            "lse" => $"log({string.Join(" + ", x.Select(v => $"e^{(settings.Sharpness == 1 ? Matrix.Text(v) : $"({Matrix.Text(settings.Sharpness)} * {Matrix.Text(v)})")}"))}){(settings.Sharpness == 1 ? "" : $" / {Matrix.Text(settings.Sharpness)}")} = {y}",
            "soft" => Weighted("weights", Shares(x, Math.Exp(0), v => Math.Exp(v - x.Max())), x, y),
            "attention" => Weighted("attention", Shares(x, 0, v => Math.Exp(8 * (Math.Tanh(v) - 1))), x, y),
            "stochastic" => Stochastic(x, y),
            "mixed" => $"0.5 * max({list}) + 0.5 * ({sum}) / {padded} = 0.5 * {Matrix.Text(x.Max())} + 0.5 * {Matrix.Text(x.Sum() / padded)} = {y}",
            "mixed-random" => $"drawn is {(result == (float)x.Max() ? $"max({list})" : $"the average ({sum}) / {padded}")} = {y}",
            "gated" => Gated(window, y),
            "max-unpool" => $"max({list}) = {y}, put back {Place(window, result)}",
            _ => $"{list} become {y}",
        };
    }

    private double P => pool.Layer switch { LpPool lp => lp.NormType, GeMPool gem => gem.P[0], _ => 1 };

    private string Powers(double[] x) => string.Join(" + ", x.Select(v => $"{(v < 0 ? $"({Matrix.Text(v)})" : Matrix.Text(v))}^{Matrix.Text(P)}"));

    // PyTorch takes the mean of the window times the kernel's taps.
    private static string Scaled(string sum, long kernel, long padded) => kernel == padded ? $"({sum})" : $"({kernel} / {padded} * ({sum}))";

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

    // The catalogue's mask: 4 / taps and -4 / taps in turn.
    private static string Gated(ToldWindow window, string y)
    {
        double[] omega = [.. window.Taps.Select(tap => (tap % 2 == 0 ? 4.0 : -4.0) / window.Kernel)];
        double max = window.X.Max(), mean = window.X.Average(), a = 1 / (1 + Math.Exp(-omega.Zip(window.X, (o, x) => o * x).Sum()));
        string sum = string.Join(" + ", omega.Zip(window.X, (o, x) => $"{Matrix.Text(o)} * {Matrix.Text(x)}"));
        return $"a = sigmoid({sum}) = {Share(a)}: {Share(a)} * {Matrix.Text(max)} + {Share(1 - a)} * {Matrix.Text(mean)} = {y}";
    }

    // Of equal elements the first is the maximum, of several NaN the last.
    private static string Place(ToldWindow window, double greatest)
    {
        (int row, int column) = window.Places[double.IsNaN(greatest) ? Array.FindLastIndex(window.X, double.IsNaN) : Array.IndexOf(window.X, greatest)];
        return $"to row {row + 1}, column {column + 1}";
    }
}
