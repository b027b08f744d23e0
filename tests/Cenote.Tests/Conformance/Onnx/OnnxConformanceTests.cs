using System.Text.Json;

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

    /// <summary>Runs every case that is not left out.</summary>
    internal static IEnumerable<ConformanceResult> Results()
    {
        foreach (OnnxCase c in OnnxCase.All.Values)
        {
            string? leftOut = OnnxLeftOut.Reason(c);
            if (leftOut is null)
                OnnxGraph.Check(c);

            yield return new ConformanceResult(c.Suite, s_names.GetValueOrDefault(c.Pooling.Op, c.Pooling.Op), c.Id[(c.Id.IndexOf('/', StringComparison.Ordinal) + 1)..], c.Accepted, leftOut);
        }
    }

    // Where the folder is absent a single row says so, by skipping.
    private static TheoryData<string> Ids(Func<OnnxCase, bool> which) => OnnxCase.Present is null
        ? ["(absent)"]
        : [.. OnnxCase.All.Values.Where(c => which(c) && OnnxLeftOut.Reason(c) is null).Select(c => c.Id)];
}
