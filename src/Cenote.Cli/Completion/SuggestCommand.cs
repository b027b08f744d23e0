using System.CommandLine;

namespace Cenote.Cli.Completion;

/// <summary>Answers what shells ask at a tab: <c>cenote suggest "cenote visualize --po"</c>. Nobody else needs it, so help hides it.</summary>
/// <remarks>In place of the directive of System.CommandLine, which the library answers for a RootCommand alone; that one is named after its file.</remarks>
internal static class SuggestCommand
{
    public static Command Create(Command root)
    {
        Command command = new("suggest", "Tells what may stand where a line ends, a line each.") { Hidden = true };
        Argument<string> line = new("line") { Description = "the line up to the cursor." };
        command.Add(line);
        command.SetAction(request =>
        {
            request.InvocationConfiguration.Output.Write(Answers(root, request.GetValue(line)!));
            return ExitCode.Done;
        });
        return command;
    }

    private static string Answers(Command root, string line)
    {
        // However the program is called there, by an alias or a path.
        int end = line.IndexOf(' ', StringComparison.Ordinal);
        string typed = end < 0 ? "" : line[(end + 1)..];
        if (typed.StartsWith('['))
            return "";

        string word = typed[(typed.LastIndexOf(' ') + 1)..];
        IEnumerable<string> answers = root.Parse(typed).GetCompletions(typed.Length).Select(item => item.InsertText ?? item.Label);

        // Help has names that nobody types: -? and Windows' own.
        return string.Concat(answers.Where(answer => answer.StartsWith(word, StringComparison.OrdinalIgnoreCase) && answer is not ("-?" or "/?" or "/h")).Distinct().Select(answer => $"{answer}\n"));
    }
}
