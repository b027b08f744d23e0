namespace Cenote.Data;

/// <summary>What is known of deflate, the compression of zip and gzip.</summary>
internal static class Deflate
{
    /// <summary>Its longest match is 258 bytes and takes two bits at least: nothing grows by more.</summary>
    internal const int MostGrowth = 1032;
}
