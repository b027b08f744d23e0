using System.ComponentModel;
using System.Diagnostics;

namespace Cenote.Cli.Board;

/// <summary>The user's browser, where there is one.</summary>
internal static class Browser
{
    /// <summary>Opens an address; does nothing where there is no screen or nothing that opens it.</summary>
    public static void TryOpen(Uri address)
    {
        if (OperatingSystem.IsLinux() && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DISPLAY")) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("WAYLAND_DISPLAY")))
            return;

        ProcessStartInfo start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo(address.AbsoluteUri) { UseShellExecute = true }
            : new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [address.AbsoluteUri]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            Process.Start(start)?.Dispose();
        }
        catch (Win32Exception)
        {
            // The address stands in the terminal.
        }
    }
}
