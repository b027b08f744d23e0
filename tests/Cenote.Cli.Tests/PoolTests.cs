using System.Runtime.InteropServices;
using Cenote.Tests.Oracles;

namespace Cenote.Cli.Tests;

/// <summary><c>cenote pool</c>: arrays in files, against naive poolings written from the definitions.</summary>
public class PoolTests
{
    public static TheoryData<string, string, int[], string> Windows() => new()
    {
        { "images, as a batch", "max", [2, 3, 9, 8], "--kernel 3 --stride 2 --padding 1" },
        { "images, no batch, by --dims", "max", [3, 9, 8], "--kernel 3,2 --dims 2" },
        { "sequences", "max", [2, 3, 17], "--kernel 4 --stride 3 --ceil" },
        { "volumes", "max", [1, 2, 5, 6, 7], "--kernel 2,3,2 --dilation 2,1,3 --stride 1" },
        { "averages count padding", "avg", [2, 2, 7, 7], "--kernel 3 --padding 1" },
        { "averages do not", "avg", [2, 2, 7, 7], "--kernel 3 --padding 1 --count-include-pad false" },
        { "averages by a divisor", "avg", [2, 2, 7, 7], "--kernel 3 --divisor 5" },
        { "sums", "sum", [1, 1, 4, 4], "--kernel 2x4" },
    };

