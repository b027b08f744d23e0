using System.Numerics.Tensors;

namespace Cenote.Tests.Catalogue;

/// <summary>The catalogue names every pooling once, and the documentation says what it says.</summary>
public class CatalogueTests
{
    private static readonly string[] s_names =
    [
        "max", "global-max", "adaptive-max", "min", "global-min", "adaptive-min", "avg", "global-avg", "adaptive-avg", "sum", "global-sum", "adaptive-sum",
        "lp", "global-lp", "adaptive-lp", "soft", "global-soft", "adaptive-soft", "lse", "global-lse", "gem", "global-gem", "adaptive-gem",
        "max-unpool", "stochastic", "mixed", "mixed-random", "gated", "attention", "capsule",
        "seq-mean", "seq-max", "seq-sum", "seq-weighted-mean", "seq-mean-sqrt", "seq-first", "seq-last", "seq-attention",
    ];

    public static TheoryData<string> Names() => [.. OperatorCatalogue.All.Select(o => o.Name)];

    public static TheoryData<string> OfImages() => [.. OperatorCatalogue.All.Where(o => o.ForImages is not null).Select(o => o.Name)];

    public static TheoryData<string> WithoutLearnedParameters() => [.. OperatorCatalogue.All.Where(o => o.ForImages is not null || o.ForSets is not null).Select(o => o.Name)];

    [Fact]
    public void NamesEveryPoolingOnce()
    {
        Assert.Equal(s_names, OperatorCatalogue.All.Select(o => o.Name));
        Assert.Null(OperatorCatalogue.Find("median"));
        Assert.Equal("max pooling", OperatorCatalogue.Find("max")!.Title);
    }

