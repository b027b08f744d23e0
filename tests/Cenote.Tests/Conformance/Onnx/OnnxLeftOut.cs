namespace Cenote.Tests.Conformance.Onnx;

/// <summary>The cases that are not run, each with its reason. Nothing else may be left out, and the tests count what is.</summary>
internal static class OnnxLeftOut
{
    /// <summary>What the library gives is not what the case holds: ids with the evidence. None, so far.</summary>
    public static IReadOnlyDictionary<string, string> Disagrees { get; } = new Dictionary<string, string>();

    // What the library does not mean to have.
    private static readonly Dictionary<string, string> s_operators = new()
    {
        ["RoiAlign"] = "regions of interest",
        ["MaxRoiPool"] = "regions of interest",
        ["MaxpoolWithMask"] = "not an operator of ONNX but of ONNX Runtime alone",
    };

    // Single cases of operators that are run otherwise.
    private static readonly Dictionary<string, string> s_cases = new()
    {
        ["ort-076"] = "a map without a batch axis is pooled here",
        ["ort-078"] = "output_shape of a wrong length: a list the library has no parameter for",
        ["ort-079"] = "pads of a wrong length: a list the library has no parameter for",
        ["ort-082"] = "output_shape of another batch: the library is told the spatial axes only",
    };

    /// <summary>Why a case is not run; null where it is.</summary>
    public static string? Reason(OnnxCase c) =>
        s_operators.GetValueOrDefault(c.Pooling.Op) ?? s_cases.GetValueOrDefault(c.Id)
        ?? (Disagrees.TryGetValue(c.Id, out string? evidence) ? "disagrees: " + evidence : null);
}
