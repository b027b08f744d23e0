using System.Buffers.Binary;
using Cenote.TensorBoard.Protos;
using static Google.Protobuf.WireFormat;

namespace Cenote.TensorBoard;

/// <summary>Reads a TensorBoard event file value by value, whoever wrote it, while it may still grow.</summary>
/// <remarks>
/// <para>Damage is passed over and counted in <see cref="Loss"/>; it is no exception, and no whole event before or behind it is lost. An event is
/// given with all of its values or not at all. Memory is that of the largest record, and is taken only when its bytes are there.</para>
/// <para>Numbers and images are understood in the old form (<c>simple_value</c>, <c>image</c>) and in the tensors of <c>tf.summary</c> and
/// <c>add_scalar(new_style=True)</c>, where the first value of a tag says what the tag is.</para>
/// <para>Not safe to use from several threads at once. The file is open only while it is read: at its end it is closed, and the next call opens
/// it again.</para>
/// <para>Source: TensorFlow, <c>event.proto</c>, <c>summary.proto</c>, <c>tensor.proto</c> and the TFRecord format.</para>
/// </remarks>
/// <example>
/// <code>
/// using var reader = new EventFileReader(path);
/// while (reader.TryRead(out EventValue value))
///     Console.WriteLine($"{value.Tag} {value.Point.Step}: {value.Point.Scalar}");
/// </code>
/// </example>
public sealed class EventFileReader : IDisposable
{
    /// <summary>The most bytes a record may declare, 256 MiB: room for an uncompressed RGBA picture of 8192 x 8192 pixels. A longer one counts as damage.</summary>
    public const int MaxRecordBytes = 1 << 28;

    private readonly FileWindow _file;
    private readonly RecordReader _records;
    private readonly Dictionary<string, string> _plugins;

    // The event whose values are being given: what its record says of all of them, and those that are left.
    private WireReader _values;
    private double _wallTime;
    private long _step;
    private long _offset;
    private int _index;

    /// <summary>Begins to read a file, which is opened by the first <see cref="TryRead"/>.</summary>
    /// <param name="path">The event file.</param>
    /// <param name="follow">Whether the file may still be written: then a cut record at its end is waited for, and else it is damage.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    public EventFileReader(string path, bool follow = false)
        : this(path, () => Open(path), follow, [])
    {
    }

