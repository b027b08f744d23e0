using System.CommandLine;
using System.Diagnostics;
using Cenote.Board;
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
        Option<string?> folder = Options.Text("--data-dir", "The folder that holds CIFAR-10's binary files.", "FOLDER", "the folder that holds CIFAR-10's binary files");
        Option<string?> kind = Options.Text("--pool", "The pooling, a name that 'cenote list' gives; by default max.", "NAME", "the name of a pooling");
        PoolOptions window = new(kernel: 3, ceil: true);
        Option<int?> batchSize = Options.Number("--batch-size", "Images in a batch, one step each; by default 64.", least: 1);
        Option<int?> limit = Options.Number("--limit", "Use only the first N images.", least: 1);
        Option<string?> logFolder = Options.Text("--logdir", "The folder that TensorBoard reads; by default logs_maxpool, logs_avgpool, ...", "FOLDER", "the folder that TensorBoard reads");
        Option<string?> run = Options.Text("--run", "The run's name: a folder below the log folder.", "NAME", "the name of one folder below the log folder");
        Option<bool> overwrite = new("--overwrite") { Description = "Replace an earlier run in the same folder." };
        command.Add(dataset);
        command.Add(folder);
        command.Add(kind);
        window.AddTo(command);
        foreach (Option option in (Option[])[batchSize, limit, logFolder, run, overwrite])
            command.Add(option);

        command.SetAction(request =>
        {
            PoolingOperator pooling = Poolings.Named(request.GetValue(kind) ?? "max");
            if (pooling.ForImages is null)
                throw new BadRequestException($"{pooling.Title} takes no images; 'cenote explain {pooling.Name}' shows what it does.");

            PoolingSettings settings = window.Read(request);
            ArrayPooling pool = Poolings.Make(pooling, settings);
            string logs = request.GetValue(logFolder) ?? $"logs_{pooling.Name}pool";
            RunFolder place = new(logs, request.GetValue(run), request.GetValue(overwrite));
            using ImageDataset images = ImageSource.Open(request.GetValue(dataset)!, request.GetValue(folder));
            return Run(images, pooling, pool, settings, batchSize: request.GetValue(batchSize) ?? 64, limit: request.GetValue(limit), logs, place, request.InvocationConfiguration.Output);
        });
        return command;
    }

    private static int Run(ImageDataset images, PoolingOperator pooling, ArrayPooling pool, PoolingSettings settings, int batchSize, int? limit, string logFolder, RunFolder folder, TextWriter output)
    {
        long start = Stopwatch.GetTimestamp();
        bool channelsLast = settings.Layout == TensorLayout.Nhwc;
        DataLoader loader = new(images, batchSize, channelsLast: channelsLast, limit: limit, reuseBuffers: true);
        int count = Math.Min(limit ?? images.Count, images.Count);
        nint[] shape = [Math.Min(batchSize, count), images.Channels, images.Height, images.Width];
        if (channelsLast)
            shape = [shape[0], shape[2], shape[3], shape[1]];

        if (pool.Windows is { KernelSize.Count: > 0 } windows)
            CheckKernel(windows, images);

        nint[] pooled = BadRequestException.Unless(() => pool.OutputShape(shape));
        PoolingTags tags = PoolingTags.Of(pooling);
        VisualizeJob job = new(loader, pool, tags, channelsLast, divideByGreatest: pooling.GoesBeyondOne);
        using (Interruption interruption = new())
        using (SummaryWriter writer = folder.Open())
        {
            writer.AddText(PoolingRecord.Tag, new PoolingRecord(pooling, settings, tags, new ImageShape(images.Channels, images.Height, images.Width)).ToJson());
            WithProgress(count, progress => job.Run(writer, progress, interruption));
        }

        foreach (string remark in images.Remarks)
            output.WriteLine($"Note: {remark}");

        if (job.Divisors is var (least, greatest))
            output.WriteLine($"Each pooled batch is shown divided by its greatest value ({least:0.###} to {greatest:0.###}), as {pooling.Title} can go beyond 1.");

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        output.WriteLine($"{Poolings.Capital(pooling.Title)} {Shape(shape)} -> {Shape(pooled)}");
        output.WriteLine($"{Words.Count(job.Images, "image")} in {Words.Count(job.Steps, "step")}, {seconds:0.00} s");
        output.WriteLine($"Written to {folder.Path}: {tags.Before}, {tags.After}");
        output.WriteLine("Look at every step with:");
        output.WriteLine($"  {TensorBoardCommand.For(logFolder, job.Steps)}");
        if (job.Steps == loader.Count)
            return ExitCode.Done;

        Console.Error.WriteLine($"cenote: interrupted after {job.Steps:N0} of {Words.Count(loader.Count, "step")}; what was written is whole and readable.");
        return ExitCode.Interrupted;
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
}
