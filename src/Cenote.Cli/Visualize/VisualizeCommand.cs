using System.CommandLine;
using System.Diagnostics;
using Cenote.Data;
using Cenote.TensorBoard;
using Spectre.Console;

namespace Cenote.Cli.Visualize;

/// <summary><c>cenote visualize</c>: every batch before and after pooling, in TensorBoard.</summary>
internal static class VisualizeCommand
{
    public static Command Create()
    {
        Command command = new("visualize", """
            Pools images and writes every batch before and after to TensorBoard.

            Examples:
              cenote visualize
              cenote visualize --pool avg --kernel 2 --logdir logs --run avg-k2
              cenote visualize --dataset cifar10 --data-dir cifar-10-batches-bin
            """);
        Option<string> dataset = Options.Word("--dataset", "The images: tiles of photographs that come with the program, or CIFAR-10's binary files.", "photographs", ImageSource.Names);
        Option<string?> folder = Options.Text("--data-dir", "The folder that holds CIFAR-10's binary files.", "FOLDER");
        Option<string> kind = Options.Word("--pool", "The pooling.", "max", [.. PoolKind.All.Select(k => k.Name)]);
        PoolOptions window = new(kernel: 3, ceil: true);
        Option<int?> batchSize = Options.Number("--batch-size", "Images in a batch, one step each; by default 64.", least: 1);
        Option<int?> limit = Options.Number("--limit", "Use only the first N images.", least: 1);
        Option<string?> logFolder = Options.Text("--logdir", "The folder that TensorBoard reads; by default logs_maxpool, logs_avgpool, ...", "FOLDER");
        Option<string?> run = Options.Text("--run", "The run's name: a folder below the log folder.", "NAME");
        Option<bool> overwrite = new("--overwrite") { Description = "Replace an earlier run in the same folder." };
        command.Add(dataset);
        command.Add(folder);
        command.Add(kind);
        window.AddTo(command);
        foreach (Option option in (Option[])[batchSize, limit, logFolder, run, overwrite])
            command.Add(option);

        command.SetAction(request =>
        {
            PoolKind pooling = PoolKind.Named(request.GetValue(kind)!);
            string logs = request.GetValue(logFolder) ?? $"logs_{pooling.Name}pool";
            using ImageDataset images = ImageSource.Open(request.GetValue(dataset)!, request.GetValue(folder));
            return Run(
                images,
                pooling,
                window.Read(request),
                batchSize: request.GetValue(batchSize) ?? 64,
                limit: request.GetValue(limit),
                logs,
                new RunFolder(logs, request.GetValue(run), request.GetValue(overwrite)));
        });
        return command;
    }

    private static int Run(ImageDataset images, PoolKind kind, PoolSettings settings, int batchSize, int? limit, string logFolder, RunFolder folder)
    {
        long start = Stopwatch.GetTimestamp();
        WindowPool pool = kind.Make(settings);
        DataLoader loader = new(images, batchSize, channelsLast: settings.Layout == TensorLayout.Nhwc, limit: limit, reuseBuffers: true);
        int count = Math.Min(limit ?? images.Count, images.Count);
        nint[] shape = [Math.Min(batchSize, count), images.Channels, images.Height, images.Width];
        if (settings.Layout == TensorLayout.Nhwc)
            shape = [shape[0], shape[2], shape[3], shape[1]];

        CheckKernel(pool, images);
        nint[] pooled = pool.OutputShape(shape);
        VisualizeTags tags = VisualizeTags.Of(kind);
        VisualizeJob job = new(loader, pool, tags, divideByGreatest: pool is SumPool2d);
        using CancellationTokenSource interrupted = CommandRunner.OnInterrupt();

        folder.Prepare();
        using (SummaryWriter writer = new(folder.Path))
        {
            writer.AddText(PoolingRecord.Tag, PoolingRecord.Json(kind.Name, pool, tags, dividedByGreatest: pool is SumPool2d));
            WithProgress(count, progress => job.Run(writer, progress, interrupted.Token));
        }

        foreach (string remark in images.Remarks)
            Console.WriteLine($"Note: {remark}");

        if (pool is SumPool2d && job.Steps > 0)
            Console.WriteLine($"Sums go beyond 1: each pooled batch is shown divided by its greatest value ({job.Divisors.Least:0.###} to {job.Divisors.Greatest:0.###}).");

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine($"{kind.Title} pooling {Shape(shape)} -> {Shape(pooled)}");
        Console.WriteLine($"{job.Images:N0} images in {job.Steps:N0} steps, {seconds:0.00} s");
        Console.WriteLine($"Written to {folder.Path}: {tags.Before}, {tags.After}");
        if (interrupted.IsCancellationRequested)
        {
            Console.Error.WriteLine($"cenote: interrupted after {job.Steps:N0} of {loader.Count:N0} steps; what was written is whole and readable.");
            return ExitCode.Interrupted;
        }

        Console.WriteLine("Look at every step with:");
        Console.WriteLine($"  tensorboard --logdir {Quoted(logFolder)} --samples_per_plugin images={Math.Max(job.Steps, 1)}");
        return ExitCode.Done;
    }

    // With ceil mode PyTorch pools an image smaller than its window to a single pixel. Nobody who wants to see pooling asks for that.
    private static void CheckKernel(WindowPool pool, ImageDataset images)
    {
        int[] size = [images.Height, images.Width];
        for (int axis = 0; axis < size.Length; axis++)
        {
            long reach = (pool.KernelSize[axis] - 1L) * pool.Dilation[axis] + 1, room = size[axis] + 2L * pool.Padding[axis];
            if (reach > room)
                throw new BadRequestException($"a window of {reach} pixels (--kernel, --dilation) is larger than the images' {(axis == 0 ? "height" : "width")} of {room} with padding; it has to fit.");
        }
    }

    // A bar is for eyes: none where the output is piped.
    private static void WithProgress(int images, Action<Action<int>> work)
    {
        if (Console.IsOutputRedirected)
        {
            work(_ => { });
            return;
        }

        AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(bar =>
            {
                ProgressTask task = bar.AddTask("Pooling", maxValue: images);
                work(done => task.Value = done);
            });
    }

    private static string Shape(nint[] shape) => $"[{string.Join(", ", shape)}]";

    private static string Quoted(string path) => path.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or '\\' or ':') ? path : $"\"{path}\"";
}
