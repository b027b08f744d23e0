namespace Cenote.Cli;

/// <summary>The library's poolings as the user names them.</summary>
internal static class Poolings
{
    public static string[] Names { get; } = [.. OperatorCatalogue.All.Select(o => o.Name)];

    /// <summary>Those that take images.</summary>
    public static string[] OfImages { get; } = [.. OperatorCatalogue.All.Where(o => o.ForImages is not null).Select(o => o.Name)];

    public static PoolingOperator Named(string name) =>
        OperatorCatalogue.All.FirstOrDefault(o => o.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new BadRequestException($"there is no pooling named {name}{Complaint.DidYouMean(name, Names)} 'cenote list' names them.");

    /// <summary>The pooling made for images by what the user set.</summary>
    public static ArrayPooling Make(PoolingOperator pooling, PoolingSettings settings) => BadRequestException.Unless(() => pooling.ForImages!(settings));

    /// <summary>A title at the beginning of a sentence.</summary>
    public static string Capital(string title) => char.ToUpperInvariant(title[0]) + title[1..];
}
