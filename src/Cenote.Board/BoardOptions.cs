using System.Net;

namespace Cenote.Board;

/// <summary>What a board shows, and where.</summary>
internal sealed record BoardOptions
{
    /// <summary>The port of TensorBoard, which people know.</summary>
    public const int DefaultPort = 6006;

    /// <summary>The folder that TensorBoard would be pointed at.</summary>
    public required string LogFolder { get; init; }

    /// <summary>The port; 0 for any that is free, null for <see cref="DefaultPort"/> or the next free one.</summary>
    public int? Port { get; init; }

    /// <summary>The address to listen at; null for this machine alone. With any other, a token is demanded.</summary>
    public IPAddress? Host { get; init; }
}
