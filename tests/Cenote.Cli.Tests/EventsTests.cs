using System.Diagnostics;
using System.Numerics.Tensors;
using System.Text.Json;
using Cenote.TensorBoard;

namespace Cenote.Cli.Tests;

/// <summary><c>cenote events</c>: what a log folder holds, what of it is damaged, and its images as files.</summary>
public sealed class EventsTests
{
    private static readonly string[] s_names = ["../../escape", "/absolute", "a/b", "a_b", "A/B", "..", "C:\\x", "\u001b]0;title\u0007", new('n', 300), "池化前"];

    [Fact]
    public void TellsRunsTagsStepsAndSizes()
    {
        using TempFolder folder = new();
        WriteRuns(folder);
        CenoteResult result = CenoteProcess.Run(folder.Path, "events", "logs");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string[][] rows = [.. result.Output.TrimEnd('\n').Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        Assert.Equal(["run", "kind", "values", "steps", "pixels", "bytes", "tag"], rows[0]);
        Assert.Equal(["a/b", "image", "3", "5", "to", "7", "9x7"], rows[1][..7]);
        Assert.Equal("图像", rows[1][^1]);
        Assert.Equal(["a/b", "scalar", "1", "3", "4", "loss"], rows[2]);
        Assert.Equal(["c", "text", "1", "0", "5", "note/text_summary"], rows[3]);
        Assert.StartsWith("2 runs, 2 files, 5 values, ", string.Join(' ', rows[4]), StringComparison.Ordinal);
    }

    [Fact]
    public void JsonTellsEveryValue()
    {
        using TempFolder folder = new();
        WriteRuns(folder);
        CenoteResult result = CenoteProcess.Run(folder.Path, "events", "logs", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement run = json.RootElement.GetProperty("runs")[0], file = run.GetProperty("files")[0], tags = run.GetProperty("tags");
        Assert.Equal("a/b", run.GetProperty("run").GetString());
        string path = Assert.Single(Directory.GetFiles(folder.File("logs/a/b")));
        Assert.Equal((new FileInfo(path).Length, 5, 0), (file.GetProperty("bytes").GetInt64(), file.GetProperty("events").GetInt64(), file.GetProperty("lostBytes").GetInt64()));
        Assert.Equal(["图像", "loss"], tags.EnumerateArray().Select(tag => tag.GetProperty("tag").GetString()));
        Assert.Equal(["image", "scalar"], tags.EnumerateArray().Select(tag => tag.GetProperty("kind").GetString()));
        Assert.Equal([(5, 9, 7), (6, 9, 7), (7, 9, 7)], tags[0].GetProperty("values").EnumerateArray()
            .Select(value => (value.GetProperty("step").GetInt64(), value.GetProperty("width").GetInt32(), value.GetProperty("height").GetInt32())));
        Assert.Equal("NaN", tags[1].GetProperty("values")[0].GetProperty("value").GetString());
    }

    [Fact]
    public void DamageIsSaidAndFails()
    {
        using TempFolder folder = new();
        WriteRuns(folder);
        string path = Assert.Single(Directory.GetFiles(folder.File("logs/a/b")));
        byte[] file = File.ReadAllBytes(path);
        long first = 16 + BitConverter.ToInt64(file), second = 16 + BitConverter.ToInt64(file, (int)first);
        file[first + 30] ^= 1;
        File.WriteAllBytes(path, file[..^1]);
        long cut = file.Length - LastRecordBytes(file);

        CenoteResult result = CenoteProcess.Run(folder.Path, "events", "logs");
        string name = Path.GetRelativePath(folder.Path, path);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            $"cenote: {name} is damaged in 2 places and loses {second + file.Length - 1 - cut:N0} bytes: "
            + $"at byte {first:N0} a record does not match its checksum, at byte {cut:N0} the file ends within a record, for whose rest --follow waits.\n",
            result.Error);
        Assert.Contains("  2       6 to 7  9x7", result.Output, StringComparison.Ordinal);

        CenoteResult json = CenoteProcess.Run(folder.Path, "events", "logs", "--json");
        Assert.Equal((1, result.Error), (json.ExitCode, json.Error));
        using JsonDocument document = JsonDocument.Parse(json.Output);
        JsonElement damage = document.RootElement.GetProperty("runs")[0].GetProperty("files")[0].GetProperty("damage");
        Assert.Equal([(first, "data"), (cut, "cut")], damage.EnumerateArray().Select(place => (place.GetProperty("offset").GetInt64(), place.GetProperty("kind").GetString()!)));
    }

    [Fact]
    public void EveryImageIsExportedAsItIs()
    {
        using TempFolder folder = new();
        WriteRuns(folder);
        CenoteResult result = CenoteProcess.Run(folder.Path, "events", "logs", "--export", "images");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.EndsWith("\n3 images written to images\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(["a/b/图像_00000005.png", "a/b/图像_00000006.png", "a/b/图像_00000007.png"], Files(folder.File("images")));
        LoggedEvent[] logged = [.. EventFile.Read(Assert.Single(Directory.GetFiles(folder.File("logs/a/b")))).Where(e => e.HasImage)];
        foreach (LoggedEvent image in logged)
            Assert.Equal(image.Png, File.ReadAllBytes(folder.File($"images/a/b/图像_{image.Step:d8}.png")));

        CenoteResult again = CenoteProcess.Run(folder.Path, "events", "logs", "--export", "images");
        Assert.Equal((2, "", "cenote: images is not empty; --export writes into a new or an empty folder, so that it replaces nothing.\n"), (again.ExitCode, again.Output, again.Error));
    }

    [Fact]
    public void NoTagLeadsOutOfTheFolderAndNoTwoMeet()
    {
        using TempFolder folder = new();
        using (SummaryWriter writer = new(folder.File("logs")))
        {
            for (int i = 0; i < s_names.Length; i++)
                writer.AddImage(s_names[i], Picture(i + 1, 1), step: 1);

            writer.AddImage("a/b", Picture(50, 1), step: 1);
            writer.AddImage("a/b", Picture(51, 1), step: -1);
        }

        CenoteResult result = CenoteProcess.Run(folder.Path, "events", "logs", "--export", "out/images");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.DoesNotContain('\u001b', result.Output);
        Assert.Contains("\\u001b]0;title\\u0007", result.Output, StringComparison.Ordinal);
        Assert.Equal(["logs", "out"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
        Assert.Equal("images", Path.GetFileName(Assert.Single(Directory.GetFileSystemEntries(folder.File("out")))));
        string[] files = Files(folder.File("out/images"));
        Assert.All(files, file => Assert.DoesNotContain('/', file));
        Assert.Equal(
            Enumerable.Range(1, s_names.Length).Concat([50, 51]),
            files.Select(file => PngPicture.Decode(File.ReadAllBytes(folder.File($"out/images/{file}"))).Width).Order());
        Assert.Contains("a_b_00000001~2.png", files);
        Assert.Contains("a_b_-00000001.png", files);
    }

    [Fact]
    public void OtherEncodingsAreConvertedAndWhatIsNoImageIsRefused()
    {
        byte[] jpeg = File.ReadAllBytes(Directory.GetFiles(Path.Combine(Repository.Root, "src/Cenote.Data/Photographs"), "*.jpg")[0]);
        byte[] gif = Convert.FromHexString("47494638396101000100800000FF0000FFFFFF2C00000000010001000002024401003B");
        using TempFolder folder = new();
        WriteImages(folder, jpeg, gif, jpeg[..1000], "no image"u8.ToArray(), []);
        CenoteResult result = CenoteProcess.Run(folder.Path, "events", "logs", "--export", "images");
        Assert.Equal(1, result.ExitCode);
        Assert.EndsWith("\n2 images written to images, 2 of them converted (JPEG, GIF and the like; of an animation the first picture)\n", result.Output, StringComparison.Ordinal);
        string[] errors = result.Error.TrimEnd('\n').Split('\n');
        Assert.Equal(3, errors.Length);
        Assert.All(errors.Zip([2, 3, 4]), pair => Assert.StartsWith($"cenote: the image of run ., tag x, step {pair.Second} ", pair.First, StringComparison.Ordinal));
        Assert.Equal(["x_00000000.png", "x_00000001.png"], Files(folder.File("images")));
        Assert.Equal([255, 0, 0], PngPicture.Decode(File.ReadAllBytes(folder.File("images/x_00000001.png"))).Pixels);
    }

    [Fact]
    public void AnImageTensorThatHoldsSeveralBecomesSeveralFiles()
    {
        byte[] first = Png.Encode(new byte[6], 2, 1, 3), second = Png.Encode(new byte[9], 3, 1, 3);
        byte[] tensor = ProtoField.Nested(8, ProtoField.Number(1, 7), ProtoField.String(8, "2"), ProtoField.String(8, "1"), ProtoField.Nested(8, first), ProtoField.Nested(8, second));
        byte[] value = ProtoField.Nested(1, ProtoField.String(1, "x"), tensor, ProtoField.Nested(9, ProtoField.Nested(1, ProtoField.String(1, "images"))));
        using TempFolder folder = new();
        Directory.CreateDirectory(folder.File("logs"));
        File.WriteAllBytes(folder.File("logs/events.out.tfevents.1"), EventFile.Frame([.. ProtoField.Number(2, 4), .. ProtoField.Nested(5, value)]));
        CenoteResult result = CenoteProcess.Run(folder.Path, "events", "logs", "--export", "images");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(["x_00000004_0.png", "x_00000004_1.png"], Files(folder.File("images")));
        Assert.Equal([first, second], Files(folder.File("images")).Select(file => File.ReadAllBytes(folder.File($"images/{file}"))));
    }

    [Fact]
    public void FollowingTellsWhatComesUntilControlC()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal that reaches one process only.");
        using TempFolder folder = new();
        Directory.CreateDirectory(folder.File("logs"));
        using CenoteProcess process = CenoteProcess.Start(folder.Path, "events", "logs", "--follow", "--json", "--export", "images");
        using (SummaryWriter writer = new(folder.File("logs/run")))
        {
            writer.AddScalar("loss", 0.5, 1);
            writer.AddImage("image", Picture(3, 2), 2);
            writer.Flush();
            WaitFor(() => File.Exists(folder.File("images/run/image_00000002.png")));
            writer.AddImage("image", Picture(3, 2), 3);
        }

        // A record of which half is there is waited for.
        string path = Assert.Single(Directory.GetFiles(folder.File("logs/run")));
        byte[] file = File.ReadAllBytes(path);
        using (FileStream growing = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
        {
            WaitFor(() => File.Exists(folder.File("images/run/image_00000003.png")));
            growing.Write(file.AsSpan()[^LastRecordBytes(file)..^10]);
            growing.Flush();
            Thread.Sleep(600);
            growing.Write(file.AsSpan()[^10..]);
        }

        WaitFor(() => File.Exists(folder.File("images/run/image_00000003~2.png")));
        using Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        kill.WaitForExit();
        CenoteResult result = process.Wait();
        Assert.Equal((130, ""), (result.ExitCode, result.Error));
        string[] lines = result.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(["loss 1", "image 2", "image 3", "image 3"], lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line)).Select(value => $"{value.GetProperty("tag")} {value.GetProperty("step")}"));
    }

    [Fact]
    public void PyTorchsFoldersAreWhole()
    {
        using TempFolder folder = new();
        CenoteResult result = CenoteProcess.Run(folder.Path, "events", Repository.SharedOrSkip("tensorboard/torch-oracles"), "--export", "images");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("6 runs, 6 files, ", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("175 images written to images\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(175, Files(folder.File("images")).Length);
    }

    private static Tensor<byte> Picture(int width, int height) => Tensor.Create(new byte[3 * width * height], [3, height, width]);

    private static void WriteRuns(TempFolder folder)
    {
        using (SummaryWriter writer = new(folder.File("logs/a/b")))
        {
            for (int step = 5; step < 8; step++)
                writer.AddImage("图像", Picture(9, 7), step);

            writer.AddScalar("loss", double.NaN, 3);
        }

        using SummaryWriter other = new(folder.File("logs/c"));
        other.AddText("note", "hello");
    }

    // Files of any encoding, tag x, steps from 0: no writer of ours would make them.
    private static void WriteImages(TempFolder folder, params byte[][] files)
    {
        Directory.CreateDirectory(folder.File("logs"));
        using FileStream log = File.Create(folder.File("logs/events.out.tfevents.1"));
        for (int step = 0; step < files.Length; step++)
            log.Write(EventFile.Frame([0x09, .. new byte[8], .. ProtoField.ImageEvent("x", step, (1, 1, 3), files[step])]));
    }

    private static int LastRecordBytes(byte[] file)
    {
        int bytes = 0;
        for (int at = 0; at < file.Length; at += bytes)
            bytes = 16 + (int)BitConverter.ToInt64(file, at);

        return bytes;
    }

    private static string[] Files(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    private static void WaitFor(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(() => { Thread.Sleep(20); return condition(); }, 30_000), "It did not happen within 30 seconds.");
}
