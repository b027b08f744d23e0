namespace Cenote.Tests.Conformance.Onnx;

/// <summary>Every case of ONNX's backend tests and of ONNX Runtime's unit tests, read where they are beside the checkout.</summary>
public class OnnxConformanceTests
{
    // The catalogue's names. What has none keeps ONNX's.
    private static readonly Dictionary<string, string> s_names = new()
    {
        ["MaxPool"] = "max",
        ["AveragePool"] = "avg",
        ["LpPool"] = "lp",
        ["GlobalMaxPool"] = "global-max",
        ["GlobalAveragePool"] = "global-avg",
        ["GlobalLpPool"] = "global-lp",
        ["MaxUnpool"] = "max-unpool",
    };

    public static TheoryData<string> Accepted() => Ids(c => c.Accepted);

    public static TheoryData<string> Refused() => Ids(c => !c.Accepted);

    [Theory, MemberData(nameof(Accepted))]
    public void GivesWhatOnnxHolds(string id)
    {
        Repository.SharedOrSkip(OnnxCase.Folder);
        OnnxGraph.Check(OnnxCase.All[id]);
    }

    [Theory, MemberData(nameof(Refused))]
    public void RefusesWhatOnnxRuntimeRefuses(string id)
    {
        Repository.SharedOrSkip(OnnxCase.Folder);
        OnnxGraph.Check(OnnxCase.All[id]);
    }

    [Fact]
    public void NoCaseIsLost()
    {
        Repository.SharedOrSkip(OnnxCase.Folder);
        Assert.Equal(73, OnnxCase.All.Values.Count(c => c.Suite != OnnxCase.RuntimeSuite && c.Accepted));
        Assert.Equal(94, OnnxCase.All.Values.Count(c => c.Suite == OnnxCase.RuntimeSuite && c.Accepted));
        Assert.Equal(24, OnnxCase.All.Values.Count(c => !c.Accepted));

        // Suite, operator, why it is left out: results, refusals.
        Dictionary<string, (int Results, int Refusals)> counts = OnnxCase.All.Values
            .GroupBy(c => $"{c.Suite}, {c.Pooling.Op}: {OnnxLeftOut.Reason(c) ?? "run"}")
            .ToDictionary(g => g.Key, g => (g.Count(c => c.Accepted), g.Count(c => !c.Accepted)));
        Assert.Equal(
            new Dictionary<string, (int, int)>
            {
                ["onnx node-v1.10.2, RoiAlign: regions of interest"] = (1, 0),
                ["onnx node, AveragePool: run"] = (20, 0),
                ["onnx node, GlobalAveragePool: run"] = (2, 0),
                ["onnx node, GlobalMaxPool: run"] = (2, 0),
                ["onnx node, LpPool: run"] = (8, 0),
                ["onnx node, MaxPool: run"] = (19, 0),
                ["onnx node, MaxUnpool: run"] = (2, 0),
                ["onnx node, RoiAlign: regions of interest"] = (3, 0),
                ["onnx pytorch-converted, AveragePool: run"] = (7, 0),
                ["onnx pytorch-converted, MaxPool: run"] = (8, 0),
                ["onnx pytorch-operator, MaxPool: run"] = (1, 0),
                ["onnxruntime, AveragePool: run"] = (12, 1),
                ["onnxruntime, GlobalAveragePool: run"] = (5, 0),
                ["onnxruntime, GlobalLpPool: run"] = (1, 0),
                ["onnxruntime, GlobalMaxPool: run"] = (4, 0),
                ["onnxruntime, LpPool: run"] = (10, 1),
                ["onnxruntime, MaxPool: run"] = (36, 2),
                ["onnxruntime, MaxRoiPool: regions of interest"] = (1, 0),
                ["onnxruntime, MaxUnpool: a map without a batch axis is pooled here"] = (0, 1),
                ["onnxruntime, MaxUnpool: output_shape of a wrong length: a list the library has no parameter for"] = (0, 1),
                ["onnxruntime, MaxUnpool: output_shape of another batch: the library is told the spatial axes only"] = (0, 1),
                ["onnxruntime, MaxUnpool: pads of a wrong length: a list the library has no parameter for"] = (0, 1),
                ["onnxruntime, MaxUnpool: run"] = (13, 6),
                ["onnxruntime, MaxpoolWithMask: not an operator of ONNX but of ONNX Runtime alone"] = (1, 3),
                ["onnxruntime, RoiAlign: regions of interest"] = (11, 7),
            }.OrderBy(p => p.Key, StringComparer.Ordinal),
            counts.OrderBy(p => p.Key, StringComparer.Ordinal));
        Assert.Empty(OnnxLeftOut.Disagrees);
    }

    /// <summary>Runs every case that is not left out.</summary>
    internal static IEnumerable<ConformanceResult> Results()
    {
        foreach (OnnxCase c in OnnxCase.All.Values)
        {
            string? leftOut = OnnxLeftOut.Reason(c);
            if (leftOut is null)
                OnnxGraph.Check(c);

            string name = c.Id[(c.Id.IndexOf('/', StringComparison.Ordinal) + 1)..];
            yield return new ConformanceResult(c.Suite, s_names.GetValueOrDefault(c.Pooling.Op, c.Pooling.Op), name, c.Accepted, leftOut);
        }
    }

    // Where the folder is absent a single row says so, by skipping.
    private static TheoryData<string> Ids(Func<OnnxCase, bool> which) => OnnxCase.Present is null
        ? ["(absent)"]
        : [.. OnnxCase.All.Values.Where(c => which(c) && OnnxLeftOut.Reason(c) is null).Select(c => c.Id)];
}
