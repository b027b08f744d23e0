namespace Cenote.Data.Tests;

/// <summary>Where the checkout is, and the real images beside it, which are not part of the project.</summary>
internal static class Repository
{
    internal static string Root { get; } = FindRoot();

    /// <summary>The folder of the real images; skips the test where there is none.</summary>
    internal static string SharedOrSkip(string folder)
    {
        string path = Path.Combine(Root, "..", "shared", "data", folder);
        Assert.SkipUnless(Directory.Exists(path), $"The real images ({folder}) are not beside this checkout.");
        return path;
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Cenote.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("Cenote.slnx is in no folder above the tests.");
    }
}
