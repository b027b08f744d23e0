namespace Cenote.Tests.Conformance;

/// <summary>The papers' cases for the table of conformance: each is run.</summary>
internal static class PapersSuite
{
    public static IEnumerable<ConformanceResult> Results()
    {
        PapersConformanceTests windows = new();
        PapersSetConformanceTests sets = new();
        foreach (ConformanceCase c in ConformanceCase.Papers.Values)
        {
            (string name, Action<string> run) = c.Op switch
            {
                "soft_pool" => ("soft", (Action<string>)windows.Soft),
                "stochastic_pool_inference" => ("stochastic", windows.StochasticInference),
                "stochastic_pool_sample" => ("stochastic", windows.StochasticSample),
                "gem_pool" => ("global-gem", windows.GeneralisedMean),
                "mixed_pool" => ("mixed", windows.MixedMaxAverage),
                "gated_pool" => ("gated", windows.GatedMaxAverage),
                "capsule_routing" => ("capsule", sets.RoutingGivesWhatThePaperSays),
                _ => ("attention", sets.AttentionGivesWhatThePaperSays),
            };
            run(c.Id);
            yield return new ConformanceResult("papers", name, c.Id, c.Accepted, LeftOut: null);
        }
    }
}
