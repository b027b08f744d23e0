using System.CommandLine;

namespace Cenote.Cli;

/// <summary>Runs a command line and turns what happens into an exit code and, where it went wrong, one sentence.</summary>
internal static class CommandRunner
{
    public static int Run(Command root, string[] args)
    {
        // To the parser a first word in brackets is a directive, and it has them for a RootCommand alone.
        if (args is [['[', .., ']'] word, ..])
            return Say($"there is no command {word}. See 'cenote --help'.", ExitCode.BadRequest);

        ParseResult request = root.Parse(args);
        if (request.Errors.Count > 0)
            return Say(Complaint.Of(request), ExitCode.BadRequest);

        try
        {
            using StringWriter output = new();
            int exitCode = request.Invoke(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
            Print(output.ToString());
            return exitCode;
        }
        catch (BadRequestException e)
        {
            return Say(e.Message, ExitCode.BadRequest);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Say(e.Message, ExitCode.Failed);
        }
#pragma warning disable CA1031 // The last to catch it; an unhandled exception would end in a code of the system's own.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Say($"a fault of this program, which its authors would like to hear of: {e}", ExitCode.Failed);
        }
    }

    /// <summary>Writes to standard output at once, for a command that goes on for long.</summary>
    public static void Print(string output)
    {
        try
        {
            Console.Out.Write(output);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"standard output could not be written: {e.Message}", e);
        }
    }

    private static int Say(string sentence, int exitCode)
    {
        Console.Error.WriteLine($"cenote: {sentence}");
        return exitCode;
    }
}
