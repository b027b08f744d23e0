using System.Globalization;

namespace Cenote.Board.Explaining;

/// <summary>How one window becomes one number, in the words of the pooling. The result is the library's; what leads to it is told.</summary>
internal sealed class Arithmetic(PoolingOperator pooling, ArrayPooling pool, PoolingSettings settings, Phrases phrases)
{
    // max, global-max and adaptive-max are told alike.
    private readonly string _family = pooling.Name.Replace("global-", "", StringComparison.Ordinal).Replace("adaptive-", "", StringComparison.Ordinal);

    /// <summary>What padding does.</summary>
    private string Padding => _family switch
    {
        "avg" when pool.Layer is AvgPool { CountIncludePad: false } => phrases.PaddingTakesNoPart,
        "avg" => phrases.PaddingIsZero,
        "max" => phrases.PaddingIsNeverGreatest,
        "min" => phrases.PaddingIsNeverLeast,
        "sum" => phrases.PaddingAddsNothing,
        "mixed" or "mixed-random" => phrases.PaddingIsZeroInTheAverage,
        _ => phrases.PaddingTakesNoPart,
    };

    /// <summary>Whether a window that hangs over the edge is scaled up, as in PyTorch's Lp pooling.</summary>
    private bool ScalesOverhang => pool.Layer is LpPool { Convention: LpConvention.PyTorch } && !double.IsInfinity(P);

    /// <summary>What is to be said of taps outside the input; nothing of windows that have none.</summary>
    public IEnumerable<string> Notes(WindowTaps rows, WindowTaps columns, WindowPool windows)
    {
        if (windows.KernelSize.Count != 2 || rows.Count * columns.Count == 0)
            yield break;

        long padded = (long)rows.PaddedCount * columns.PaddedCount, padding = padded - (long)rows.Count * columns.Count;
        if (padding > 0)
            yield return phrases.ArePadding(padding, Padding);

        long over = (long)windows.KernelSize[0] * windows.KernelSize[1] - padded;
        if (over > 0)
            yield return phrases.HangOver(over, ScalesOverhang);
    }

    /// <summary>The window's arithmetic: <c>max(1, 3, 5, 2) = 5</c>.</summary>
    public string Tell(ToldWindow window, double result)
    {
        double[] x = window.X;
        long padded = window.Padded;
        string y = NumberText.Of(result), list = string.Join(", ", x.Select(NumberText.Of)), sum = string.Join(" + ", x.Select(NumberText.Of));
        return _family switch
        {
            "max" or "min" => $"{_family}({list}) = {y}",
            "avg" => $"({sum}) / {Divisor(window)} = {y}",
            "sum" => $"{sum} = {y}",
            "lp" when double.IsInfinity(P) => $"max(|{string.Join("|, |", x.Select(NumberText.Of))}|) = {y}",
            "lp" => $"{Scaled(Powers(x), window.Kernel, padded)}^(1/{NumberText.Of(P)}) = {y}",
            "gem" => $"(({Powers([.. x.Select(v => Math.Max(v, 1e-6))])}) / {x.Length})^(1/{NumberText.Of(P)}) = {y}",
            "lse" => $"log({string.Join(" + ", x.Select(v => $"e^{(settings.Sharpness == 1 ? NumberText.Of(v) : $"({NumberText.Of(settings.Sharpness)} * {NumberText.Of(v)})")}"))}){(settings.Sharpness == 1 ? "" : $" / {NumberText.Of(settings.Sharpness)}")} = {y}",
            "soft" => Weighted(phrases.Weights, Shares(window)!, x, y),
            "attention" => Weighted(phrases.Attention, Shares(window)!, x, y),
            "stochastic" => Stochastic(window, y),
            "mixed" => $"{MaxShare} * max({list}) + {AverageShare} * ({sum}) / {padded} = {MaxShare} * {NumberText.Of(x.Max())} + {AverageShare} * {NumberText.Of(x.Sum() / padded)} = {y}",
            "mixed-random" => phrases.Drawn(Math.Abs(result - x.Max()) <= Math.Abs(result - x.Sum() / padded) ? $"max({list})" : $"{phrases.Average} ({sum}) / {padded}", y),
            "gated" => Gated(window, y),
            "max-unpool" => PutBack($"max({list}) = {y}", window, result),
            _ => phrases.Become(list, y),
        };
    }

    /// <summary>What each element counts for: its weight, its attention, or its probability; null where the pooling has none of these.</summary>
    public double[]? Shares(ToldWindow window)
    {
        double[] x = window.X;
        return _family switch
        {
            "soft" => Shares(x, 1, v => Math.Exp(v - x.Max())),
            "attention" => window.Attention ?? Shares(x, 0, v => Math.Exp((settings.Weight ?? 8) * (Math.Tanh(v) - 1))),
            "stochastic" => Shares(x, 0, v => Math.Max(v, 0)),
            _ => null,
        };
    }

    private string MaxShare => NumberText.Of(settings.Weight ?? 0.5);

    private string AverageShare => NumberText.Of(1 - (settings.Weight ?? 0.5));

    // Adaptive and global windows have no padding.
    private long Divisor(ToldWindow window) => pool.Layer is AvgPool avg ? avg.DivisorOverride ?? (avg.CountIncludePad ? window.Padded : window.X.Length) : window.Padded;

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

    private string Stochastic(ToldWindow window, string y)
    {
        double[] x = window.X;
        double total = x.Sum(v => Math.Max(v, 0)), squares = x.Sum(v => Math.Max(v, 0) * Math.Max(v, 0));
        if (total == 0)
            return phrases.NothingDrawn(y);

        string chances = string.Join(", ", x.Zip(Shares(window)!, (v, p) => phrases.Chance(Share(p), NumberText.Of(v))));
        return phrases.DrawnBySeed(chances, settings.Seed, y, $"{NumberText.Of(squares)} / {NumberText.Of(total)} = {NumberText.Of(squares / total)}", NumberText.Of(x.Average()));
    }

    // The catalogue's mask: by default 4 / taps and -4 / taps in turn.
    private string Gated(ToldWindow window, string y)
    {
        double weight = settings.Weight ?? 4;
        double[] omega = [.. window.Taps.Select(tap => (tap % 2 == 0 ? weight : -weight) / window.Kernel)];
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
