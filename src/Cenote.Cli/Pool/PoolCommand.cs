using System.CommandLine;
using Cenote.Data;

namespace Cenote.Cli.Pool;

/// <summary><c>cenote pool</c>: an array in a file, or a picture, to a pooled one in another.</summary>
internal static class PoolCommand
{
    public static Command Create()
    {
        Command command = new("pool", """
            Pools an array of a .npy, .npz or .safetensors file, or a picture (PNG, JPEG, WebP; PNG out).

            Examples:
              cenote pool max x.npy -o y.npy --kernel 3 --stride 2 --padding 1
              cenote pool avg cat.png -o small.png --kernel 4
              cenote pool max x.npy -o y.npy --indices i.npy
              cenote pool max-unpool y.npy -o x.npy --indices i.npy
              cenote pool adaptive-avg weights.safetensors --array features -o y.npz --output-size 7,7
            """);
        Argument<string> name = new("pooling") { Description = "a name that 'cenote list' gives." };
        name.CompletionSources.Add(Poolings.Names);
        Argument<string> input = new("input") { Description = "the file to pool." };
        Option<string?> output = Options.Text("--output", "The file to write; one that is there is replaced.", "FILE", "the file to write");
        output.Aliases.Add("-o");
        Option<string?> array = Options.Text("--array", "Which array, where a file holds several.", "NAME", "the name of an array in the file");
        Option<int?> axes = Options.Number("--dims", "Spatial axes, 1 to 3; by default the array's rank less 2, for pictures 2. With one axis fewer than that the array is no batch.", least: 1);
        Option<string?> indices = Options.Text("--indices", "Where each maximum (or minimum, or draw) was: written; for max-unpool, read.", "FILE", "the file of indices");
        PoolOptions window = new(kernel: 2, ceil: false, arrays: true);
        command.Add(name);
        command.Add(input);
        foreach (Option option in (Option[])[output, array, axes])
            command.Add(option);

        window.AddTo(command);
        command.Add(indices);
        command.SetAction(request =>
        {
            PoolingOperator pooling = Poolings.Named(request.GetValue(name)!);
            ArrayPlaces places = new(request.GetValue(input)!, request.GetValue(output), request.GetValue(indices));
            bool channelsLast = window.Layout(request) == TensorLayout.Nhwc;
            using ArrayFile file = ArrayInput.Open(places.Input, channelsLast);
            StoredArray x = ArrayInput.Choose(file, request.GetValue(array), places.Input);
            PoolingSettings settings = window.Read(request, pooling.ForSets is null ? Axes(x, ArrayInput.IsPicture(places.Input), request.GetValue(axes)) : 2);
            ArrayPooling pool = ArrayPoolings.Make(pooling, settings);
            PoolJob job = new(pooling, pool, settings, x, pool.Layer is MaxUnpool ? window.OutputSize(request) : null);
            using Interruption interruption = new();
            if (!job.Run(places, interruption))
            {
                Console.Error.WriteLine($"cenote: interrupted; {places.Output} was not written.");
                return ExitCode.Interrupted;
            }

            job.Tell(places, request.InvocationConfiguration.Output);
            return ExitCode.Done;
        });
        return command;
    }

    private static int Axes(StoredArray x, bool isPicture, int? dims)
    {
        int axes = dims ?? (isPicture ? 2 : x.Shape.Length - 2);
        return axes is >= 1 and <= 3
            ? axes
            : throw new BadRequestException(dims is null
                ? $"{x.Name} has shape {ArrayInput.Shape(x.Shape)}; pooled are 1 to 3 axes behind two others, or behind one with --dims."
                : $"--dims is {dims}; there are 1 to 3 spatial axes.");
    }
}
