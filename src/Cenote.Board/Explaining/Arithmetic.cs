using System.Globalization;

namespace Cenote.Board.Explaining;

/// <summary>How one window becomes one number, in the words of the pooling. The result is the library's; what leads to it is told.</summary>
internal sealed class Arithmetic(PoolingOperator pooling, ArrayPooling pool, PoolingSettings settings, Phrases phrases)
{
    // max, global-max and adaptive-max are told alike.
    private readonly string _family = pooling.Name.Replace("global-", "", StringComparison.Ordinal).Replace("adaptive-", "", StringComparison.Ordinal);

    /// <summary>What padding does.</summary>
    public string Padding => _family switch
    {
        "avg" => phrases.PaddingIsZero,
        "max" => phrases.PaddingIsNeverGreatest,
        "min" => phrases.PaddingIsNeverLeast,
        "sum" => phrases.PaddingAddsNothing,
        "mixed" or "mixed-random" => phrases.PaddingIsZeroInTheAverage,
        _ => phrases.PaddingTakesNoPart,
    };

    /// <summary>Whether a window that hangs over the edge is scaled up, as in PyTorch's Lp pooling.</summary>
    public bool ScalesOverhang => pool.Layer is LpPool { Convention: LpConvention.PyTorch } && !double.IsInfinity(P);

    /// <summary>The window's arithmetic: <c>max(1, 3, 5, 2) = 5</c>.</summary>
    public string Tell(ToldWindow window, double result)
    {
        double[] x = window.X;
        long padded = window.Padded;
        string y = NumberText.Of(result), list = string.Join(", ", x.Select(NumberText.Of)), sum = string.Join(" + ", x.Select(NumberText.Of));
        return _family switch
        {
            "max" or "min" => $"{_family}({list}) = {y}",
            "avg" => $"({sum}) / {padded} = {y}",
            "sum" => $"{sum} = {y}",
            "lp" when double.IsInfinity(P) => $"max(|{string.Join("|, |", x.Select(NumberText.Of))}|) = {y}",
            "lp" => $"{Scaled(Powers(x), window.Kernel, padded)}^(1/{NumberText.Of(P)}) = {y}",
            "gem" => $"(({Powers([.. x.Select(v => Math.Max(v, 1e-6))])}) / {x.Length})^(1/{NumberText.Of(P)}) = {y}",
            "lse" => $"log({string.Join(" + ", x.Select(v => $"e^{(settings.Sharpness == 1 ? NumberText.Of(v) : $"({NumberText.Of(settings.Sharpness)} * {NumberText.Of(v)})")}"))}){(settings.Sharpness == 1 ? "" : $" / {NumberText.Of(settings.Sharpness)}")} = {y}",
            "soft" => Weighted(phrases.Weights, Shares(x, Math.Exp(0), v => Math.Exp(v - x.Max())), x, y),
            "attention" => Weighted(phrases.Attention, Shares(x, 0, v => Math.Exp(8 * (Math.Tanh(v) - 1))), x, y),
            "stochastic" => Stochastic(x, y),
            "mixed" => $"0.5 * max({list}) + 0.5 * ({sum}) / {padded} = 0.5 * {NumberText.Of(x.Max())} + 0.5 * {NumberText.Of(x.Sum() / padded)} = {y}",
            "mixed-random" => phrases.Drawn(result == (float)x.Max() ? $"max({list})" : $"{phrases.Average} ({sum}) / {padded}", y),
            "gated" => Gated(window, y),
            "max-unpool" => PutBack($"max({list}) = {y}", window, result),
            _ => phrases.Become(list, y),
        };
    }

    private double P => pool.Layer switch { LpPool lp => lp.NormType, GeMPool gem => gem.P[0], _ => 1 };

    private string Powers(double[] x) => string.Join(" + ", x.Select(v => $"{(v < 0 ? $"({NumberText.Of(v)})" : NumberText.Of(v))}^{NumberText.Of(P)}"));

    // PyTorch takes the mean of the window times the kernel's taps.
    private static string Scaled(string sum, long kernel, long padded) => kernel == padded ? $"({sum})" : $"({kernel} / {padded} * ({sum}))";

    private static double[] Shares(double[] x, double none, Func<double, double> share)
    {
        double total = x.Sum(share);
        return [.. x.Select(v => total == 0 ? none : share(v) / total)];
    }

    private static string Weighted(string name, double[] weights, double[] x, string y) =>
        $"{name} {string.Join(", ", weights.Select(Share))}: {string.Join(" + ", weights.Zip(x, (w, v) => $"{Share(w)} * {NumberText.Of(v)}"))} = {y}";

    private static string Share(double share) => share.ToString("0.###", CultureInfo.InvariantCulture);

    private string Stochastic(double[] x, string y)
    {
        double total = x.Sum(v => Math.Max(v, 0)), squares = x.Sum(v => Math.Max(v, 0) * Math.Max(v, 0));
        if (total == 0)
            return phrases.NothingDrawn(y);

        string chances = string.Join(", ", x.Select(v => phrases.Chance(Share(Math.Max(v, 0) / total), NumberText.Of(v))));
        return phrases.DrawnBySeed(chances, settings.Seed, y, $"{NumberText.Of(squares)} / {NumberText.Of(total)} = {NumberText.Of(squares / total)}", NumberText.Of(x.Average()));
    }

    // The catalogue's mask: 4 / taps and -4 / taps in turn.
    private static string Gated(ToldWindow window, string y)
    {
        double[] omega = [.. window.Taps.Select(tap => (tap % 2 == 0 ? 4.0 : -4.0) / window.Kernel)];
        double max = window.X.Max(), mean = window.X.Average(), a = 1 / (1 + Math.Exp(-omega.Zip(window.X, (o, x) => o * x).Sum()));
        string sum = string.Join(" + ", omega.Zip(window.X, (o, x) => $"{NumberText.Of(o)} * {NumberText.Of(x)}"));
        return $"a = sigmoid({sum}) = {Share(a)}: {Share(a)} * {NumberText.Of(max)} + {Share(1 - a)} * {NumberText.Of(mean)} = {y}";
    }

    // Of equal elements the first is the maximum, of several NaN the last.
    private string PutBack(string told, ToldWindow window, double greatest)
    {
        (int row, int column) = window.Places[double.IsNaN(greatest) ? Array.FindLastIndex(window.X, double.IsNaN) : Array.IndexOf(window.X, greatest)];
        return phrases.PutBack(told, row + 1, column + 1);
    }
}
