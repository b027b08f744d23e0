using System.Diagnostics;

namespace Cenote.Board.Tests;

/// <summary>The pages' modules carry types in their comments, and TypeScript's compiler finds nothing wrong with them.</summary>
public class TypeCheckTests
{
    private const string Compiler = "typescript@5.9.3";

    [Fact]
    public void TheModulesTypesHold()
    {
        Assert.SkipWhen(!TryRun("node", out _, "--version") || !TryRun("npm", out _, "--version"), "Types are checked by TypeScript's compiler, which node runs and npm fetches.");
        string place = Directory.CreateDirectory(Path.Combine(Repository.Root, "tests", "Cenote.Board.Tests", "obj", Compiler)).FullName;
        string compiler = Path.Combine(place, "node_modules", "typescript", "lib", "tsc.js");
        if (!File.Exists(compiler))
            Assert.SkipUnless(TryRun("npm", out string why, "install", "--prefix", place, "--no-save", "--no-package-lock", "--ignore-scripts", Compiler), $"npm does not give {Compiler}: {why}");

        bool holds = TryRun("node", out string said, compiler, "--project", Path.Combine(Repository.Root, "src", "Cenote.Board", "jsconfig.json"));
        Assert.True(holds, said);
    }

    private static bool TryRun(string program, out string said, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            said = process.StandardOutput.ReadToEnd() + error.Result;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            said = e.Message;
            return false;
        }
    }
}
