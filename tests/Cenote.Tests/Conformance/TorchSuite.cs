namespace Cenote.Tests.Conformance;

/// <summary>PyTorch's cases for the table of conformance: each is run, or left out for a reason.</summary>
internal static class TorchSuite
{
    public static IEnumerable<ConformanceResult> Results()
    {
        TorchConformanceTests windows = new();
        MaxUnpoolConformanceTests unpooling = new();
        foreach (ConformanceCase c in ConformanceCase.Torch.Values)
        {
            string? reason = Reason(c);
            bool unpool = c.Op.StartsWith("max_unpool", StringComparison.Ordinal);
            if (reason is null && c.Accepted)
                (unpool ? (Action<string>)unpooling.GivesWhatPyTorchGave : windows.GivesWhatPyTorchGave)(c.Id);
            else if (reason is null)
                (unpool ? (Action<string>)unpooling.RefusesWhatPyTorchRefused : windows.RefusesWhatPyTorchRefused)(c.Id);

            yield return new ConformanceResult("torch", Name(c.Op), c.Id, c.Accepted, reason);
        }
    }

    private static string? Reason(ConformanceCase c) =>
        c.Op.StartsWith("roi", StringComparison.Ordinal) || c.Op.StartsWith("ps_roi", StringComparison.Ordinal) ? "regions of interest"
        : c.Op.StartsWith("fractional", StringComparison.Ordinal) ? "fractional windows"
        : !c.Normative ? "not normative: an accident of PyTorch 1.13"
        : c.ElementType is not ("float32" or "float64" or "float16" or "int8" or "uint8") ? $"element type {c.ElementType}"
        : c.Op.StartsWith("lp_pool", StringComparison.Ordinal) && double.IsInfinity(c.Norm) ? "p = infinity: PyTorch gives 1, here it is the greatest magnitude"
        : c.Category == "unpool_index_dtype" ? "indices of another type: C# refuses it when it compiles"
        : null;

    // adaptive_max_pool2d is a case of adaptive-max.
    private static string Name(string op) => op.StartsWith("max_unpool", StringComparison.Ordinal) ? "max-unpool"
        : op is "roi_align" or "roi_pool" or "ps_roi_align" or "ps_roi_pool" ? op
        : op[..^2].Replace("_pool", "", StringComparison.Ordinal).Replace('_', '-');
}
