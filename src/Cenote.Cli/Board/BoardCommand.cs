using System.CommandLine;
using System.Net;
using Cenote.Board;

namespace Cenote.Cli.Board;

/// <summary><c>cenote board</c>: a log folder in the browser, and a playground.</summary>
internal static class BoardCommand
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    public static Command Create()
    {
        Command command = new("board", """
            Shows a TensorBoard folder in the browser, whoever writes it, until Ctrl+C: images before and after pooling, curves, a playground.

            Examples:
              cenote board --logdir logs_maxpool
              cenote board --logdir logs --port 8080 --no-open
            """);
        Option<string?> folder = Options.Text("--logdir", "The folder that TensorBoard would read; by default the current one.", "FOLDER", "the folder that TensorBoard reads");
        Option<int?> port = Options.Number("--port", $"The port; by default {BoardOptions.DefaultPort} or the next that is free.", least: 0);
        Option<string?> host = Options.Text("--host", "An address of this machine at which others reach the board, with a token that is printed; by default it is reached from this machine alone.", "ADDRESS", "an address of this machine, as 0.0.0.0 for all");
        Option<bool> noOpen = new("--no-open") { Description = "Print the address and open no browser." };
        foreach (Option option in (Option[])[folder, port, host, noOpen])
            command.Add(option);

        command.SetAction(request => Serve(new BoardOptions { LogFolder = Folder(request.GetValue(folder) ?? "."), Port = Port(request.GetValue(port)), Host = Host(request.GetValue(host)) }, open: !request.GetValue(noOpen)));
        return command;
    }

    /// <summary>Serves until Ctrl+C.</summary>
    public static int Serve(BoardOptions options, bool open)
    {
        using Interruption interruption = new();
        BoardServer board = Start(options).GetAwaiter().GetResult();
        CommandRunner.Print($"The board is at {board.Address}{Environment.NewLine}");
        if (open)
            Browser.TryOpen(board.Address);

        while (!interruption.IsRequested)
            Thread.Sleep(s_pause);

        board.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return ExitCode.Interrupted;
    }

    private static async Task<BoardServer> Start(BoardOptions options)
    {
        try
        {
            return await BoardServer.StartAsync(options);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            throw new BadRequestException($"{(options.Host is null ? "" : $"--host {options.Host}, ")}--port {options.Port ?? BoardOptions.DefaultPort} can not be served: {e.Message}", e);
        }
    }

    private static string Folder(string path) => Directory.Exists(path)
        ? path
        : throw new BadRequestException($"{path} {(File.Exists(path) ? "is a file" : "does not exist")}; --logdir is the folder that TensorBoard reads.");

    private static int? Port(int? port) => port is null or <= IPEndPoint.MaxPort ? port : throw new BadRequestException($"--port is {port}; it is at most {IPEndPoint.MaxPort}.");

    private static IPAddress? Host(string? text) => text switch
    {
        null or "localhost" => null,
        _ when IPAddress.TryParse(text, out IPAddress? address) => address,
        _ => throw new BadRequestException($"--host is {text}; it is an address of this machine, as 0.0.0.0 for all."),
    };
}
