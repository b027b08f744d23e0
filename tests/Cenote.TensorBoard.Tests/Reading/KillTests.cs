using System.Diagnostics;

namespace Cenote.TensorBoard.Tests.Reading;

/// <summary>A writer that is killed while it writes: what it said is written, is there.</summary>
[Collection(typeof(Alone))]
public sealed class KillTests
{
    private const int Kills = 100;

    private static readonly string[] s_tags = ["loss", "noise", "long/text_summary"];

    [Fact]
    public void AFileIsWholeUpToTheLastFlushThatWasAcknowledged()
    {
        Random random = new(20_261_124);
        int cut = 0;
        for (int i = 0; i < Kills; i++)
        {
            using TempFolder scratch = new();
            int acknowledged = KillWriter(scratch.Path, TimeSpan.FromMilliseconds(20 * random.NextDouble()));
            string path = Assert.Single(Directory.GetFiles(scratch.Path));
            using EventFileReader reader = new(path);
            List<EventValue> values = reader.ReadAll();

            Assert.InRange(values.Count, s_tags.Length * acknowledged, int.MaxValue);
            Assert.Equal(Enumerable.Range(0, values.Count).Select(n => (s_tags[n % 3], n / 3L)), values.Select(value => (value.Tag, value.Point.Step)));
            Assert.All(reader.Loss.Places, place => Assert.Equal(DamageKind.Cut, place.Kind));
            cut += reader.Loss.Places.Count;

            using EventFileReader follower = new(path, follow: true);
            Assert.Equal(values.Count, follower.ReadAll().Count);
            Assert.Equal(0, follower.Loss.Count);
        }

        TestContext.Current.SendDiagnosticMessage($"{Kills} kills, {cut} files with a cut record at their end.");
    }

    /// <summary>Kills the writer some time after its first flush. Returns how many steps it last said are written.</summary>
    private static int KillWriter(string folder, TimeSpan delay)
    {
        using Process writer = Process.Start(new ProcessStartInfo(Program, [folder]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string? line = writer.StandardOutput.ReadLine();
        Assert.NotNull(line);
        long start = Stopwatch.GetTimestamp();
        SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(start) >= delay);
        writer.Kill();

        // What it said before it died may still lie in the pipe.
        int acknowledged = 0;
        for (; line is not null; line = writer.StandardOutput.ReadLine())
            acknowledged = int.TryParse(line, out int steps) ? Math.Max(acknowledged, steps) : acknowledged;

        writer.WaitForExit();
        return acknowledged;
    }

    private static string Program => Path.Combine(
        Repository.Root, "tests", "KilledWriter", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", OperatingSystem.IsWindows() ? "KilledWriter.exe" : "KilledWriter");
}
