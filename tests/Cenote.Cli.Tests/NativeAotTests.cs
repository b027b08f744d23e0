using System.Runtime.InteropServices;

namespace Cenote.Cli.Tests;

/// <summary>The library compiled ahead of time: without a warning, and with the results it has when it is compiled as it runs.</summary>
public class NativeAotTests
{
    [Fact]
    public void TheSampleIsCompiledAheadOfTimeWithoutAWarningAndGivesTheSameResults()
    {
        string platform = RuntimeInformation.RuntimeIdentifier;
        Assert.SkipUnless(platform.StartsWith("linux-", StringComparison.Ordinal), $"This is {platform}; the test knows how to publish for linux-x64 and its kin.");
        Assert.SkipUnless(IsOnPath("clang") || IsOnPath("gcc"), "Neither clang nor gcc is on the PATH; native code is linked by one of them.");

        // Everything goes to a folder of its own: the tests that run at the same time use what was built in the checkout. Analyzers had
        // their say in that build. No server is left running, since it would hold on to the output that is read here to its end.
        using TempFolder folder = new();
        CenoteResult published = CenoteProcess.RunProgram(
            "dotnet", Repository.Root, minutes: 5,
            "publish", "samples/NativeAot", "-c", "Release", "-r", platform, "-o", folder.File("published"), "--artifacts-path", folder.File("artifacts"),
            "--disable-build-servers", "-p:RunAnalyzers=false");
        Assert.True(published.ExitCode == 0, published.Output + published.Error);
        Assert.Contains("Generating native code", published.Output, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\bwarning\b|\bIL[23]\d{3}\b", published.Output + published.Error);
        Assert.Empty(Directory.GetFiles(folder.File("published"), "*.dll"));

        CenoteResult native = CenoteProcess.RunProgram(folder.File("published/NativeAot"), folder.Path, minutes: 1);
        CenoteResult jitted = CenoteProcess.RunSample("NativeAot", folder.Path);
        Assert.Equal((0, ""), (jitted.ExitCode, jitted.Error));
        Assert.Equal(jitted, native);
        Assert.EndsWith(" poolings; y = log(sum(e^(r x))) / r, with average the mean in place of the sum\n", native.Output, StringComparison.Ordinal);
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
