using System.CommandLine;

namespace Cenote.Cli.Shape;

/// <summary><c>cenote shape</c>: sizes through a chain of poolings.</summary>
internal static class ShapeCommand
{
    // Windows are laid out one by one.
    private const int MostPlaces = 1_000_000;

    public static Command Create()
    {
        Command command = new("shape", """
            Tells what sizes a chain of poolings gives, what each layer drops or pads, and how much of the input one output sees.

            A layer is a pooling's name and k (kernel), s (stride), p (padding), d (dilation), o (output size) and ceil.

            Examples:
              cenote shape 32x32 "max k3 s3 ceil" "avg k2"
              cenote shape 224x224 "max k3 s2 p1" "adaptive-avg o7"
              cenote shape 16000 "max k4" "global-avg"
              cenote shape 16x64x64 "avg k1x2x2"
            """);
        Argument<string> size = new("size") { Description = "the input's length along each spatial axis, as 32x32." };
        Argument<string[]> layers = new("layer") { Description = "one text for each layer, as 'max k3 s2'.", Arity = ArgumentArity.OneOrMore };
        command.Add(size);
        command.Add(layers);
        command.SetAction(request =>
        {
            int[] lengths = Lengths(request.GetValue(size)!);
            request.InvocationConfiguration.Output.Write(Table(ShapeChain.Of(lengths, [.. request.GetValue(layers)!.Select(LayerText.Parse)])));
            return ExitCode.Done;
        });
        return command;
    }

    private static int[] Lengths(string text)
    {
        int[] lengths = LayerText.Size(text) is { } size
            ? size.ForAxes(size.Count, "size")
            : throw new BadRequestException($"the input's size is '{text}'; it is 1 to 3 whole numbers, as 32x32.");
        return lengths.Min() >= 1 && lengths.Max() <= MostPlaces
            ? lengths
            : throw new BadRequestException($"the input's size is {text}; every number of it is from 1 to {MostPlaces:N0}.");
    }

    private static string Table(IEnumerable<ShapeStep> steps) => TextTable.Of(
    [
        ["layer", "size", "receptive field", "step", "windows"],
        .. steps.Select(s => (string[])[s.Layer, Text(s.Size), Text(s.Field), Text(s.Step), s.Remark]),
    ]);

    private static string Text<T>(IEnumerable<T> numbers) => string.Join('x', numbers);
}
