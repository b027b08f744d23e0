namespace Cenote.Cli.Tests;

/// <summary>Where <c>cenote pool</c> can not do what was asked: one sentence, the right exit code, no half file; and little memory always.</summary>
public class PoolFailureTests
{
    public static TheoryData<string, string> Requests() => new()
    {
        { "max x.npy", "pool needs -o FILE, the file to write. See 'cenote pool --help'." },
        { "max", "pool needs an input: the file to pool. See 'cenote pool --help'." },
        { "", "pool needs a pooling: a name that 'cenote list' gives. See 'cenote pool --help'." },
        { "median x.npy -o y.npy", "there is no pooling named median. 'cenote list' names them." },
        { "max none.npy -o y.npy", "none.npy does not exist; it should be a file of arrays, or a picture." },
        { "max folder -o y.npy", "folder is a folder; it should be a file of arrays, or a picture." },
        { "max text.txt -o y.npy", "text.txt is of no kind that is read (.npy, .npz, .safetensors, .png, .jpg, .jpeg, .webp)." },
        { "max x.npy -o y.gif", "y.gif is of no kind that is written (.npy, .npz, .safetensors, .png)." },
        { "max x.npy -o y.png", "y.png would be a picture of [1, 1, 2, 2] float32; one is [C, H, W] of uint8 with 1, 3 or 4 channels." },
        { "max x.npy -o none/y.npy", "there is no folder " },
        { "max x.npy -o folder.npy", "folder.npy can not be written: it is a folder." },
        { "max x.npy -o y.npy --indices y.npy", "--indices and -o both name y.npy; they are two files." },
        { "max x.npy -o y.npy --kernel 5", "--kernel (5, 5) is larger than the input (4, 4); no window fits." },
        { "max x.npy -o y.npy --padding 2", "padding (2, 2) is more than half of --kernel (2, 2); a window could then hold padding only." },
        { "max x.npy -o y.npy --kernel 2,2,2", "--kernel is (2, 2, 2), 3 numbers; there are 2 spatial axes." },
        { "max x.npy -o y.npy --dims 3", "--kernel (2, 2, 2) is larger than the input (1, 4, 4); no window fits." },
        { "max x.npy -o y.npy --dims 1", "x has rank 4, shape [1, 1, 4, 4]; this layer takes [N, C, L] or [C, L]." },
        { "max x.npy -o y.npy --dims 4", "--dims is 4; there are 1 to 3 spatial axes." },
        { "max v.npy -o y.npy", "v has shape [3]; pooled are 1 to 3 axes behind two others, or behind one with --dims." },
        { "max n.npy -o y.npy --dims 1", "n holds int64; max pooling takes float32, float64, float16, uint8 and int8." },
        { "max b.safetensors -o y.npy", "b holds bfloat16; max pooling takes float32, float64, float16, uint8 and int8." },
        { "lp u.npy -o y.npy", "u holds uint8; Lp pooling takes float32 and float64." },
        { "avg x.npy -o y.npy --divisor 0", "--divisor is 0; a sum can not be divided by it." },
        { "avg x.npy -o y.npy --indices i.npy", "--indices goes with max, min and stochastic pooling, which pick an element of each window, and with max-unpool." },
        { "adaptive-avg x.npy -o y.npy --output-size 3,3,3", "--output-size has 3 numbers; there are 2 spatial axes." },
        { "max-unpool x.npy -o y.npy", "max unpooling needs --indices FILE, where each maximum was: 'cenote pool max' writes it." },
        { "max-unpool x.npy -o y.npy --indices n.npy", "n.npy holds [1, 2] of int64; indices are int64, here [1, 1, 4, 4] as the input." },
        { "max-unpool x.npy -o y.npy --indices far.npy", "indices holds 99" },
        { "max two.npz -o y.npy", "two.npz holds 2 arrays; --array says which: one, two." },
        { "max two.npz -o y.npy --array on", "two.npz holds no array on; did you mean one? It holds one, two." },
        { "max none.npz -o y.npy", "none.npz holds no array." },
        { "seq-attention x.npy -o y.npy", "attention over a sequence takes w ([D]) beside its input, and a command line has one input; in C#, SequenceAttentionPool takes both." },
        { "seq-mean x.npy -o y.npy", "x has rank 4, shape [1, 1, 4, 4]; this layer takes [N, T, D] or [T, D]." },
        { "max x.npy -o y.npy --count-include-pad perhaps", "--count-include-pad is perhaps; it is true or false. See 'cenote pool --help'." },
    };