    [Theory, MemberData(nameof(Windows))]
    public void PoolsAsTheDefinitionSays(string name, string pooling, int[] shape, string options)
    {
        Random random = new(name.Length);
        double[] x = [.. Enumerable.Range(0, shape.Aggregate(1, (product, n) => product * n)).Select(_ => (double)(float)random.NextDouble() - 0.5)];
        Request request = new(options, shape);
        int planes = x.Length / request.Reference.Places;
        double[] expected = [.. x.Chunk(request.Reference.Places).SelectMany(plane => request.Pool(pooling, plane))];
        int[] pooled = [.. shape[..^request.Axes], .. request.Reference.OutputSize];
        Assert.Equal(planes * request.Reference.Windows.Count, expected.Length);

        using TempFolder folder = new();
        string lengths = $"({string.Join(", ", shape)})";
        File.WriteAllBytes(folder.File("f.npy"), HandMade.Npy<float>("<f4", lengths, [.. x.Select(n => (float)n)]));
        File.WriteAllBytes(folder.File("d.npy"), HandMade.Npy<double>("<f8", lengths, x));
        Pool(folder, $"{pooling} f.npy -o fy.npy {options}");
        Pool(folder, $"{pooling} d.npy -o dy.npy {options}");
        Assert.Equal($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(", ", pooled)}), }}", HandMade.Dictionary(File.ReadAllBytes(folder.File("fy.npy"))));
        Close(expected, [.. Elements<float>(folder, "fy.npy").Select(n => (double)n)], 1e-6);
        Close(expected, Elements<double>(folder, "dy.npy"), 1e-14);
    }

    [Fact]
    public void KeepsSmallTypesAndSaysWhereMaximaWere()
    {
        using TempFolder folder = new();
        byte[] x = new byte[2 * 36];
        new Random(1).NextBytes(x);
        File.WriteAllBytes(folder.File("x.npy"), HandMade.Npy<byte>("|u1", "(1, 2, 6, 6)", x));
        File.WriteAllBytes(folder.File("h.npy"), HandMade.Npy<Half>("<f2", "(1, 2, 6, 6)", [.. x.Select(b => (Half)b)]));
        ReferencePool reference = new([6, 6], [new(2, 2), new(2, 2)], ceilMode: false);
        (double[] Values, long[] Indices)[] expected = [.. x.Chunk(36).Select(plane => reference.Max([.. plane.Select(b => (double)b)]))];

        Pool(folder, "max x.npy -o y.npy --indices i.npz");
        Assert.Equal(expected.SelectMany(e => e.Values), Elements<byte>(folder, "y.npy").Select(b => (double)b));
        byte[] indices = Unzipped(folder.File("i.npz"), "indices.npy");
        Assert.Equal("{'descr': '<i8', 'fortran_order': False, 'shape': (1, 2, 3, 3), }", HandMade.Dictionary(indices));
        Assert.Equal(expected.SelectMany(e => e.Indices), HandMade.Elements<long>(indices));

        Pool(folder, "max h.npy -o hy.safetensors");
        byte[] file = File.ReadAllBytes(folder.File("hy.safetensors"));
        Assert.Equal(expected.SelectMany(e => e.Values), MemoryMarshal.Cast<byte, Half>(file.AsSpan(8 + (int)BitConverter.ToInt64(file))).ToArray().Select(h => (double)h));

        // And back: the maxima in their places, zeros elsewhere.
        File.WriteAllBytes(folder.File("f.npy"), HandMade.Npy<float>("<f4", "(1, 2, 3, 3)", [.. expected.SelectMany(e => e.Values).Select(v => (float)v)]));
        Pool(folder, "max-unpool f.npy -o u.npy --indices i.npz --output-size 6,6");
        float[] unpooled = new float[72];
        for (int plane = 0; plane < 2; plane++)
            for (int o = 0; o < 9; o++)
                unpooled[36 * plane + expected[plane].Indices[o]] = (float)expected[plane].Values[o];

        Assert.Equal(unpooled, Elements<float>(folder, "u.npy"));
    }

    /// <summary>A batch larger than a piece: every item is pooled, in its place, with its indices.</summary>
    [Fact]
    public void PoolsPieceByPiece()
    {
        const int Items = 301, Side = 181;
        using TempFolder folder = new();
        double[] x = new double[Items * Side * Side];
        for (int item = 0; item < Items; item++)
            x[item * Side * Side + item * 7] = item + 1;

        File.WriteAllBytes(folder.File("x.npy"), HandMade.Npy<double>(">f8", $"({Items}, 1, {Side}, {Side})", [.. x.Select(n => BitConverter.Int64BitsToDouble(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(BitConverter.DoubleToInt64Bits(n))))]));
        Pool(folder, "global-max x.npy -o y.npy --indices i.npy");
        Assert.Equal(Enumerable.Range(1, Items).Select(n => (double)n), Elements<double>(folder, "y.npy"));
        Assert.Equal(Enumerable.Range(0, Items).Select(n => 7L * n), Elements<long>(folder, "i.npy"));

        // The same without a batch: the channels are gone through.
        File.WriteAllBytes(folder.File("c.npz"), HandMade.Zip(System.IO.Compression.CompressionLevel.Fastest, ("other.npy", HandMade.Npy<byte>("|u1", "(1,)", 1)), ("c.npy", HandMade.Npy<double>("<f8", $"({Items}, {Side}, {Side})", x))));
        Pool(folder, "global-max c.npz -o z.npy --dims 2 --array c");
        Assert.Equal("{'descr': '<f8', 'fortran_order': False, 'shape': (301, 1, 1), }", HandMade.Dictionary(File.ReadAllBytes(folder.File("z.npy"))));
        Assert.Equal(Enumerable.Range(1, Items).Select(n => (double)n), Elements<double>(folder, "z.npy"));
    }

    [Fact]
    public void TheLayoutSaysWhereChannelsAre()
    {
        using TempFolder folder = new();
        sbyte[] x = [.. Enumerable.Range(0, 2 * 4 * 6 * 3).Select(i => (sbyte)(i * 37))];
        sbyte[] planes = [.. Enumerable.Range(0, x.Length).Select(i => x[i / 72 * 72 + i % 24 * 3 + i % 72 / 24])];
        File.WriteAllBytes(folder.File("last.npy"), HandMade.Npy<sbyte>("|i1", "(2, 4, 6, 3)", x));
        File.WriteAllBytes(folder.File("first.npy"), HandMade.Npy<sbyte>("|i1", "(2, 3, 4, 6)", planes));
        Pool(folder, "adaptive-max last.npy -o a.npy --layout nhwc --output-size 2,3");
        Pool(folder, "max first.npy -o b.npy");
        Assert.Equal("{'descr': '|i1', 'fortran_order': False, 'shape': (2, 2, 3, 3), }", HandMade.Dictionary(File.ReadAllBytes(folder.File("a.npy"))));
        sbyte[] last = Elements<sbyte>(folder, "a.npy"), first = Elements<sbyte>(folder, "b.npy");
        Assert.Equal(planes.Chunk(24).SelectMany(plane => new ReferencePool([4, 6], [new(2, 2), new(2, 2)], false).Max([.. plane.Select(n => (double)n)]).Values), first.Select(n => (double)n));
        Assert.Equal(first, Enumerable.Range(0, last.Length).Select(i => last[i / 18 * 18 + i % 6 * 3 + i % 18 / 6]));
    }

    [Fact]
    public void PoolsPictures()
    {
        using TempFolder folder = new();
        byte[] pixels = new byte[6 * 8 * 3];
        new Random(2).NextBytes(pixels);
        File.WriteAllBytes(folder.File("x.png"), TensorBoard.Png.Encode(pixels, 8, 6, 3));
        ReferencePool reference = new([6, 8], [new(2, 2), new(2, 2)], ceilMode: false);
        double[][] planes = [.. Enumerable.Range(0, 3).Select(c => reference.Max([.. Enumerable.Range(0, 48).Select(p => (double)pixels[3 * p + c])]).Values)];
        byte[] expected = [.. Enumerable.Range(0, 12).SelectMany(p => planes.Select(plane => (byte)plane[p]))];
        foreach (string layout in (string[])["nchw", "nhwc"])
        {
            Pool(folder, $"max x.png -o {layout}.png --layout {layout}");
            PngPicture picture = PngPicture.Decode(File.ReadAllBytes(folder.File($"{layout}.png")));
            Assert.Equal((4, 3, 3), (picture.Width, picture.Height, picture.Channels));
            Assert.Equal(expected, picture.Pixels);
        }

        // A pooling that takes no bytes works on numbers from 0 to 1: of a norm, sum(x^2)^(1/2), what is beyond 1 is cut off.
        Pool(folder, "lp x.png -o lp.png");
        byte[] norms = [.. Enumerable.Range(0, 12).SelectMany(p => Enumerable.Range(0, 3).Select(c =>
            (byte)Math.Min(255, Math.Round(Math.Sqrt(reference.Windows[p].Places.Sum(place => Math.Pow(pixels[3 * place + c], 2)))))))];
        Assert.Equal(norms, PngPicture.Decode(File.ReadAllBytes(folder.File("lp.png"))).Pixels);
        Assert.Contains(norms, n => n == 255);
        Assert.Contains(norms, n => n < 255);

        Pool(folder, "max x.png -o y.npy");
        Assert.Equal("{'descr': '|u1', 'fortran_order': False, 'shape': (3, 3, 4), }", HandMade.Dictionary(File.ReadAllBytes(folder.File("y.npy"))));
    }

    /// <summary>Every pooling of the catalogue does something with a file, or says why it can not.</summary>
    [Fact]
    public void EveryPoolingWorksOrSaysWhyNot()
    {
        using TempFolder folder = new();
        File.WriteAllBytes(folder.File("x.npy"), HandMade.Npy<float>("<f4", "(2, 2, 4, 4)", [.. Enumerable.Range(0, 64).Select(i => i / 64f)]));
        File.WriteAllBytes(folder.File("s.npy"), HandMade.Npy<float>("<f4", "(2, 3, 2)", [.. Enumerable.Range(0, 12).Select(i => (float)i)]));
        Pool(folder, "max x.npy -o m.npy --indices i.npy");
        Dictionary<string, string> refused = [];
        foreach (PoolingOperator o in OperatorCatalogue.All)
        {
            string[] input = o.Kind == PoolingKind.Sequence ? ["s.npy"] : o.Kind == PoolingKind.Unpooling ? ["m.npy", "--indices", "i.npy"] : ["x.npy"];
            CenoteResult result = CenoteProcess.Run(folder.Path, ["pool", o.Name, .. input, "-o", $"{o.Name}.npy"]);
            if (result.ExitCode != 0)
            {
                Assert.Equal(2, result.ExitCode);
                refused.Add(o.Name, result.Error);
                continue;
            }

            Assert.Equal("", result.Error);
            Assert.Contains(o.Title, result.Output, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal(["seq-weighted-mean", "seq-attention"], refused.Keys);
        Assert.Equal("cenote: attention over a sequence takes w ([D]) beside its input, and a command line has one input; in C#, SequenceAttentionPool takes both.\n", refused["seq-attention"]);
        Assert.Equal([2, 3, 8, 9], Elements<float>(folder, "seq-mean.npy"));
    }

    [Fact]
    public void DrawsFollowFromTheSeed()
    {
        using TempFolder folder = new();
        File.WriteAllBytes(folder.File("x.npy"), HandMade.Npy<float>("<f4", "(1, 1, 32, 32)", [.. Enumerable.Range(0, 1024).Select(i => 1 + i % 7f)]));
        foreach ((string file, int seed) in ((string, int)[])[("a.npy", 5), ("b.npy", 5), ("c.npy", 6)])
            Pool(folder, $"stochastic x.npy -o {file} --seed {seed} --indices i{file}");

        Assert.Equal(Elements<float>(folder, "a.npy"), Elements<float>(folder, "b.npy"));
        Assert.NotEqual(Elements<float>(folder, "a.npy"), Elements<float>(folder, "c.npy"));
        Assert.Equal(Elements<float>(folder, "c.npy"), Elements<long>(folder, "ic.npy").Select(i => 1 + i % 7f));
    }

    private static void Pool(TempFolder folder, string arguments)
    {
        CenoteResult result = CenoteProcess.Run(folder.Path, ["pool", .. arguments.Split(' ')]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    private static T[] Elements<T>(TempFolder folder, string file)
        where T : unmanaged => HandMade.Elements<T>(File.ReadAllBytes(folder.File(file)));

    private static byte[] Unzipped(string path, string entry)
    {
        using System.IO.Compression.ZipArchive zip = System.IO.Compression.ZipFile.OpenRead(path);
        using Stream stream = zip.GetEntry(entry)!.Open();
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static void Close(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    /// <summary>Options in the words of the command line, as the naive poolings take them.</summary>
    private sealed class Request
    {
        private readonly Dictionary<string, string> _options = [];

        public Request(string options, int[] shape)
        {
            string[] words = options.Split(' ');
            for (int i = 0; i < words.Length; i++)
                _options.Add(words[i], i + 1 < words.Length && !words[i + 1].StartsWith("--", StringComparison.Ordinal) ? words[++i] : "true");

            Axes = _options.TryGetValue("--dims", out string? dims) ? int.Parse(dims) : shape.Length - 2;
            int[] kernel = Numbers("--kernel", null), stride = Numbers("--stride", kernel), padding = Numbers("--padding", [0]), dilation = Numbers("--dilation", [1]);
            ReferenceAxis[] axes = [.. Enumerable.Range(0, Axes).Select(i => new ReferenceAxis(At(kernel, i), At(stride, i), At(padding, i), At(dilation, i)))];
            Reference = new ReferencePool(shape.AsSpan()[^Axes..], axes, _options.ContainsKey("--ceil"));
        }

        public int Axes { get; }

        public ReferencePool Reference { get; }

        public double[] Pool(string pooling, double[] plane) => pooling switch
        {
            "max" => Reference.Max(plane).Values,
            "avg" => Reference.Average(plane, !_options.ContainsKey("--count-include-pad"), _options.TryGetValue("--divisor", out string? divisor) ? int.Parse(divisor) : null),
            _ => Reference.Sum(plane),
        };

        private int[] Numbers(string option, int[]? without) => _options.TryGetValue(option, out string? text) ? [.. text.Split(',', 'x').Select(int.Parse)] : without!;

        private static int At(int[] numbers, int axis) => numbers.Length == 1 ? numbers[0] : numbers[axis];
    }
}
