#!/usr/bin/env dotnet
// The board under load: writes a large log folder, starts `cenote board` on it and prints how soon the first page is there, how long an image
// takes with 20 clients, and what memory it holds; then, while the log grows, the memory of the second minute and of the last.
// Usage: dotnet run eng/board-load.cs [runs] [tags] [images in all] [minutes of growth]
#:project ../src/Cenote.TensorBoard/Cenote.TensorBoard.csproj
#:property PublishAot=false
#:property NoWarn=$(NoWarn);CA1852;IL2026;IL3050
using System.Diagnostics;
using System.Numerics.Tensors;
using System.Text.Json;
using Cenote.TensorBoard;

const int Side = 88, Clients = 20, Requests = 200;
int[] numbers = [.. args.Select(int.Parse)];
int runs = numbers.ElementAtOrDefault(0) is > 0 and int r ? r : 200, tags = numbers.ElementAtOrDefault(1) is > 0 and int t ? t : 100;
int images = numbers.ElementAtOrDefault(2) is > 0 and int i ? i : 100_000, minutes = numbers.ElementAtOrDefault(3);
string program = Path.Combine(Environment.CurrentDirectory, "src", "Cenote.Cli", "bin", "Release", "net10.0", "Cenote.Cli");
DirectoryInfo folder = Directory.CreateTempSubdirectory("cenote-load-");
try
{
    for (int run = 0; run < runs; run++)
    {
        using SummaryWriter writer = new(Path.Combine(folder.FullName, $"run-{run:d3}"));
        for (int n = 0; n < images / runs; n++)
            Add(writer, n % tags, n / tags);
    }

    long bytes = folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);
    Console.WriteLine($"{runs} runs of {tags} tags, {images:N0} images of {Side}x{Side}, {bytes / 1e6:N0} MB");
    long start = Stopwatch.GetTimestamp();
    using Process board = Process.Start(new ProcessStartInfo(program, ["board", "--logdir", folder.FullName, "--port", "0", "--no-open"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
    try
    {
        string address = board.StandardOutput.ReadLine()!.Split(' ')[^1];
        using HttpClient client = new() { BaseAddress = new Uri(address) };
        await client.GetStringAsync("");
        JsonElement first;
        while ((first = await Json(client, "api/runs")).GetProperty("runs").GetArrayLength() == 0)
            await Task.Delay(10);

        string firstRun = first.GetProperty("runs")[0].GetProperty("id").GetString()!;
        string tag = (await Json(client, $"api/runs/{firstRun}")).GetProperty("tags")[0].GetProperty("id").GetString()!;
        await client.GetByteArrayAsync($"api/images/{tag}/0");
        Console.WriteLine($"first page with its first image: {Stopwatch.GetElapsedTime(start).TotalSeconds:0.00} s after the start of the program");
        while ((first = await Json(client, "api/runs")).GetProperty("reading").GetBoolean())
            await Task.Delay(50);

        Console.WriteLine($"all read: {Stopwatch.GetElapsedTime(start).TotalSeconds:0.00} s; resident {Resident(board):N0} MB");
        string[] series = [.. await Task.WhenAll(first.GetProperty("runs").EnumerateArray().Take(Clients).Select(async run =>
            (await Json(client, $"api/runs/{run.GetProperty("id").GetString()}")).GetProperty("tags")[0].GetProperty("id").GetString()!))];
        double[][] times = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async c =>
        {
            double[] taken = new double[Requests];
            for (int n = 0; n < Requests; n++)
            {
                long asked = Stopwatch.GetTimestamp();
                await client.GetByteArrayAsync($"api/images/{series[(c + n) % series.Length]}/0");
                taken[n] = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
            }

            return taken;
        }));
        double[] sorted = [.. times.SelectMany(x => x).Order()];
        Console.WriteLine($"an image with {Clients} clients: median {sorted[sorted.Length / 2]:0.0} ms, 99th percentile {sorted[sorted.Length * 99 / 100]:0.0} ms; resident {Resident(board):N0} MB, at most {Peak(board):N0} MB");
        await Grow(board, client);
    }
    finally
    {
        board.Kill();
    }
}
finally
{
    folder.Delete(recursive: true);
}

// Five images a second, and a page that asks each second.
async Task Grow(Process board, HttpClient client)
{
    if (minutes == 0)
        return;

    using SummaryWriter writer = new(Path.Combine(folder.FullName, "growing"));
    double second = 0, last = 0;
    for (int s = 0; s < minutes * 60; s++)
    {
        for (int n = 0; n < 5; n++)
            Add(writer, n, s);

        writer.Flush();
        await Json(client, "api/runs");
        await Task.Delay(1000);
        last = Resident(board);
        if (s < 120)
            second = last;
    }

    Console.WriteLine($"growing for {minutes} minutes: resident {second:N0} MB after the second, {last:N0} MB after the last, {last / second:0.000} times as much");
}

void Add(SummaryWriter writer, int tag, int step)
{
    byte[] picture = new byte[3 * Side * Side];
    for (int p = 0; p < picture.Length; p++)
        picture[p] = (byte)((p % Side * 3 + p / Side * 5 + tag * 7 + step * 11) ^ (p * 2654435761u >> 27));

    writer.AddImage($"tag-{tag:d3}", new ReadOnlyTensorSpan<byte>(picture, [3, Side, Side]), step);
}

static async Task<JsonElement> Json(HttpClient client, string address) => JsonDocument.Parse(await client.GetStringAsync(address)).RootElement;

static double Resident(Process process) => Status(process, "VmRSS:");

static double Peak(Process process) => Status(process, "VmHWM:");

static double Status(Process process, string name) => File.ReadLines($"/proc/{process.Id}/status").Where(line => line.StartsWith(name, StringComparison.Ordinal)).Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024).Single();
