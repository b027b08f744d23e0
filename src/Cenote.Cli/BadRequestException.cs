namespace Cenote.Cli;

/// <summary>A request that can not be carried out as it stands. The message is one sentence for the user.</summary>
internal sealed class BadRequestException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Hands the user's numbers to the library; what it refuses is a bad request, told in the command line's words.</summary>
    public static T Unless<T>(Func<T> accepted, string kernel = "--kernel", string outputSize = "--output-size")
    {
        try
        {
            return accepted();
        }
        catch (ArgumentException e)
        {
            throw new BadRequestException(Told(e.Message, kernel, outputSize), e);
        }
    }

    /// <summary>What the library says, in the command line's words: it names the parameter, which means nothing there.</summary>
    public static string Told(string message, string kernel = "--kernel", string outputSize = "--output-size")
    {
        int end = message.LastIndexOf(" (Parameter '", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end])
            .Replace("kernelSize", kernel, StringComparison.Ordinal)
            .Replace("outputSize", outputSize, StringComparison.Ordinal)
            .Replace("batchSize", "--batch-size", StringComparison.Ordinal)
            .Replace("divisorOverride", "--divisor", StringComparison.Ordinal);
    }
}
