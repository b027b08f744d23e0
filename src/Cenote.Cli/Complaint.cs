using System.CommandLine;
using System.CommandLine.Parsing;

namespace Cenote.Cli;

/// <summary>What is wrong with a command line, in one sentence.</summary>
internal static class Complaint
{
    private const int TypingErrors = 2;

    public static string Of(ParseResult request)
    {
        Command command = request.CommandResult.Command;
        string help = command.Parents.Any() ? $"cenote {command.Name} --help" : "cenote --help";
        return $"{Sentence(request, command)} See '{help}'.";
    }

    private static string Sentence(ParseResult request, Command command)
    {
        // An option that nobody knows is taken for the command's argument, and the real one is then one word too many.
        IEnumerable<string> arguments = request.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(t => t.Value);
        string? option = arguments.Concat(request.UnmatchedTokens).FirstOrDefault(word => word.StartsWith('-'));
        string? word = request.UnmatchedTokens.Count > 0 ? request.UnmatchedTokens[0] : null;
        if (word is not null && command.Subcommands.Any() && !word.StartsWith('-'))
            return NoSuch("command", word, command.Subcommands);

        if (option is not null)
            return NoSuch("option", option, command.Options);

        // A value that an option refuses says more than a word that is then left over.
        ParseError error = request.Errors.FirstOrDefault(e => e.SymbolResult is not CommandResult) ?? request.Errors[0];
        return error.SymbolResult switch
        {
            OptionResult { Tokens.Count: 0 } missing => $"{missing.Option.Name} needs a value.",
            CommandResult when word is not null => $"'{word}' is one word too many for {command.Name}.",
            CommandResult or ArgumentResult { Tokens.Count: 0 } when command.Arguments.FirstOrDefault(a => request.GetResult(a) is not { Tokens.Count: > 0 }) is { } needed =>
                $"{command.Name} needs {(needed.Name[0] is 'i' or 'o' ? "an" : "a")} {needed.Name}: {needed.Description}",
            _ => error.Message,
        };
    }

    private static string NoSuch(string kind, string word, IEnumerable<Symbol> known) =>
        $"there is no {kind} {word}{DidYouMean(word, known.Select(symbol => symbol.Name))}";

    /// <summary>The end of a sentence about a word that nobody knows: a question where a known one is near, else a full stop.</summary>
    public static string DidYouMean(string word, IEnumerable<string> known)
    {
        (string name, int errors) = known.Select(name => (name, Distance(word, name))).MinBy(pair => pair.Item2);
        return errors <= TypingErrors ? $"; did you mean {name}?" : ".";
    }

    // Levenshtein's: the fewest letters to put in, take out or change, row by row of his table.
    private static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 0; i < from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i + 1;
            for (int j = 0; j < to.Length; j++)
                (diagonal, row[j + 1]) = (row[j + 1], Math.Min(diagonal + (from[i] == to[j] ? 0 : 1), Math.Min(row[j], row[j + 1]) + 1));
        }

        return row[^1];
    }
}
