using System.Diagnostics;

namespace Cenote.Cli.Tests;

/// <summary>What tests do to the machine: small disks, signals, waiting.</summary>
internal static class Machine
{
    /// <summary>Runs a test with a disk of 1 MB in the folder <c>disk</c>; skips it where nothing can be mounted.</summary>
    public static void OnASmallDisk(Action<TempFolder> test)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "A small disk is mounted, which takes root on Linux.");
        using TempFolder folder = new();
        string disk = folder.File("disk");
        Directory.CreateDirectory(disk);
        Assert.SkipUnless(Shell("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk) == 0, "This sandbox mounts nothing.");
        try
        {
            test(folder);
        }
        finally
        {
            Shell("umount", disk);
        }
    }

    public static void WaitFor(Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < 30, "It did not happen within 30 seconds.");
            Thread.Sleep(5);
        }
    }

    public static int Shell(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
