using System.Diagnostics;
using System.Security.Cryptography;
using static Cenote.Testing.ScriptedServer;

namespace Cenote.Cli.Tests;

/// <summary>Data sets that are not there yet, as a user gets them.</summary>
public class DownloadTests
{
    private const string Images = "t10k-images-idx3-ubyte.gz", Labels = "t10k-labels-idx1-ubyte.gz", Cifar = "cifar-10-binary.tar.gz";
    private const int CifarLength = 170_052_171;

    [Fact]
    public void OtherBytesAreAFailureAndLeaveNothing()
    {
        using TempFolder folder = new();
        byte[] zeros = new byte[CifarLength];
        using ScriptedServer server = new(File(zeros));
        CenoteResult result = Visualize(folder, server.Address.ToString(), "cifar10");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal(
            [
                $"cenote: downloading {server.Address}{Cifar} (170.1 MB) to {folder.File("cache/cenote/datasets")}",
                $"cenote: what {server.Address}{Cifar} sent has the SHA-256 {Convert.ToHexStringLower(SHA256.HashData(zeros))}, not c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd; it was not kept.",
            ],
            result.Error.TrimEnd('\n').Split('\n'));
        Assert.Equal(["/data/" + Cifar], server.Requests.Select(r => r.Path));
        Assert.Equal([".lock"], Kept(folder));
        Assert.False(Directory.Exists(folder.File("logs_maxpool")));
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("somewhere")]
    public void AMirrorIsAWebFolder(string mirror)
    {
        using TempFolder folder = new();
        CenoteResult result = Visualize(folder, mirror, "cifar10");
        Assert.Equal((2, "", $"cenote: CENOTE_MIRROR is '{mirror}'; it is the address of a web folder, as https://example.org/datasets.\n"), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public void ControlCKeepsWhatHasCome()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal that reaches one process only.");
        using TempFolder folder = new();
        byte[] zeros = new byte[CifarLength];
        using ScriptedServer server = new(File(zeros, "\"v\"", stopAt: 1_000_000, stall: true), File(zeros, "\"v\""));
        using CenoteProcess process = CenoteProcess.Start(folder.Path, Environment(folder, server.Address.ToString()), "visualize", "--dataset", "cifar10-train");
        string part = folder.File($"cache/cenote/datasets/{Cifar}.part");
        Machine.WaitFor(() => System.IO.File.Exists(part) && new FileInfo(part).Length == 1_000_000);
        Machine.Shell("kill", "-INT", process.Id.ToString());
        CenoteResult result = process.Wait();
        Assert.Equal((130, ""), (result.ExitCode, result.Output));
        Assert.EndsWith("\ncenote: interrupted; what was downloaded is kept, and the next run goes on from there.\n", result.Error, StringComparison.Ordinal);
        Assert.Equal([".lock", Cifar + ".part", Cifar + ".part.version"], Kept(folder));

        // All of it has come then, and is not CIFAR-10.
        Assert.Equal(1, Visualize(folder, server.Address.ToString(), "cifar10").ExitCode);
        Assert.Equal([null, 1_000_000], server.Requests.Select(r => r.From));
        Assert.Equal([".lock"], Kept(folder));
    }

    [Fact]
    public void ATerminalSeesHowMuchHasCome()
    {
        Assert.SkipUnless(System.IO.File.Exists("/usr/bin/script"), "script, which makes a terminal, is not here (Debian: bsdutils).");
        using TempFolder folder = new();
        using ScriptedServer server = new(File(new byte[CifarLength], stopAt: 2_000_000), Plain("HTTP/1.1 404 Gone\nContent-Length: 0"));
        ProcessStartInfo start = new("/usr/bin/script", ["-qec", $"'{CenoteProcess.Program}' visualize --dataset cifar10", "/dev/null"])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach ((string name, string value) in Environment(folder, server.Address.ToString()))
            start.Environment[name] = value;

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Contains($"\r{Cifar}   1 %", output, StringComparison.Ordinal);
        Assert.EndsWith($"\r\ncenote: {server.Address}{Cifar} answers 404 (NotFound).\r\n", output, StringComparison.Ordinal);
    }

    // Debian's files are the published ones but for the heads of their gzip: put those back, and they are those to the last bit.
    [Fact]
    public void FashionMnistIsDownloadedOnce()
    {
        const string Debians = "/usr/share/datasets/fashion-mnist";
        Assert.SkipUnless(Directory.Exists(Debians), "Debian's package dataset-fashion-mnist is not installed.");
        using TempFolder folder = new();
        byte[][] files = [.. ((string[])[Images, Labels]).Select(name => Published(Path.Combine(Debians, name)))];
        using ScriptedServer server = new(File(files[0], stopAt: 1_000_000), File(files[0]), File(files[1]), Plain("HTTP/1.1 404 Gone\nContent-Length: 0"));

        // The package would be found first.
        string[] hidden = ["-rm", "sh", "-c", $"mount -t tmpfs tmpfs {Debians} && exec '{CenoteProcess.Program}' visualize --dataset fashion-mnist --overwrite"];
        for (int run = 0; run < 2; run++)
        {
            CenoteResult result = CenoteProcess.RunProgram("unshare", folder.Path, Environment(folder, server.Address.ToString()), hidden);
            Assert.SkipWhen(result.Error.Contains("unshare failed", StringComparison.Ordinal), "This sandbox hides nothing.");
            Assert.Equal(0, result.ExitCode);
            Assert.Contains("10,000 images in 157 steps", result.Output, StringComparison.Ordinal);
            Assert.Equal(run == 0 ? 2 : 0, result.Error.Split('\n').Count(line => line.StartsWith("cenote: downloading", StringComparison.Ordinal)));
        }

        Assert.Equal([("/data/" + Images, null), ("/data/" + Images, 1_000_000), ("/data/" + Labels, (long?)null)], server.Requests.Select(r => (r.Path, r.From)));
        Assert.Equal([".lock", Images, Labels], Kept(folder));
    }

    private static byte[] Published(string debians)
    {
        byte[] name = System.Text.Encoding.ASCII.GetBytes(Path.GetFileNameWithoutExtension(debians) + "\0");
        return [0x1f, 0x8b, 8, 8, .. BitConverter.GetBytes(1504176627), 0, 3, .. name, .. System.IO.File.ReadAllBytes(debians).AsSpan(10)];
    }

    private static CenoteResult Visualize(TempFolder folder, string mirror, string dataset) =>
        CenoteProcess.Run(folder.Path, Environment(folder, mirror), "visualize", "--dataset", dataset);

    private static (string, string)[] Environment(TempFolder folder, string mirror) => [("XDG_CACHE_HOME", folder.File("cache")), ("CENOTE_MIRROR", mirror)];

    private static string[] Kept(TempFolder folder) =>
        [.. Directory.GetFiles(folder.File("cache/cenote/datasets"), "*", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
}
