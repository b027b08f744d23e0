using Cenote.Benchmarks;

const string Usage = """
    Measures Cenote beside its peers and beside what memory allows. Start it by bench/run.sh, which prepares the peers.
      --table [W1,W2,...] [--threads N] [--rounds N] [--runs N] [--json FILE] [--markdown FILE]
                 the workloads, all by default: times, and ratios to the best peer and to the limit
      --check [W1,W2,...] [--threads N]
                 only compares the peers' results with ours, on two images of each workload
      --scale [--threads N] [--rounds N] [--runs N] [--json FILE] [--markdown FILE]
                 one pooling from 64 kB to 1 GB beside the limit
      --step [--threads N] [--rounds N]
                 a training step with Cenote's max pooling beside TorchSharp's own
      --micro [options of BenchmarkDotNet]
                 single kernels in the cache, on one thread; --filter '*' for all
    """;

try
{
    switch (args)
    {
        case ["--table", ..]:
            TableRun.Run(TableOptions.Parse(args.AsSpan(1)));
            return 0;
        case ["--check", ..]:
            TableRun.Check(TableOptions.Parse(args.AsSpan(1)));
            return 0;
        case ["--scale", ..]:
            Scale.Run(TableOptions.Parse(args.AsSpan(1), takesGroups: false));
            return 0;
        case ["--step", ..]:
            Step.Run(TableOptions.Parse(args.AsSpan(1), takesGroups: false));
            return 0;
        case ["--micro", ..]:
            Micro.Run(args[1..]);
            return 0;
        case []:
            throw new BadRequestException(Usage);
        default:
            throw new BadRequestException($"{args[0]} is not something to do.\n{Usage}");
    }
}
catch (BadRequestException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
catch (DifferentResultException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
