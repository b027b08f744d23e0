using System.Xml.Linq;

namespace Cenote.Tests;

/// <summary>The plan of the house: which project may use which, and which packages.</summary>
public class HouseTests
{
    // Every arrow that is allowed; any other fails. Analyzers and build tools (PrivateAssets) are nobody's business.
    private static readonly Dictionary<string, string[]> s_arrows = new()
    {
        ["Cenote"] = ["System.Numerics.Tensors"],
        ["Cenote.TensorBoard"] = ["System.Numerics.Tensors", "Google.Protobuf"],
        ["Cenote.Data"] = ["System.Numerics.Tensors", "SkiaSharp", "SkiaSharp.NativeAssets.Linux.NoDependencies"],
        ["Cenote.Torch"] = ["Cenote", "TorchSharp"],
        ["Cenote.Board"] = ["Cenote", "Cenote.TensorBoard", "Cenote.Data"],
        ["Cenote.Cli"] = ["Cenote", "Cenote.Board", "Cenote.TensorBoard", "Cenote.Data", "System.CommandLine", "Spectre.Console"],
    };

    public static TheoryData<string> Projects() =>
        [.. Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(d => Path.GetFileName(d)!).Where(name => name.StartsWith("Cenote", StringComparison.Ordinal))];

    [Theory, MemberData(nameof(Projects))]
    public void UsesOnlyWhatThePlanAllows(string project)
    {
        Assert.True(s_arrows.TryGetValue(project, out string[]? allowed), $"{project} is not in the plan.");
        XDocument file = XDocument.Load(Path.Combine(Repository.Root, "src", project, project + ".csproj"));
        IEnumerable<string> used = file.Descendants()
            .Where(e => e.Name.LocalName is "PackageReference" or "ProjectReference" && e.Attribute("PrivateAssets")?.Value != "all")
            .Select(e => e.Attribute("Include")!.Value)
            .Select(include => include.EndsWith(".csproj", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(include.Replace('\\', '/')) : include);
        Assert.Empty(used.Except(allowed));
    }
}