    [Theory, MemberData(nameof(Requests))]
    public void ABadRequestWritesNothing(string arguments, string sentence)
    {
        using TempFolder folder = Folder();
        string[] before = Entries(folder);
        CenoteResult result = CenoteProcess.Run(folder.Path, ["pool", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"cenote: {sentence}", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
        Assert.Equal(before, Entries(folder));
    }

    [Theory]
    [InlineData("max cut.npy -o y.npy", "cut.npy holds 63 bytes behind its header, but [1, 1, 4, 4] of float32 needs 64.")]
    [InlineData("max text.npz -o y.npy", "text.npz is no zip that can be read: ")]
    [InlineData("max text.png -o y.png", "text.png is no picture that can be read (PNG, JPEG or WebP), or it ends within its header.")]
    public void DamageIsAFailure(string arguments, string sentence)
    {
        using TempFolder folder = Folder();
        string[] before = Entries(folder);
        CenoteResult result = CenoteProcess.Run(folder.Path, ["pool", .. arguments.Split(' ')]);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"cenote: {sentence}", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, Entries(folder));
    }

    [Fact]
    public void AFullDiskLeavesTheEarlierFileAlone() => Machine.OnASmallDisk(folder =>
    {
        Sparse(folder.File("x.npy"), items: 40);
        File.WriteAllText(folder.File("disk/y.npy"), "earlier");
        foreach (string output in (string[])["y.npy", "y.npz", "y.safetensors"])
        {
            CenoteResult result = CenoteProcess.Run(folder.Path, "pool", "max", "x.npy", "-o", $"disk/{output}", "--kernel", "1");
            Assert.Equal((1, ""), (result.ExitCode, result.Output));
            Assert.Matches($"^cenote: disk/{output} can not be written: [^\n]*No space left on device[^\n]*\n$", result.Error);
            Assert.DoesNotContain(".part", result.Error, StringComparison.Ordinal);
            Assert.Equal(["y.npy"], Directory.GetFiles(folder.File("disk")).Select(Path.GetFileName));
            Assert.Equal("earlier", File.ReadAllText(folder.File("disk/y.npy")));
        }
    });

    [Fact]
    public void AFolderThatCanNotBeWrittenIsABadRequest() => Machine.OnASmallDisk(folder =>
    {
        Sparse(folder.File("x.npy"), items: 1);
        Assert.Equal(0, Machine.Shell("mount", "-o", "remount,ro", folder.File("disk")));
        CenoteResult result = CenoteProcess.Run(folder.Path, "pool", "max", "x.npy", "-o", "disk/y.npy");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Matches("^cenote: disk/y\\.npy can not be written: Read-only file system[^\n]*\n$", result.Error);
    });

    [Fact]
    public void ASourceThatEndsHalfWayLeavesNothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets nobody write a file that is being read.");
        using TempFolder folder = new();
        using CenoteProcess process = StartLongRun(folder);
        using (FileStream source = new(folder.File("x.npy"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            source.SetLength(1000);

        CenoteResult result = process.Wait();
        Assert.Equal(1, result.ExitCode);
        Assert.Matches(@"^cenote: x\.npy ended at byte [0-9,]+; it was longer when it was opened\.\n$", result.Error);
        Assert.Equal(["x.npy"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void ControlCLeavesNothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal that reaches one process only.");
        using TempFolder folder = new();
        using CenoteProcess process = StartLongRun(folder);
        Machine.Shell("kill", "-INT", process.Id.ToString());
        CenoteResult result = process.Wait();
        Assert.Equal((130, "cenote: interrupted; y.npy was not written.\n"), (result.ExitCode, result.Error));
        Assert.Equal(["x.npy"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    /// <summary>400 MB pass through a heap of 128 MB; eng/large-file.sh does it with 12 GB.</summary>
    [Fact]
    public void AFileLargerThanTheHeapIsPooled()
    {
        using TempFolder folder = new();
        Sparse(folder.File("x.npy"), items: 6400);
        CenoteResult result = CenoteProcess.Run(folder.Path, [("DOTNET_GCHeapHardLimit", "0x8000000")], "pool", "avg", "x.npy", "-o", "y.npy", "--kernel", "8");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        byte[] pooled = File.ReadAllBytes(folder.File("y.npy"));
        Assert.Equal("{'descr': '<f4', 'fortran_order': False, 'shape': (6400, 1, 16, 16), }", HandMade.Dictionary(pooled));
        Assert.Equal(128 + 6400 * 1024, pooled.Length);
        Assert.True(pooled.AsSpan(128).IndexOfAnyExcept((byte)0) < 0);
    }

    // Images of 128 x 128 zeros that take no place on disk.
    private static void Sparse(string path, int items)
    {
        File.WriteAllBytes(path, HandMade.Npy<float>("<f4", $"({items}, 1, 128, 128)"));
        using FileStream file = new(path, FileMode.Append);
        file.SetLength(file.Length + items * 65536L);
    }

    private static CenoteProcess StartLongRun(TempFolder folder)
    {
        Sparse(folder.File("x.npy"), items: 150_000);
        CenoteProcess process = CenoteProcess.Start(folder.Path, "pool", "max", "x.npy", "-o", "y.npy");
        Machine.WaitFor(() => Directory.GetFiles(folder.Path, "*.part").Any(f => new FileInfo(f).Length > 1_000_000));
        return process;
    }

    private static TempFolder Folder()
    {
        TempFolder folder = new();
        byte[] x = HandMade.Npy<float>("<f4", "(1, 1, 4, 4)", new float[16]);
        Directory.CreateDirectory(folder.File("folder"));
        Directory.CreateDirectory(folder.File("folder.npy"));
        File.WriteAllBytes(folder.File("x.npy"), x);
        File.WriteAllBytes(folder.File("cut.npy"), x[..^1]);
        File.WriteAllBytes(folder.File("v.npy"), HandMade.Npy<float>("<f4", "(3,)", 1, 2, 3));
        File.WriteAllBytes(folder.File("n.npy"), HandMade.Npy<long>("<i8", "(1, 2)", 1, 2));
        File.WriteAllBytes(folder.File("u.npy"), HandMade.Npy<byte>("|u1", "(1, 2, 2)", new byte[4]));
        File.WriteAllBytes(folder.File("far.npy"), HandMade.Npy<long>("<i8", "(1, 1, 4, 4)", [.. Enumerable.Repeat(99L, 16)]));
        File.WriteAllBytes(folder.File("two.npz"), HandMade.Zip(System.IO.Compression.CompressionLevel.Fastest, ("one.npy", x), ("two.npy", x)));
        File.WriteAllBytes(folder.File("none.npz"), HandMade.Zip(System.IO.Compression.CompressionLevel.Fastest, ("readme.txt", x)));
        File.WriteAllBytes(folder.File("b.safetensors"), HandMade.Safetensors("""{"b":{"dtype":"BF16","shape":[1,2,4],"data_offsets":[0,16]}}""", new byte[16]));
        foreach (string text in (string[])["text.txt", "text.npz", "text.png"])
            File.WriteAllText(folder.File(text), "text");

        return folder;
    }

    private static string[] Entries(TempFolder folder) => [.. Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
