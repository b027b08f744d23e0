using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Cenote.Cli;

/// <summary>Options whose errors say the value and the rule. A number has no default here: its description tells it in words.</summary>
internal static class Options
{
    /// <summary>A whole number.</summary>
    public static Option<int?> Number(string name, string description, int least) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => int.TryParse(Token(result), NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) && number >= least
            ? number
            : Refuse<int?>(result, $"{name} is {Token(result)}; it is a whole number of at least {least}."),
    };

    /// <summary>One number for both axes of an image, or height and width: <c>3</c> or <c>3,2</c>.</summary>
    public static Option<SpatialSize?> Size(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N|H,W",
        CustomParser = result =>
        {
            string[] parts = Token(result).Split(',');
            int[] numbers = [.. parts.Select(p => int.TryParse(p, NumberStyles.Integer, CultureInfo.InvariantCulture, out int n) ? n : -1).Where(n => n >= 0)];
            return numbers.Length != parts.Length || numbers.Length > 2
                ? Refuse<SpatialSize?>(result, $"{name} is {Token(result)}; it is a whole number, or two as height,width.")
                : (numbers[0], numbers[^1]);
        },
    };

    /// <summary>On or off; the name alone means on.</summary>
    public static Option<bool> Switch(string name, string description, bool value) => new(name)
    {
        Description = description,
        HelpName = "true|false",
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => value,
        CustomParser = result => result.Tokens.Count == 0 || (bool.TryParse(Token(result), out bool on)
            ? on
            : Refuse<bool>(result, $"{name} is {Token(result)}; it is true or false.")),
    };

    /// <summary>One of some words.</summary>
    public static Option<string> Word(string name, string description, string value, params string[] words) => new(name)
    {
        Description = description,
        HelpName = string.Join('|', words),
        DefaultValueFactory = _ => value,
        CustomParser = result => Array.IndexOf(words, Token(result)) >= 0
            ? Token(result)
            : Refuse<string>(result, $"{name} is {Token(result)}; it is one of {string.Join(", ", words)}."),
    };

    /// <summary>Any text: a folder, a name.</summary>
    public static Option<string?> Text(string name, string description, string helpName) => new(name) { Description = description, HelpName = helpName };

    private static string Token(ArgumentResult result) => result.Tokens[0].Value;

    private static T? Refuse<T>(ArgumentResult result, string sentence)
    {
        result.AddError(sentence);
        return default;
    }
}
