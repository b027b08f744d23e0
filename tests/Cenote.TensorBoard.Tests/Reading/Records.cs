using static Cenote.Testing.ProtoField;

namespace Cenote.TensorBoard.Tests.Reading;

/// <summary>Records and events made by hand, from the format alone, and what the reader makes of them.</summary>
internal static class Records
{
    public const double WallTime = 1_700_000_000.25;

    /// <summary>A framed event of any values.</summary>
    public static byte[] Event(long step, params byte[][] values) =>
        EventFile.Frame([.. Time, .. Number(2, step), .. Nested(5, [.. values.Select(value => Nested(1, value))])]);

    public static byte[] Time => [0x09, .. BitConverter.GetBytes(WallTime)];

    public static byte[] Version => EventFile.Frame([.. Time, .. String(3, "brain.Event:2")]);

    /// <summary>The fields of a value that is a scalar in the old form.</summary>
    public static byte[] Scalar(string tag, float value) => [.. String(1, tag), .. Single(2, value)];

    /// <summary>The fields of a value that is an image in the old form.</summary>
    public static byte[] Image(string tag, int height, int width, byte[] file) => [.. String(1, tag), .. Nested(4, Number(1, height), Number(2, width), Number(3, 3), Nested(4, file))];

    public static byte[] Metadata(string plugin) => Nested(9, Nested(1, String(1, plugin), Nested(2, [1, 2, 3])));

    public static EventFileReader Reader(byte[] file, bool follow = false) => Reader(() => new MemoryStream(file), follow);

    public static EventFileReader Reader(Func<Stream> open, bool follow = false) => new("file", open, follow, []);

    public static List<EventValue> ReadAll(this EventFileReader reader)
    {
        List<EventValue> values = [];
        while (reader.TryRead(out EventValue value))
            values.Add(value);

        return values;
    }

    /// <summary>The steps of what the reader gives.</summary>
    public static long[] Steps(this EventFileReader reader) => [.. reader.ReadAll().Select(value => value.Point.Step)];
}
