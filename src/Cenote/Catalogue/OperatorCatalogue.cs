namespace Cenote;

/// <summary>Every pooling of the library, once: the command line, the documentation, the tests and the viewers find it here.</summary>
public static class OperatorCatalogue
{
    /// <summary>All of them, in the order they are listed.</summary>
    public static IReadOnlyList<PoolingOperator> All { get; } = [.. WindowOperators.All, .. LearnedOperators.All, .. SequenceOperators.All];

    /// <summary>The pooling of a name; null where there is none.</summary>
    public static PoolingOperator? Find(string name) => All.FirstOrDefault(o => o.Name == name);
}
