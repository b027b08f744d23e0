using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Cenote.Cli;

/// <summary>Options whose errors say the value and the rule. A number has no default here: its description tells it in words.</summary>
internal static class Options
{
    /// <summary>The value of a <see cref="Switch"/> that is on.</summary>
    public const string On = "true";

    private const string Off = "false";

    /// <summary>A whole number.</summary>
    public static Option<int?> Number(string name, string description, int least) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => int.TryParse(Token(result), NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) && number >= least
            ? number
            : Refuse<int?>(result, $"it is a whole number of at least {least}."),
    };

    /// <summary>Any number, infinity too.</summary>
    public static Option<double?> Real(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "X",
        CustomParser = result => Token(result).ToUpperInvariant() switch
        {
            "INF" or "INFINITY" => double.PositiveInfinity,
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && !double.IsNaN(number) => number,
            _ => Refuse<double?>(result, "it is a number, or inf."),
        },
    };

    /// <summary>One number for every axis, or a number for each, outermost first: <c>3</c>, <c>3,2</c> or <c>3x2</c>.</summary>
    public static Option<SpatialSize?> Size(string name, string description, int least, bool volumes = false) => new(name)
    {
        Description = description,
        HelpName = volumes ? "N|H,W|D,H,W" : "N|H,W",
        CustomParser = result =>
        {
            string[] parts = Token(result).Split(',', 'x', 'X');
            int[] numbers = [.. parts.SelectMany(p => int.TryParse(p, NumberStyles.Integer, CultureInfo.InvariantCulture, out int n) ? (int[])[n] : [])];
            return numbers.Length != parts.Length || numbers.Length > (volumes ? 3 : 2)
                ? Refuse<SpatialSize?>(result, volumes ? "it is a whole number, or one for each axis as height,width." : "it is a whole number, or two as height,width.")
                : numbers.Min() < least ? Refuse<SpatialSize?>(result, $"every number of it is at least {least}.")
                : SpatialSize.Of(numbers);
        },
    };

    /// <summary>On or off; the name alone means on.</summary>
    /// <remarks>Text, as a parser of <see cref="bool"/> would take a word that is neither for the next argument.</remarks>
    public static Option<string> Switch(string name, string description, bool value) => new(name)
    {
        Description = description,
        HelpName = "true|false",
        CompletionSources = { "true", "false" },
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = result => value || result.Parent is OptionResult { Implicit: false } ? On : Off,
        CustomParser = result => Token(result).ToUpperInvariant() switch
        {
            "TRUE" or "ON" => On,
            "FALSE" or "OFF" => Off,
            _ => Refuse<string>(result, "it is true or false."),
        },
    };

    /// <summary>One of some words, in any case.</summary>
    public static Option<string> Word(string name, string description, string value, params string[] words) => new(name)
    {
        Description = description,
        HelpName = string.Join('|', words),
        CompletionSources = { words },
        DefaultValueFactory = _ => value,
        CustomParser = result => Array.Find(words, word => word.Equals(Token(result), StringComparison.OrdinalIgnoreCase))
            ?? Refuse<string>(result, $"it is one of {string.Join(", ", words)}."),
    };

    /// <summary>Any text but none: a folder, a name.</summary>
    public static Option<string?> Text(string name, string description, string helpName, string meaning) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => string.IsNullOrWhiteSpace(Token(result)) || IsOption(Token(result)) ? Refuse<string>(result, $"it is {meaning}.") : Token(result),
    };

    private static string Token(ArgumentResult result) => result.Tokens[0].Value;

    // Where a value is missing, the next option is taken for it.
    private static bool IsOption(string value) => value.StartsWith("--", StringComparison.Ordinal);

    private static T? Refuse<T>(ArgumentResult result, string rule)
    {
        string name = ((OptionResult)result.Parent!).Option.Name, value = Token(result);
        result.AddError(IsOption(value) ? $"{name} needs a value." : $"{name} is {(string.IsNullOrWhiteSpace(value) ? "empty" : value)}; {rule}");
        return default;
    }
}
