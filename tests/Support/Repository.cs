namespace Cenote.Testing;

/// <summary>Where the tests find files: in the checkout, or in the folder <c>../shared</c> beside it, which is not part of the project.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>A file or folder of <c>../shared</c>; skips the test where it is absent.</summary>
    public static string SharedOrSkip(string path)
    {
        string full = Path.GetFullPath(Path.Combine(Root, "..", "shared", path));
        Assert.SkipUnless(Path.Exists(full), $"../shared/{path} is not beside this checkout.");
        return full;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Cenote.slnx")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Cenote.slnx.");
    }
}
