using Xunit.Sdk;
using Xunit.v3;

// Some tests count the bytes the process allocates, or watch which thread reads.
[assembly: Parallelization(Mode = ParallelMode.None)]
