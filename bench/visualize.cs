// Measures the main job: `cenote visualize` on CIFAR-10, whole processes with their start-up, beside one thread of the system's
// zlib at level 1 compressing the same grids' raw bytes. Run it by bench/visualize.sh.
#:property AllowUnsafeBlocks=true
#:property PublishAot=false

using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

const int Record = 3073, Side = 32, Pooled = 11, Batch = 64, Columns = 8;
bool missed = false;
string program = args[0], scratch = args[1], data = args[2];

// The grids as the program draws them: 64 images in 8 columns, before and after max pooling with kernel 3 and ceil mode.
List<byte[]> grids = [];
byte[] records = File.ReadAllBytes(Path.Combine(data, "data_batch_1.bin"));
for (int first = 0; first < records.Length / Record; first += Batch)
{
    int count = Math.Min(Batch, records.Length / Record - first);
    grids.Add(Grid(first, count, Side, (image, c, y, x) => records[image * Record + 1 + (c * Side + y) * Side + x]));
    grids.Add(Grid(first, count, Pooled, Greatest));
}

long raw = grids.Sum(g => (long)g.Length);
Console.WriteLine($"{Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, zlib {Zlib.Version()}");
List<double> ours = [], zlibs = [];
List<double> peaks = [];
long zlibBytes = 0;
for (int round = 0; round < 6; round++)
{
    double zlib = Seconds(() => zlibBytes = grids.Sum(Zlib.CompressedLength));
    double job = Visualize("k10", 10_000);
    if (round == 0)
        continue; // Files into the page cache.

    zlibs.Add(zlib);
    ours.Add(job);
}

double peak10 = Median(peaks);
Console.WriteLine($"10,000 images: {Median(ours):0.000} s; zlib level 1, one thread, {raw / 1e6:0.0} MB: {Median(zlibs):0.000} s; ratio {Limited(Median(ours) / Median(zlibs), 1)}");
Console.WriteLine($"bytes written: {EventBytes("k10") / 1e6:0.0} MB; zlib level 1: {zlibBytes / 1e6:0.0} MB");
peaks.Clear();
List<double> long50 = [.. Enumerable.Range(0, 5).Select(_ => Visualize("k50", 50_000))];
double peak50 = Median(peaks);
Console.WriteLine($"50,000 images: {Median(long50):0.000} s, times 10,000: {Limited(Median(long50) / Median(ours), 5.5)}");
Console.WriteLine($"peak memory in MB: {peak10 / 1024.0:0} for 10,000 images, {Limited(peak50 / 1024.0, 250)} for 50,000; ratio {Limited(peak50 / peak10, 1.1)}");

if (args.Length > 4)
{
    Visualize("oracle", 128, "cifar10", args[3]);
    long written = GridBytes(Path.Combine(scratch, "oracle")), pytorch = GridBytes(args[4]);
    Console.WriteLine($"test images 0 to 127 as two PNG grids: {written:N0} bytes, PyTorch's {pytorch:N0}; ratio {Limited((double)written / pytorch, 1.2)}");
}

return missed ? 1 : 0;

string Limited(double value, double limit)
{
    bool kept = value <= limit;
    missed |= !kept;
    return $"{value:0.00} (at most {limit}){(kept ? "" : " MISSED")}";
}

byte[] Grid(int first, int count, int side, Func<int, int, int, int, byte> pixel)
{
    int columns = Math.Min(Columns, count), rows = (count + columns - 1) / columns;
    byte[] grid = new byte[rows * side * columns * side * 3];
    for (int i = 0; i < count; i++)
        for (int y = 0; y < side; y++)
            for (int x = 0; x < side; x++)
                for (int c = 0; c < 3; c++)
                    grid[(((i / columns) * side + y) * columns * side + (i % columns) * side + x) * 3 + c] = pixel(first + i, c, y, x);

    return grid;
}

byte Greatest(int image, int c, int y, int x)
{
    byte greatest = 0;
    for (int ky = 3 * y; ky < Math.Min(Side, 3 * y + 3); ky++)
        for (int kx = 3 * x; kx < Math.Min(Side, 3 * x + 3); kx++)
            greatest = Math.Max(greatest, records[image * Record + 1 + (c * Side + ky) * Side + kx]);

    return greatest;
}

double Visualize(string run, int limit, string dataset = "cifar10-train", string? folder = null) => Seconds(() =>
{
    ProcessStartInfo start = new(program) { RedirectStandardOutput = true, UseShellExecute = false };
    foreach (string argument in (string[])["visualize", "--dataset", dataset, "--data-dir", folder ?? data, "--limit", limit.ToString(CultureInfo.InvariantCulture), "--logdir", scratch, "--run", run, "--overwrite"])
        start.ArgumentList.Add(argument);

    using Process process = Process.Start(start)!;
    long peak = 0;
    while (!process.WaitForExit(5))
        peak = Math.Max(peak, PeakKilobytes(process.Id));

    peaks.Add(peak);
    if (process.ExitCode != 0)
        throw new InvalidOperationException($"cenote visualize ended with {process.ExitCode}.");
});

long EventBytes(string run) => Directory.GetFiles(Path.Combine(scratch, run)).Sum(f => new FileInfo(f).Length);

// The kernel's own high-water mark, read while the process lives. (What getrusage says of children includes their parent before exec.)
static long PeakKilobytes(int process)
{
    try
    {
        string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line[6..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
    catch (IOException)
    {
        return 0; // It ended in between.
    }
}

// The PNG files of 256 pixels' width in an event file, from signature to IEND.
static long GridBytes(string folder)
{
    byte[] file = File.ReadAllBytes(Directory.GetFiles(folder).Single());
    long bytes = 0;
    for (int start; (start = file.AsSpan().IndexOf("PNG\r\n"u8)) >= 0; file = file[(start + 8)..])
    {
        int end = start + file.AsSpan(start).IndexOf("IEND"u8) + 8;
        if (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(start + 15)) == 256)
            bytes += end - start + 1;
    }

    return bytes;
}

static double Seconds(Action work)
{
    long start = Stopwatch.GetTimestamp();
    work();
    return Stopwatch.GetElapsedTime(start).TotalSeconds;
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

internal static unsafe class Zlib
{
    public static string Version() => Marshal.PtrToStringAnsi(zlibVersion())!;

    public static long CompressedLength(byte[] raw)
    {
        nuint length = compressBound((nuint)raw.Length);
        byte[] compressed = new byte[length];
        fixed (byte* from = raw, to = compressed)
        {
            if (compress2(to, &length, from, (nuint)raw.Length, 1) != 0)
                throw new InvalidOperationException("zlib failed.");
        }

        return (long)length;
    }

    [DllImport("libz.so.1")]
    private static extern nint zlibVersion();

    [DllImport("libz.so.1")]
    private static extern nuint compressBound(nuint length);

    [DllImport("libz.so.1")]
    private static extern int compress2(byte* to, nuint* toLength, byte* from, nuint fromLength, int level);
}
