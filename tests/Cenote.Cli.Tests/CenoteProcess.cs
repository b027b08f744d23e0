using System.Diagnostics;
using System.Text;

namespace Cenote.Cli.Tests;

/// <summary>What a run of the program gave.</summary>
internal sealed record CenoteResult(int ExitCode, string Output, string Error);

/// <summary>Runs the program as a user does: as a process, in a folder of its own.</summary>
internal sealed class CenoteProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private CenoteProcess(string program, string folder, string[] arguments, (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);

        foreach ((string name, string value) in environment)
            start.Environment[name] = value;

        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The program, built beside the tests with the same configuration.</summary>
    public static string Program { get; } = Built("src", "Cenote.Cli");

    public int Id => _process.Id;

    public static CenoteProcess Start(string folder, params string[] arguments) => Start(folder, [], arguments);

    public static CenoteProcess Start(string folder, (string Name, string Value)[] environment, params string[] arguments) => new(Program, folder, arguments, environment);

    public static CenoteResult Run(string folder, params string[] arguments) => Run(folder, [], arguments);

    public static CenoteResult Run(string folder, (string Name, string Value)[] environment, params string[] arguments)
    {
        using CenoteProcess process = new(Program, folder, arguments, environment);
        return process.Wait();
    }

    /// <summary>Runs one of the samples.</summary>
    public static CenoteResult RunSample(string name, string folder, params string[] arguments)
    {
        using CenoteProcess process = new(Built("samples", name), folder, arguments, []);
        return process.Wait();
    }

    /// <summary>Runs any other program.</summary>
    public static CenoteResult RunProgram(string program, string folder, (string Name, string Value)[] environment, params string[] arguments)
    {
        using CenoteProcess process = new(program, folder, arguments, environment);
        return process.Wait();
    }

    /// <inheritdoc cref="RunProgram(string, string, ValueTuple{string, string}[], string[])"/>
    public static CenoteResult RunProgram(string program, string folder, int minutes, params string[] arguments)
    {
        using CenoteProcess process = new(program, folder, arguments, []);
        return process.Wait(minutes);
    }

    public CenoteResult Wait(int minutes = 1)
    {
        if (!_process.WaitForExit(TimeSpan.FromMinutes(minutes)))
        {
            _process.Kill(entireProcessTree: true);
            Assert.Fail($"The program did not end within {minutes} min.");
        }

        return new CenoteResult(_process.ExitCode, _output.Result, _error.Result);
    }

    private static string Built(string part, string project) => Path.Combine(
        Repository.Root, part, project, "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", OperatingSystem.IsWindows() ? project + ".exe" : project);

    public void Dispose() => _process.Dispose();
}
