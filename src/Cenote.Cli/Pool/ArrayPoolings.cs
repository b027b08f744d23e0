namespace Cenote.Cli.Pool;

/// <summary>What a pooling does to an array in a file, where one array says all.</summary>
internal static class ArrayPoolings
{
    public static ArrayPooling Make(PoolingOperator pooling, PoolingSettings settings)
    {
        if (pooling.ForSets is not null)
            return pooling.ForSets();

        if (pooling.ForImages is not null)
            return Poolings.Make(pooling, settings);

        PoolingParameter needed = pooling.Parameters[^1];
        throw new BadRequestException($"{pooling.Title} takes {needed.Name} ({needed.Range}) beside its input, and a command line has one input; in C#, {pooling.Types} takes both.");
    }

    /// <summary>The element types that a layer takes, as files name them.</summary>
    public static IReadOnlyList<string> Elements(ArrayPooling pool) =>
        pool.Layer is SelectionPool or AvgPool or SumPool ? ["float32", "float64", "float16", "uint8", "int8"] : ["float32", "float64"];

    /// <summary>Whether an array of this rank is a batch, whose items have nothing to do with each other.</summary>
    public static bool IsBatch(ArrayPooling pool, PoolingSettings settings, int rank) => pool.Layer switch
    {
        SequencePool => rank == 3,
        CapsuleRouting => rank == 4,

        // Maps of one item's channels are pooled one by one too, where nothing is drawn or learned.
        WindowPool { Layout: TensorLayout.Nchw } and not StochasticPool => true,
        _ => rank == settings.SpatialAxes + 2,
    };

    /// <summary>Whether it learns, and works here with weights that nobody trained.</summary>
    public static bool IsUntrained(PoolingOperator pooling) => pooling.Name is "mixed" or "gated" or "attention";
}
