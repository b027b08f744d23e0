namespace Cenote.Board.Playing;

/// <summary>A pooling of the catalogue, as the pages show it: all that they know of it comes from there. It takes a map, a sequence or
/// capsules, and reads some of <see cref="PlaySettings"/>.</summary>
internal sealed record PlayOperator(
    string Name, string Title, PoolingKind Kind, string Takes, string Types, string Formula, string Gradient, string Source,
    string GoodAt, string BadAt, string Cost, PoolingChoice? Choice, IReadOnlyList<string> Settings)
{
    // Mixtures have the windows of what they mix.
    private static readonly string[] s_window = ["kernelSize", "stride", "padding", "dilation", "ceilMode"];

    public static PlayOperator Of(PoolingOperator o) => new(
        o.Name, o.Title, o.Kind, Input(o), o.Types, o.Formula, o.Gradient, o.Source, o.GoodAt, o.BadAt, o.Cost, o.Choice, [.. Read(o)]);

    private static string Input(PoolingOperator o) => o.ForImages is not null ? "map" : o.Kind == PoolingKind.Sequence ? "sequence" : "capsules";

    // Controls for the parameters of the library that a page can set.
    private static IEnumerable<string> Read(PoolingOperator o)
    {
        string[] names = [.. o.Parameters.SelectMany(p => p.Name.Split(", "))];

        if (o.ForImages is not null && names.Contains("poolings"))
            names = [.. s_window, .. names];

        // Weights that are drawn are not set.
        bool draws = names.Contains("seed");
        return names.Select(name => name switch
        {
            "kernelSize" => "kernel",
            "stride" or "padding" or "dilation" or "sharpness" or "seed" => name,
            "ceilMode" => "ceil",
            "outputSize" when o.Kind == PoolingKind.Adaptive => "output",
            "countIncludePad" => name,
            "divisorOverride" => "divisor",
            "normType" or "p" => "p",
            "weights" or "omega" or "w" when !draws && (o.ForImages is not null || name == "w") => "weight",
            "iterations" => "rounds",
            _ => "",
        }).Where(name => name.Length > 0).Distinct();
    }
}
