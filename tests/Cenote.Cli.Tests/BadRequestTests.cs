namespace Cenote.Cli.Tests;

/// <summary>Bad input: one sentence, exit code 2, nothing written.</summary>
public class BadRequestTests
{
    private static readonly string[] s_cifar = ["visualize", "--dataset", "cifar10", "--data-dir", "data"];

    public static TheoryData<string[], string> Requests() => new()
    {
        { [.. s_cifar[..^1], "nowhere"], "nowhere does not exist; it should be the folder of CIFAR-10's binary version (cifar-10-binary.tar.gz), with test_batch.bin." },
        { [.. s_cifar[..^1], "empty"], "empty/test_batch.bin does not exist; the folder should hold CIFAR-10's binary version (cifar-10-binary.tar.gz)." },
        { [.. s_cifar[..^1], "cut"], "cut/test_batch.bin holds 6,145 bytes, which is no whole number of 3,073-byte records." },
        { [.. s_cifar[..^1], "labels"], "labels/test_batch.bin: record 2 (from 0) has label 10, but CIFAR-10's labels are 0 to 9." },
        { ["visualize", "--dataset", "fashion-mnist-train", "--data-dir", "empty"], "empty/train-images-idx3-ubyte.gz does not exist, nor does it without .gz; the folder should hold Fashion-MNIST's files." },
        { ["visualize", "--dataset", "file"], "--dataset is file; it is one of " },
        { ["visualize", "--dataset", "empty"], "empty holds no image (.png, .jpg, .jpeg, .webp), nor do its subfolders." },
        { ["visualize", "--dataset", "sizes"], "sizes/b/2.png is 3x2 pixels, and sizes/a/1.png is 2x3; --size HxW brings images of several sizes to one." },
        { ["visualize", "--dataset", "text", "--size", "8"], "text/a.png is no picture that can be read (PNG, JPEG or WebP), or it ends within its header." },
        { ["visualize", "--dataset", "sizes", "--size", "8x8x8"], "--size is 8x8x8; it is a whole number, or two as height,width. See 'cenote visualize --help'." },
        { ["visualize", "--dataset", "sizes", "--size", "0x8"], "--size is 0x8; every number of it is at least 1. See 'cenote visualize --help'." },
        { ["visualize", "--dataset", "sizes", "--size", "99999x99999"], "--size is 99999x99999; its sides are at least 1, its pixels at most 100,000,000." },
        { ["visualize", "--dataset", "eight", "--size", "10000"], "--batch-size is 64; 8 images of 300,000,000 floats are more than the " },
        { ["visualize", "--dataset", "sizes", "--data-dir", "data"], "--data-dir goes with CIFAR-10 and Fashion-MNIST; --dataset names a folder already." },
        { [.. s_cifar, "--size", "8"], "--size goes with a folder of images; those of cifar10 are of one size." },
        { ["visualize", "--data-dir", "data"], "--data-dir goes with CIFAR-10 and Fashion-MNIST; the photographs are part of the program." },
        { [.. s_cifar, "--kernel", "33", "--logdir", "earlier"], "a window of 33 pixels" },
        { [.. s_cifar, "--logdir", "earlier"], "earlier already holds a run; --overwrite replaces it, --run NAME writes beside it." },
        { [.. s_cifar, "--kernel", "33"], "a window of 33 pixels (--kernel, --dilation) is larger than the images' height of 32 with padding; it has to fit." },
        { [.. s_cifar, "--padding", "2"], "padding (2, 2) is more than half of --kernel (3, 3); a window could then hold padding only." },
        { [.. s_cifar, "--stride", "0"], "--stride is 0; every number of it is at least 1. See 'cenote visualize --help'." },
        { [.. s_cifar, "--batch-size", "0"], "--batch-size is 0; it is a whole number of at least 1. See 'cenote visualize --help'." },
        { [.. s_cifar, "--limit", "many"], "--limit is many; it is a whole number of at least 1. See 'cenote visualize --help'." },
        { [.. s_cifar, "--kernel", "0"], "--kernel is 0; every number of it is at least 1. See 'cenote visualize --help'." },
        { [.. s_cifar, "--dilation", "1x0"], "--dilation is 1x0; every number of it is at least 1. See 'cenote visualize --help'." },
        { [.. s_cifar, "--padding", "-1"], "--padding is -1; every number of it is at least 0. See 'cenote visualize --help'." },
        { [.. s_cifar, "--kernel", "3x"], "--kernel is 3x; it is a whole number, or two as height,width. See 'cenote visualize --help'." },
        { [.. s_cifar, "--kernel"], "--kernel needs a value. See 'cenote visualize --help'." },
        { [.. s_cifar, "--kernel", "--stride", "2"], "--kernel needs a value. See 'cenote visualize --help'." },
        { [.. s_cifar, "--logdir", "--overwrite"], "--logdir needs a value. See 'cenote visualize --help'." },
        { [.. s_cifar, "--logdir", ""], "--logdir is empty; it is the folder that TensorBoard reads. See 'cenote visualize --help'." },
        { [.. s_cifar, "--kernel", "3,3,3"], "--kernel is 3,3,3; it is a whole number, or two as height,width. See 'cenote visualize --help'." },
        { [.. s_cifar, "--kernel", "-3"], "--kernel is -3; every number of it is at least 1. See 'cenote visualize --help'." },
        { [.. s_cifar, "--ceil", "maybe"], "--ceil is maybe; it is true or false. See 'cenote visualize --help'." },
        { [.. s_cifar, "--pool", "median"], "there is no pooling named median. 'cenote list' names them." },
        { [.. s_cifar, "--layout", "chwn"], "--layout is chwn; it is one of nchw, nhwc. See 'cenote visualize --help'." },
        { ["bench", "max", "k2", "32x64"], "the input's shape is '32x64'; it is 3 to 5 whole numbers above 0, as 32x64x112x112." },
        { ["bench", "max", "k2", "1x1x99999x99999"], "the input's shape is 1x1x99999x99999; it holds at most 2,147,483,591 numbers." },
        { ["bench", "max", "k9", "1x1x8x8"], "k (9, 9) is larger than the input (8, 8); no window fits." },
        { ["bench", "capsule", "1x8x8x8"], "'capsule' is dynamic routing between capsules, which has no windows to measure." },
        { ["bench", "max", "k2", "1x1x8x8", "--threads", "0"], "--threads is 0; it is at least 1." },
        { ["visualize", "--dataset", "mnist"], "--dataset is mnist; it is one of photographs, cifar10, cifar10-test, cifar10-train, fashion-mnist, fashion-mnist-test, fashion-mnist-train, or a folder of images." },
        { [.. s_cifar, "--run", "../out"], "--run is '../out'; it is the name of one folder below logs_maxpool." },
        { [.. s_cifar, "--run", ""], "--run is empty; it is the name of one folder below the log folder. See 'cenote visualize --help'." },
        { [.. s_cifar, "--run", "c:out"], "--run is 'c:out'; it is the name of one folder below logs_maxpool." },
        { [.. s_cifar, "--logdir", "file/logs"], "the log folder file/logs can not be written: file is a file, not a folder." },
        { [.. s_cifar, "--logdir", "file"], "the log folder file can not be written: file is a file, not a folder." },
        { ["events"], "events needs a LOGDIR: the folder that TensorBoard reads. See 'cenote events --help'." },
        { ["events", ""], "LOGDIR is empty; it should be the folder that TensorBoard reads." },
        { ["events", "nowhere"], "nowhere does not exist; it should be the folder that TensorBoard reads." },
        { ["events", "file", "--follow"], "file is a file; it should be the folder that TensorBoard reads." },
        { ["events", "empty", "--export", "out"], "empty holds no event file, which is one with tfevents in its name; it should be the folder that TensorBoard reads." },
        { ["events", "earlier", "--export", "data"], "data is not empty; --export writes into a new or an empty folder, so that it replaces nothing." },
        { ["events", "earlier", "--export", "file/out"], "the folder file/out can not be written: " },
        { ["events", "earlier", "--export", "file"], "the folder file can not be written: " },
        { ["events", "earlier", "--export"], "--export needs a value. See 'cenote events --help'." },
        { ["events", "earlier", "later"], "'later' is one word too many for events. See 'cenote events --help'." },
        { ["visualise"], "there is no command visualise; did you mean visualize? See 'cenote --help'." },
        { ["train"], "there is no command train. See 'cenote --help'." },
        { ["visualize", "--kernal", "3"], "there is no option --kernal; did you mean --kernel? See 'cenote visualize --help'." },
        { ["visualize", "avg"], "'avg' is one word too many for visualize. See 'cenote visualize --help'." },
        { ["explain", "--pool", "avg"], "there is no option --pool. See 'cenote explain --help'." },
        { ["explain"], "explain needs a pooling: a name that 'cenote list' gives. See 'cenote explain --help'." },
        { ["explain", "median"], "there is no pooling named median. 'cenote list' names them." },
        { ["explain", "global-agv"], "there is no pooling named global-agv; did you mean global-avg? 'cenote list' names them." },
        { ["explain", "capsule", "--input", "1 2"], "dynamic routing between capsules works on capsules, not on a matrix; leave --input out for its own example." },
        { ["explain", "seq-mean", "--input", "1 2"], "--input has 1 row; a sequence has two tokens or more here, of which the last is masked." },
        { ["explain", "lp", "--norm", "0"], "normType is 0; it is above 0." },
        { ["explain", "lp", "--norm", "two"], "--norm is two; it is a number, or inf. See 'cenote explain --help'." },
        { ["visualize", "--pool", "capsule"], "dynamic routing between capsules takes no images; 'cenote explain capsule' shows what it does." },
        { ["visualize", "--pool", "adaptive-max", "--output-size", "0"], "--output-size is 0; every number of it is at least 1. See 'cenote visualize --help'." },
        { ["explain", "max", "--input", ""], "--input is empty; it is rows of numbers, as '1 3 2 4 / 5 2 7 1 / 3 8 4 2 / 6 1 5 9'. See 'cenote explain --help'." },
        { ["explain", "max", "--input", "/"], "--input is '/'; it is rows of numbers, as '1 3 2 4 / 5 2 7 1'." },
        { ["explain", "max", "--input", "1 2 / 3"], "--input has 1 number in row 2 and 2 in row 1; every row has as many." },
        { ["explain", "max", "--input", "1 b"], "--input holds 'b'; every element of it is a number." },
        { ["explain", "max-unpool", "--dilation", "2"], "dilation is (2, 2); max unpooling has none, so it is 1." },
        { ["visualize", "--pool", "max-unpool", "--dilation", "2"], "dilation is (2, 2); max unpooling has none, so it is 1." },
        { ["visualize", "--pool", "max-unpool", "--kernel", "200"], "a window of 200 pixels (--kernel, --dilation) is larger than the images' height of 128 with padding; it has to fit." },
        { ["explain", "adaptive-avg", "--output-size", "2000"], "adaptive average pooling gives 2000x2000 numbers here; explain works on at most 1,000,000." },
        { ["explain", "adaptive-avg", "--output-size", "100000"], "inputShape of shape [1, 1, 4, 4] is pooled to 10000000000 elements in a channel; there may be 2147483647." },
        { ["explain", "max", "--kernel", "5"], "--kernel (5, 5) is larger than the input (4, 4); no window fits." },
    };

