using System.CommandLine;
using Cenote.TensorBoard;

namespace Cenote.Cli.Events;

/// <summary><c>cenote events</c>: what a TensorBoard folder holds, and what of it is damaged.</summary>
internal static class EventsCommand
{
    // Short enough to feel at once, long enough to cost nothing.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    public static Command Create()
    {
        Command command = new("events", """
            Tells what a TensorBoard folder holds, whoever wrote it: runs, tags, steps, sizes, and what is damaged.

            Examples:
              cenote events logs
              cenote events logs --export images
              cenote events logs --json
              cenote events logs --follow
            """);
        Argument<string> folder = new("LOGDIR") { Description = "the folder that TensorBoard reads." };
        Option<string?> export = Options.Text("--export", "Write every image as a PNG file into this folder, which is new or empty.", "DIR", "a folder for images");
        Option<bool> json = new("--json") { Description = "Tell every value, as JSON; with --follow a line each." };
        Option<bool> follow = new("--follow") { Description = "Wait for what is still being written and tell it as it comes, until Ctrl+C." };
        command.Add(folder);
        foreach (Option option in (Option[])[export, json, follow])
            command.Add(option);

        command.SetAction(request =>
        {
            LogFolder logs = Open(request.GetValue(folder)!, request.GetValue(follow));
            ImageExport? images = request.GetValue(export) is string place ? new ImageExport(place, logs) : null;
            return request.GetValue(follow)
                ? Follow(logs, images, request.GetValue(json))
                : TellOnce(logs, images, request.GetValue(json), request.InvocationConfiguration.Output);
        });
        return command;
    }

    // A folder to be followed may still be empty.
    private static LogFolder Open(string path, bool follow)
    {
        const string Rule = "it should be the folder that TensorBoard reads.";
        if (!Directory.Exists(path))
            throw new BadRequestException($"{(path.Length == 0 ? "LOGDIR is empty" : File.Exists(path) ? $"{path} is a file" : $"{path} does not exist")}; {Rule}");

        LogFolder logs = new(path, follow);
        logs.Refresh();
        return logs.Runs.Count > 0 || follow
            ? logs
            : throw new BadRequestException($"{path} holds no event file, which is one with tfevents in its name; {Rule}");
    }

    private static int TellOnce(LogFolder logs, ImageExport? images, bool json, TextWriter output)
    {
        using Interruption interruption = new();
        DamageReport damage = new(logs);
        damage.Tell();
        output.Write(json ? EventsJson.Document(logs) : EventsTable.Of(logs));
        images?.WriteNew(interruption);
        if (images is not null && !json)
            output.Write(images.Summary());

        return interruption.IsRequested ? ExitCode.Interrupted
            : damage.IsAny || images is { IsAnyRefused: true } ? ExitCode.Failed
            : ExitCode.Done;
    }

    private static int Follow(LogFolder logs, ImageExport? images, bool json)
    {
        using Interruption interruption = new();
        DamageReport damage = new(logs);
        NewValues values = new(logs);
        if (!json)
        {
            // The table tells of what is there already.
            CommandRunner.Print(EventsTable.Of(logs));
            values.Skip();
        }

        while (!interruption.IsRequested)
        {
            damage.Tell();
            foreach ((LogSeries series, EventPoint point) in values.Take())
                CommandRunner.Print(json ? EventsJson.Line(series, point) : EventsTable.Line(series, point));

            images?.WriteNew(interruption);
            Thread.Sleep(s_pause);
            logs.Refresh();
        }

        if (images is not null && !json)
            CommandRunner.Print(images.Summary());

        return ExitCode.Interrupted;
    }
}
