using System.Globalization;

namespace Cenote.Board.Explaining;

/// <summary>Numbers as they are read best.</summary>
internal static class NumberText
{
    /// <summary>Whole where it is whole, else with at most four places; very large and very small ones by their exponent.</summary>
    public static string Of(double value) => value switch
    {
        double.NaN => "nan",
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        0 or (> -1e9 and <= -1e-4) or (>= 1e-4 and < 1e9) => value.ToString("0.####", CultureInfo.InvariantCulture),
        _ => value.ToString("g6", CultureInfo.InvariantCulture),
    };
}
