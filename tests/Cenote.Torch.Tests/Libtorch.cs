// libtorch has one generator of random numbers: tests that set its seed go one after the other.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]

namespace Cenote.Torch.Tests;

/// <summary>Whether libtorch can be loaded here. Not by trying: where TorchSharp can not load it, it copies 600 MB first and names the wrong library.</summary>
internal static class Libtorch
{
    private const string ReadyVariable = "CENOTE_TEST_LIBTORCH";

    /// <summary>Skips a test where libtorch is not prepared.</summary>
    public static void Need() => Assert.SkipUnless(
        Environment.GetEnvironmentVariable(ReadyVariable) == "ready", $"libtorch is not prepared ({ReadyVariable} is not 'ready'); ./test.sh does it, or says what is missing.");
}
