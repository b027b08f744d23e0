namespace Cenote.TensorBoard;

/// <summary>What of an event file could not be read.</summary>
public sealed class EventFileLoss
{
    private const int ListedPlaces = 100;

    private readonly GrowingList<EventFileDamage> _places = new();

    internal EventFileLoss()
    {
    }

    /// <summary>Damaged places: records, or stretches between two good ones.</summary>
    public long Count { get; private set; }

    /// <summary>Bytes passed over.</summary>
    public long Bytes { get; internal set; }

    /// <summary>The first hundred damaged places, from the beginning of the file.</summary>
    public IReadOnlyList<EventFileDamage> Places => _places;

    internal void Add(long offset, DamageKind kind)
    {
        Count++;
        if (_places.Count < ListedPlaces)
            _places.Add(new EventFileDamage(offset, kind));
    }
}

/// <summary>A damaged place of an event file.</summary>
public sealed class EventFileDamage
{
    internal EventFileDamage(long offset, DamageKind kind) => (Offset, Kind) = (offset, kind);

    /// <summary>Where the damaged record begins, in bytes from the beginning of the file.</summary>
    public long Offset { get; }

    /// <summary>What is wrong with it.</summary>
    public DamageKind Kind { get; }
}

/// <summary>What is wrong with a record.</summary>
public enum DamageKind
{
    /// <summary>The checksum of its length is wrong: nobody knows where it ends, and reading goes on at the next header that is good.</summary>
    Length,

    /// <summary>It declares more than <see cref="EventFileReader.MaxRecordBytes"/>.</summary>
    TooLong,

    /// <summary>The checksum of its data is wrong.</summary>
    Data,

    /// <summary>Its checksums are right, but its data is no event.</summary>
    NoEvent,

    /// <summary>The file ends within it.</summary>
    Cut,
}
