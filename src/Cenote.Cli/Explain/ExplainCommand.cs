using System.CommandLine;

namespace Cenote.Cli.Explain;

/// <summary><c>cenote explain</c>: a pooling worked by hand, on an example of its own or the user's numbers.</summary>
internal static class ExplainCommand
{
    private const string Example = "1 3 2 4 / 5 2 7 1 / 3 8 4 2 / 6 1 5 9";

    public static Command Create()
    {
        Command command = new("explain", """
            Works a pooling on numbers: window by window, token by token, or round by round.

            Examples:
              cenote explain max
              cenote explain avg --kernel 3 --stride 1 --padding 1
              cenote explain stochastic --seed 7
              cenote explain sum --input "1 2 3 / 4 5 6" --kernel 1,2
            """);
        Argument<string> kind = new("pooling") { Description = "a name that 'cenote list' gives." };
        Option<string?> input = Options.Text("--input", $"The numbers, rows apart by a slash; by default '{Example}'.", "ROWS", $"rows of numbers, as '{Example}'");
        kind.CompletionSources.Add(Poolings.Names);
        PoolOptions options = new(kernel: 2, ceil: false);
        command.Add(kind);
        command.Add(input);
        options.AddTo(command);
        command.SetAction(request =>
        {
            PoolingOperator pooling = Poolings.Named(request.GetValue(kind)!);
            string story = Story(pooling, request.GetValue(input), options.Read(request));
            request.InvocationConfiguration.Output.Write($"{Poolings.Capital(pooling.Title)}: {pooling.Formula}{Environment.NewLine}{story}");
            return ExitCode.Done;
        });
        return command;
    }

    private static string Story(PoolingOperator pooling, string? input, PoolingSettings settings)
    {
        if (pooling.Kind == PoolingKind.Sequence)
            return SequenceStory.Tell(pooling, Matrix.Parse(input ?? Example));

        if (pooling.ForImages is not null)
            return new WindowStory(Matrix.Parse(input ?? Example), pooling, settings).Tell();

        return input is null
            ? CapsuleStory.Tell()
            : throw new BadRequestException($"{pooling.Title} works on capsules, not on a matrix; leave --input out for its own example.");
    }
}
