using System.CommandLine;
using System.CommandLine.Parsing;

namespace Cenote.Cli;

/// <summary>Runs a command line and turns what happens into an exit code and, where it went wrong, one sentence.</summary>
internal static class CommandRunner
{
    public static int Run(Command root, string[] args)
    {
        ParseResult request = root.Parse(args);
        if (request.Errors.Count > 0)
        {
            string sentence = request.UnmatchedTokens is [string unknown, ..] ? $"'{unknown}' is no command or option here." : request.Errors[0].Message;
            return Say(sentence + Hint(request), ExitCode.BadRequest);
        }

        try
        {
            return request.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception e) when (e is BadRequestException or ArgumentException or NotSupportedException or InvalidDataException or FileNotFoundException or DirectoryNotFoundException)
        {
            return Say(WithoutParameter(e.Message), ExitCode.BadRequest);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Say(e.Message, ExitCode.Failed);
        }
    }

    /// <summary>A cancellation that Ctrl+C asks for. The second time the process ends at once, as anyone would expect.</summary>
    public static CancellationTokenSource OnInterrupt()
    {
        CancellationTokenSource interrupted = new();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = !interrupted.IsCancellationRequested;
            interrupted.Cancel();
        };
        return interrupted;
    }

    private static int Say(string sentence, int exitCode)
    {
        Console.Error.WriteLine($"cenote: {sentence}");
        return exitCode;
    }

    // The library names the parameter, which means nothing on a command line.
    private static string WithoutParameter(string message)
    {
        int end = message.LastIndexOf(" (Parameter '", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    private static string Hint(ParseResult request)
    {
        string command = request.CommandResult.Command.Name;
        return command == "cenote" ? " See 'cenote --help'." : $" See 'cenote {command} --help'.";
    }
}
