using System.CommandLine;

namespace Cenote.Cli.Explain;

/// <summary><c>cenote explain</c>: a pooling worked by hand, window by window.</summary>
internal static class ExplainCommand
{
    private const string Example = "1 3 2 4 / 5 2 7 1 / 3 8 4 2 / 6 1 5 9";

    public static Command Create()
    {
        Command command = new("explain", """
            Works a pooling on numbers, window by window.

            Examples:
              cenote explain max
              cenote explain avg --kernel 3 --stride 1 --padding 1
              cenote explain sum --input "1 2 3 / 4 5 6" --kernel 1,2
            """);
        Argument<string> kind = new("pooling") { Description = $"one of {string.Join(", ", PoolKind.Names)}." };
        Option<string?> input = Options.Text("--input", $"The numbers, rows apart by a slash; by default '{Example}'.", "ROWS", $"rows of numbers, as '{Example}'");
        PoolOptions window = new(kernel: 2, ceil: false);
        command.Add(kind);
        command.Add(input);
        window.AddTo(command);
        command.SetAction(request =>
        {
            PoolKind pooling = PoolKind.Named(request.GetValue(kind)!);
            WindowStory story = new(Matrix.Parse(request.GetValue(input) ?? Example), window.Make(pooling, request));
            request.InvocationConfiguration.Output.Write($"{pooling.Title} {pooling.Meaning}{Environment.NewLine}{story.Tell()}");
            return ExitCode.Done;
        });
        return command;
    }
}
