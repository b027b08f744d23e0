namespace Cenote.Cli.Pool;

/// <summary>The files that a user named.</summary>
internal sealed class ArrayPlaces
{
    public ArrayPlaces(string input, string? output, string? indices)
    {
        Input = input;
        Output = output ?? throw new BadRequestException("pool needs -o FILE, the file to write. See 'cenote pool --help'.");
        Indices = indices;
        if (indices is not null && Path.GetFullPath(indices) == Path.GetFullPath(Output))
            throw new BadRequestException($"--indices and -o both name {indices}; they are two files.");
    }

    public string Input { get; }

    public string Output { get; }

    public string? Indices { get; }
}