    [Theory, MemberData(nameof(Requests))]
    public void SaysOneSentenceAndWritesNothing(string[] arguments, string sentence)
    {
        using TempFolder folder = new();
        folder.WriteCifar("data/test_batch.bin", 3);
        Directory.CreateDirectory(folder.File("empty"));
        folder.WriteCifar("cut/test_batch.bin", 2);
        using (FileStream cut = File.OpenWrite(folder.File("cut/test_batch.bin")))
            cut.SetLength(6145);

        byte[] records = folder.WriteCifar("labels/test_batch.bin", 4);
        records[2 * 3073] = 10;
        File.WriteAllBytes(folder.File("labels/test_batch.bin"), records);
        File.WriteAllText(folder.File("file"), "a file");
        Directory.CreateDirectory(folder.File("earlier"));
        foreach ((string name, int height, int width) in ((string, int, int)[])[("sizes/a/1.png", 2, 3), ("sizes/b/2.png", 3, 2), .. Enumerable.Range(1, 8).Select(i => ($"eight/{i}.png", 1, 1))])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
            File.WriteAllBytes(folder.File(name), TensorBoard.Png.Encode(new byte[height * width * 3], width, height, 3));
        }

        Directory.CreateDirectory(folder.File("text"));
        File.WriteAllText(folder.File("text/a.png"), "text");
        File.WriteAllText(folder.File("earlier/events.out.tfevents.1"), "a run");
        string[] before = Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories);

        CenoteResult result = CenoteProcess.Run(folder.Path, arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.StartsWith($"cenote: {sentence}", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
        Assert.Equal(before.Order(), Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Order());
    }
}
