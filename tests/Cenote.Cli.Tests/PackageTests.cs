using System.IO.Compression;

namespace Cenote.Cli.Tests;

/// <summary>The packages as a user gets them: packed, installed from a folder, and run.</summary>
public class PackageTests
{
    private const string Version = "0.0.1-packed";

    [Fact]
    public void TheToolAndTheLibrariesAreInstalledFromAFolderAndRun()
    {
        using TempFolder folder = new();
        string packages = folder.File("packed");
        Succeeds(Dotnet(Repository.Root, "pack", "Cenote.slnx", "-c", "Release", "--no-build", "-o", packages, $"-p:Version={Version}", "--disable-build-servers"));
        Assert.Equal(
            ["Cenote", "Cenote.Data", "Cenote.TensorBoard", "Cenote.Tool", "Cenote.Torch"],
            Directory.GetFiles(packages, "*.nupkg").Select(file => Path.GetFileName(file).Replace($".{Version}.nupkg", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        foreach (string file in Directory.GetFiles(packages, "*.nupkg"))
        {
            Assert.True(File.Exists(Path.ChangeExtension(file, ".snupkg")), $"{file} has no symbols.");
            using ZipArchive package = ZipFile.OpenRead(file);
            Assert.Superset(new HashSet<string> { "README.md", "LICENSE", "THIRD-PARTY-NOTICES.md" }, package.Entries.Select(entry => entry.FullName).ToHashSet());
            Assert.DoesNotContain(package.Entries, entry => entry.FullName.EndsWith(".pdb", StringComparison.Ordinal) && entry.FullName.Contains("native", StringComparison.Ordinal));
        }

        // What the packages depend on is taken from where this checkout's build put it; what is installed goes to the test's folder.
        string installed = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(folder.File("nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{folder.File("cache")}" /></config>
              <packageSources><clear /><add key="packed" value="{packages}" /></packageSources>
              <fallbackPackageFolders><add key="installed" value="{installed}" /></fallbackPackageFolders>
            </configuration>
            """);

        Succeeds(Dotnet(folder.Path, "tool", "install", "Cenote.Tool", "--version", Version, "--tool-path", folder.File("tools"), "--configfile", folder.File("nuget.config")));
        CenoteResult explained = CenoteProcess.RunProgram(folder.File("tools/cenote"), folder.Path, minutes: 1, "explain", "max");
        Succeeds(explained);
        Assert.Equal(CenoteProcess.Run(folder.Path, "explain", "max").Output, explained.Output);
        Succeeds(CenoteProcess.RunProgram(folder.File("tools/cenote"), folder.Path, minutes: 1, "visualize", "--logdir", folder.File("logs"), "--limit", "8"));

        string app = Directory.CreateDirectory(folder.File("app")).FullName;
        File.WriteAllText(Path.Combine(app, "app.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
              <ItemGroup><PackageReference Include="Cenote" Version="{Version}" /><PackageReference Include="Cenote.TensorBoard" Version="{Version}" /></ItemGroup>
            </Project>
            """);
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "docs/package.md"));
        string example = readme[(readme.IndexOf("```csharp", StringComparison.Ordinal) + "```csharp".Length)..];
        File.WriteAllText(Path.Combine(app, "Program.cs"), example[..example.IndexOf("```", StringComparison.Ordinal)] + "\nConsole.WriteLine(string.Join(\" \", pooled));\n");
        CenoteResult ran = Dotnet(app, "run", "--disable-build-servers");
        Succeeds(ran);
        Assert.Equal("6 5 3 9\n", ran.Output);
    }

    private static CenoteResult Dotnet(string directory, params string[] arguments) => CenoteProcess.RunProgram("dotnet", directory, minutes: 5, arguments);

    private static void Succeeds(CenoteResult result) => Assert.True(result.ExitCode == 0, result.Output + result.Error);
}
