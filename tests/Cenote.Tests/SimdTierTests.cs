using System.Runtime.Intrinsics;

namespace Cenote.Tests;

/// <summary>./test.sh runs these tests once for each register width and says which by CENOTE_TEST_LANES; this checks that it is so.</summary>
public class SimdTierTests
{
    [Fact]
    public void RunsAtTheWidthThatWasAskedFor()
    {
        string? asked = Environment.GetEnvironmentVariable("CENOTE_TEST_LANES");
        Assert.SkipWhen(asked is null, "CENOTE_TEST_LANES is not set: the tests run at the machine's own width.");
        int widest = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
        Assert.Equal(asked, widest.ToString());
    }
}
