using System.CommandLine;
using System.Globalization;

namespace Cenote.Cli.Bench;

/// <summary><c>cenote bench</c>: how fast a pooling of the user's own shape is here, beside what memory allows, and which loop does it.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        Command command = new("bench", """
            Measures a pooling of float32 numbers on this machine, beside what reading the input and writing the output once takes, and tells which
            of the library's loops does it and why those before it decline.

            A layer is a pooling's name and k (kernel), s (stride), p (padding), d (dilation), o (output size) and ceil; behind it stands the
            input's shape, in the order of the layout.

            Examples:
              cenote bench max k2 s2 32x64x112x112
              cenote bench avg k3 s1 p1 32x35x35x192 --layout nhwc
              cenote bench global-avg 64x2048x7x7 --threads 1
            """);
        Argument<string[]> words = new("layer and shape") { Description = "as max k2 s2 32x64x112x112.", Arity = new ArgumentArity(2, 8) };
        words.CompletionSources.Add(Poolings.Names);
        Option<int> threads = new("--threads") { Description = "how many threads it may take; by default as many as the machine has cores.", DefaultValueFactory = _ => Environment.ProcessorCount };
        Option<string> layout = new("--layout") { Description = "nchw or nhwc.", DefaultValueFactory = _ => "nchw" };
        layout.AcceptOnlyFromAmong("nchw", "nhwc");
        command.Add(words);
        command.Add(threads);
        command.Add(layout);
        command.SetAction(request =>
        {
            string[] given = request.GetValue(words)!;
            int most = request.GetValue(threads);
            if (most < 1)
                throw new BadRequestException($"--threads is {most}; it is at least 1.");

            bool channelsLast = request.GetValue(layout) == "nhwc";
            nint[] shape = Shape(given[^1]);
            WindowPool pool = Pool(LayerText.Parse(string.Join(' ', given[..^1])), shape, channelsLast);
            pool.MaxDegreeOfParallelism = most;
            request.InvocationConfiguration.Output.Write(BenchReport.Of(pool, shape));
            return ExitCode.Done;
        });
        return command;
    }

    private static nint[] Shape(string text)
    {
        string[] parts = text.Split('x', 'X');
        nint[] numbers = [.. parts.SelectMany(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n > 0 ? (nint[])[n] : [])];
        if (numbers.Length != parts.Length || numbers.Length is < 3 or > 5)
            throw new BadRequestException($"the input's shape is '{text}'; it is 3 to 5 whole numbers above 0, as 32x64x112x112.");

        return numbers.Aggregate(Int128.One, (product, n) => product * n) <= Array.MaxLength
            ? numbers
            : throw new BadRequestException($"the input's shape is {text}; it holds at most {Array.MaxLength:N0} numbers.");
    }

    private static WindowPool Pool(LayerText layer, nint[] shape, bool channelsLast)
    {
        PoolingSettings settings = layer.Settings with { SpatialAxes = shape.Length - 2, Layout = channelsLast ? TensorLayout.Nhwc : TensorLayout.Nchw };
        return BadRequestException.Unless(() => layer.Pooling.ForImages?.Invoke(settings), "k", "o") is { Windows: { } windows, Layer: not MaxUnpool }
            ? windows
            : throw new BadRequestException($"'{layer.Text}' is {layer.Pooling.Title}, which has no windows to measure.");
    }
}
