using System.Numerics;

namespace Cenote.Benchmarks.Peers;

/// <summary>Another library that pools.</summary>
internal interface IPeer
{
    /// <summary>Name and version, or in one sentence why it is not there.</summary>
    string Description { get; }

    bool IsThere { get; }

    /// <summary>Its ways to do a task, one for each layout that it knows; none where it does not do the task at all.</summary>
    IEnumerable<Candidate> Forward<T>(PoolData<T> data)
        where T : unmanaged, INumber<T>;
}