    [Fact]
    public void EveryTypeOfTheLibraryIsInIt()
    {
        string named = string.Join(", ", OperatorCatalogue.All.Select(o => o.Types));
        IEnumerable<string> types = typeof(WindowPool).Assembly.GetExportedTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && (t.Name.Contains("Pool", StringComparison.Ordinal) || t.Name.Contains("Unpool", StringComparison.Ordinal) || t == typeof(CapsuleRouting)) && !t.Name.StartsWith("Pooling", StringComparison.Ordinal) && t != typeof(ArrayPooling))
            .Select(t => t.Name);
        Assert.DoesNotContain(types, t => !named.Contains(t, StringComparison.Ordinal));
        Assert.All(named.Split(", ").Select(t => t.Split(' ')[0]), t => Assert.NotNull(typeof(WindowPool).Assembly.GetType("Cenote." + t)));
    }

    [Theory, MemberData(nameof(Names))]
    public void EveryOptionOfItsTypesIsAParameter(string name)
    {
        PoolingOperator o = OperatorCatalogue.Find(name)!;
        string[] told = [.. o.Parameters.SelectMany(p => p.Name.Split(", "))];
        IEnumerable<string> options = o.Types.Split(", ").SelectMany(t => typeof(WindowPool).Assembly.GetType("Cenote." + t.Split(' ')[0])!.GetConstructors()).SelectMany(c => c.GetParameters()).Select(p => p.Name!);
        Assert.All(options.Distinct().Where(option => option != "layout"), option => Assert.Contains(option, told));
    }

    [Theory, MemberData(nameof(OfImages))]
    public void PoolsImagesInBothLayoutsAlike(string name)
    {
        PoolingOperator o = OperatorCatalogue.Find(name)!;
        Random random = new(5);
        float[] first = [.. Enumerable.Range(0, 2 * 3 * 9 * 8).Select(_ => random.NextSingle())];
        ArrayPooling nchw = o.ForImages!(new PoolingSettings { KernelSize = (3, 2), Seed = 4 }), nhwc = o.ForImages!(new PoolingSettings { KernelSize = (3, 2), Seed = 4, Layout = TensorLayout.Nhwc });
        Tensor<float> y = nchw.Pool(Tensor.Create(first, [2, 3, 9, 8]), batch: 2), other = nhwc.Pool(Tensor.Create(Oracles.Layouts.From(first, 2, 3, TensorLayout.Nhwc), [2, 9, 8, 3]), batch: 2);
        Assert.Equal(nchw.OutputShape([2, 3, 9, 8]), y.Lengths);
        Assert.Equal(nhwc.OutputShape([2, 9, 8, 3]), other.Lengths);
        AssertClose.Within<float>(y.ToArray(), Oracles.Layouts.To(other.ToArray(), 2, 3, TensorLayout.Nhwc), 1e-6, 1e-6, name);

        // Into memory that is there: the same numbers.
        float[] room = [.. Enumerable.Repeat(float.NaN, (int)y.FlattenedLength)];
        nchw.Pool(Tensor.Create(first, [2, 3, 9, 8]), 2, new TensorSpan<float>(room, y.Lengths));
        Assert.Equal(y.ToArray(), room);
    }

    /// <summary>The gradient is the slope of what is pooled, of the same draw where something is drawn.</summary>
    [Theory, MemberData(nameof(WithoutLearnedParameters))]
    public void ItsGradientIsItsSlope(string name)
    {
        PoolingOperator o = OperatorCatalogue.Find(name)!;

        // Unpooling gives the gradient to each of the values that it writes to one place, as PyTorch does: so no windows overlap there.
        SpatialSize? stride = o.Kind == PoolingKind.Unpooling ? null : (2, 1);
        ArrayPooling pool = o.ForImages?.Invoke(new PoolingSettings { KernelSize = (3, 2), Stride = stride, Padding = (1, 0), Seed = 4, Weight = 0.7 }) ?? o.ForSets!();
        nint[] shape = o.Kind == PoolingKind.Sequence ? [2, 4, 5] : [1, 3, 5, 4];
        Random random = new(7);
        double[] x = [.. Enumerable.Range(0, (int)TensorPrimitives.Product<nint>(shape)).Select(_ => random.NextDouble())];
        Tensor<double> dy = Tensor.Create([.. Enumerable.Range(0, (int)TensorPrimitives.Product<nint>(pool.OutputShape(shape))).Select(_ => random.NextDouble())], pool.OutputShape(shape));
        double[] slope = Oracles.CentralDifferences.Gradient(x, () => TensorPrimitives.Dot<double>(pool.Pool(Tensor.Create(x, shape), batch: 3).ToArray(), dy.ToArray()));
        AssertClose.Within<double>(slope, pool.Backward(Tensor.Create(x, shape), 3, dy).ToArray(), 1e-6, 1e-6, name);
    }

    /// <summary>A sequence is an image of one row, and a volume of one slice is an image: the same numbers, in double as in float.</summary>
    [Theory, MemberData(nameof(OfImages))]
    public void PoolsSequencesAndVolumesAsImages(string name)
    {
        PoolingOperator o = OperatorCatalogue.Find(name)!;
        Random random = new(6);
        float[] x = [.. Enumerable.Range(0, 2 * 3 * 12).Select(_ => random.NextSingle())];
        PoolingSettings row = new() { SpatialAxes = 1, KernelSize = 3, Stride = 2, Padding = 1, OutputSize = 5, Seed = 4 };
        PoolingSettings image = row with { SpatialAxes = 2, KernelSize = (1, 3), Stride = (1, 2), Padding = (0, 1), OutputSize = (1, 5) };
        PoolingSettings volume = row with { SpatialAxes = 3, KernelSize = (1, 1, 3), Stride = (1, 1, 2), Padding = (0, 0, 1), OutputSize = (1, 1, 5) };
        Tensor<float> expected = o.ForImages!(image).Pool(Tensor.Create(x, [2, 3, 1, 12]));
        Tensor<float> first = o.ForImages(row).Pool(Tensor.Create(x, [2, 3, 12])), last = o.ForImages(volume).Pool(Tensor.Create(x, [2, 3, 1, 1, 12]));
        Assert.Equal([2, 3, expected.Lengths[^1]], first.Lengths);
        Assert.Equal([2, 3, 1, 1, expected.Lengths[^1]], last.Lengths);
        Assert.Equal(expected.ToArray(), first.ToArray());
        Assert.Equal(expected.ToArray(), last.ToArray());

        double[] wide = o.ForImages(row).Pool(Tensor.Create([.. x.Select(n => (double)n)], [2, 3, 12])).ToArray();
        AssertClose.Within<float>([.. wide.Select(n => (float)n)], expected.ToArray(), 1e-6, 1e-6, name);
    }

    [Theory]
    [InlineData("seq-mean", new double[] { 3, 4 })]
    [InlineData("seq-max", new double[] { 5, 6 })]
    [InlineData("seq-sum", new double[] { 9, 12 })]
    [InlineData("seq-mean-sqrt", new double[] { 5.196152422706632, 6.928203230275509 })]
    [InlineData("seq-first", new double[] { 1, 2 })]
    [InlineData("seq-last", new double[] { 5, 6 })]
    public void PoolsSequencesOfWhichEveryTokenCounts(string name, double[] expected)
    {
        ArrayPooling pooling = OperatorCatalogue.Find(name)!.ForSets!();
        Assert.Equal([2], pooling.OutputShape([3, 2]));
        AssertClose.Within<double>(pooling.Pool(Tensor.Create<double>([1, 2, 3, 4, 5, 6], [3, 2])).ToArray(), expected, 0, 1e-15, name);
    }

    [Theory, MemberData(nameof(Names))]
    public void ItsPageSaysWhatTheCatalogueSays(string name) => Same($"operators/{name}.md", OperatorPages.Page(OperatorCatalogue.Find(name)!));

    [Fact]
    public void TheTableOfHowToChooseIsTheCatalogues() => Same("choosing.md", OperatorPages.Choosing());

    [Fact]
    public void ThereIsNoPageOfAnythingElse() => Assert.Equal(
        s_names.Order(StringComparer.Ordinal),
        Directory.GetFiles(Path.Combine(Repository.Root, "docs", "operators")).Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal));

    // CENOTE_WRITE_DOCS=1 writes the pages instead.
    private static void Same(string page, string text)
    {
        string path = Path.Combine(Repository.Root, "docs", page);
        if (Environment.GetEnvironmentVariable("CENOTE_WRITE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        Assert.Equal(text, File.ReadAllText(path));
    }
}
