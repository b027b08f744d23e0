using System.CommandLine;

namespace Cenote.Cli;

/// <summary><c>cenote list</c>: every pooling of the library; with <c>--choose</c> the table of how to choose.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        Command command = new("list", """
            Names every pooling; with --choose, how to choose one.

            Examples:
              cenote list
              cenote list --choose
            """);
        Option<bool> choose = new("--choose") { Description = "The table of how to choose: core operation, advantage, use." };
        command.Add(choose);
        command.SetAction(request =>
        {
            string[][] rows = request.GetValue(choose)
                ?
                [
                    ["pooling", "core operation", "main advantage", "used in"],
                    .. OperatorCatalogue.All.Where(o => o.Choice is not null).Select(o => (string[])[o.Name, o.Choice!.Core, o.Choice.Advantage, o.Choice.Use]),
                ]
                : [["name", "what", "formula"], .. OperatorCatalogue.All.Select(o => (string[])[o.Name, o.Title, o.Formula])];
            request.InvocationConfiguration.Output.Write(TextTable.Of(rows));
            return ExitCode.Done;
        });
        return command;
    }
}