    /// <param name="path">What the file is called.</param>
    /// <param name="open">Opens it.</param>
    /// <param name="follow">As above.</param>
    /// <param name="plugins">What each tag is, as far as earlier files of the same run have said it.</param>
    internal EventFileReader(string path, Func<Stream> open, bool follow, Dictionary<string, string> plugins)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
        _file = new FileWindow(open);
        _records = new RecordReader(_file, follow);
        _plugins = plugins;
    }

    /// <summary>The event file, as it was given.</summary>
    public string Path { get; }

    /// <summary>How far the file is read, in bytes. What lies before was given, or is part of the <see cref="Loss"/>.</summary>
    public long Position => _records.Position;

    /// <summary>Whole events so far, those without a value included.</summary>
    public long EventCount { get; private set; }

    /// <summary>What could not be read so far.</summary>
    public EventFileLoss Loss => _records.Loss;

    /// <summary>Gives the next value. False at the end of the file; where it is followed, a later call may find more.</summary>
    /// <exception cref="IOException">The file can not be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of rights.</exception>
    public bool TryRead(out EventValue value)
    {
        do
        {
            while (TryNextValue(ref _values, out ValueFields fields))
            {
                string tag = fields.Tag;
                int index = _index++;

                // Without a name there is no place to show it.
                if (tag.Length == 0)
                    continue;

                value = Describe(tag, fields, index);
                return true;
            }
        }
        while (TryBeginEvent());

        value = default;
        return false;
    }

    /// <summary>Reads a value's content again from its file.</summary>
    /// <param name="point">What <see cref="TryRead"/> or a <see cref="LogFolder"/> gave.</param>
    /// <returns>An image's files (PNG as a rule, whatever the writer chose), or a text's strings in UTF-8: one or several. Of all else, the
    /// bytes as they lie in the file.</returns>
    /// <exception cref="IOException">The file can not be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of rights.</exception>
    /// <exception cref="InvalidDataException">The file has changed meanwhile.</exception>
    public static IReadOnlyList<byte[]> ReadContent(EventPoint point)
    {
        using FileWindow file = new(() => Open(point.Path));
        RecordReader records = new(file, follow: true, point.Offset);
        if (records.TryRead(out ReadOnlyMemory<byte> data) && records.Loss.Count == 0 && TryParse(data, out _, out _, out WireReader values))
        {
            for (int i = 0; TryNextValue(ref values, out ValueFields fields); i++)
            {
                if (i == point.Index)
                    return [.. fields.Parts(point.Kind).Select(part => part.ToArray())];
            }
        }

        throw new InvalidDataException($"'{point.Path}' no longer holds the event that was read at byte {point.Offset:N0}.");
    }

    /// <summary>Closes the file. A later <see cref="TryRead"/> would open it again.</summary>
    public void Dispose() => _file.Dispose();

    private EventValue Describe(string tag, ValueFields fields, int index)
    {
        if (fields.Plugin is { Length: > 0 } named)
            _plugins.TryAdd(tag, named);

        (ValueKind kind, string plugin) = fields.Classify(_plugins.GetValueOrDefault(tag, ""));
        (int width, int height) = kind == ValueKind.Image ? fields.ImageSize() : (0, 0);
        return new EventValue
        {
            Tag = tag,
            Kind = kind,
            Plugin = plugin,
            Point = new EventPoint
            {
                Step = _step,
                WallTime = _wallTime,
                Scalar = kind == ValueKind.Scalar ? fields.Scalar() : double.NaN,
                Width = width,
                Height = height,
                Bytes = fields.Parts(kind).Sum(part => part.Length),
                Kind = kind,
                Path = Path,
                Offset = _offset,
                Index = index,
            },
        };
    }

    private bool TryBeginEvent()
    {
        while (_records.TryRead(out ReadOnlyMemory<byte> data))
        {
            int recordBytes = RecordFormat.HeaderBytes + data.Length + RecordFormat.FooterBytes;
            _offset = _records.Position - recordBytes;
            _index = 0;
            if (TryParse(data, out _wallTime, out _step, out _values))
            {
                EventCount++;
                return true;
            }

            Loss.Add(_offset, DamageKind.NoEvent);
            Loss.Bytes += recordBytes;
        }

        // Nothing may hold on to the last record's bytes.
        _values = default;
        _file.Dispose();
        return false;
    }

    /// <summary>Reads what an event says of all its values, and sees that all of them are whole.</summary>
    private static bool TryParse(ReadOnlyMemory<byte> data, out double wallTime, out long step, out WireReader values)
    {
        (wallTime, step, values) = (0, 0, default);
        WireReader fields = new(data);
        while (fields.Next())
        {
            switch (fields.Field, fields.Type)
            {
                case (Event.WallTimeFieldNumber, WireType.Fixed64):
                    wallTime = BinaryPrimitives.ReadDoubleLittleEndian(fields.Bytes.Span);
                    break;
                case (Event.StepFieldNumber, WireType.Varint):
                    step = fields.Number;
                    break;
                case (Event.SummaryFieldNumber, WireType.LengthDelimited):
                    values = new WireReader(fields.Bytes);
                    break;
            }
        }

        WireReader ahead = values;
        while (TryNextValue(ref ahead, out _))
        {
        }

        return !fields.IsBroken && !ahead.IsBroken;
    }

    private static bool TryNextValue(ref WireReader summary, out ValueFields value)
    {
        while (summary.Next())
        {
            if (summary.Field != Summary.ValueFieldNumber || summary.Type != WireType.LengthDelimited)
                continue;

            if (ValueFields.TryParse(summary.Bytes, out value))
                return true;

            summary.Break();
        }

        value = default;
        return false;
    }

    // The writer may still be at it, and may delete it too.
    internal static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
}
