using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace Cenote.Torch;

/// <summary>Errors of a backward pass. libtorch ends the process at an exception there, so a pooling's is kept and thrown afterwards.</summary>
/// <remarks>Nothing of the kind is known to happen but where memory runs out. The gradient of the pooling is then missing (as if it were 0).
/// <see cref="Backward"/> throws the error itself; after the plain <c>loss.backward()</c> the next forward pass of any pooling does.</remarks>
public static class PoolingError
{
    private static ExceptionDispatchInfo? s_kept;

    /// <summary>As <c>loss.backward()</c>, and throws what went wrong in a pooling.</summary>
    /// <param name="loss">A tensor of one element.</param>
    public static void Backward(Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        loss.backward();
        ThrowKept();
    }

    /// <summary>Throws what went wrong in a backward pass since it was last asked, if anything did.</summary>
    public static void ThrowKept() => Interlocked.Exchange(ref s_kept, null)?.Throw();

    internal static void Keep(Exception exception) => Interlocked.CompareExchange(ref s_kept, ExceptionDispatchInfo.Capture(exception), null);
}
