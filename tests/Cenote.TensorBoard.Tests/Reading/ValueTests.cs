using System.Text;
using static Cenote.Testing.ProtoField;

namespace Cenote.TensorBoard.Tests.Reading;

/// <summary>What writers put into an event, in the old form and the newer one, and what the reader makes of it.</summary>
public sealed class ValueTests
{
    private const int DtFloat = 1, DtDouble = 2, DtInt32 = 3, DtString = 7;

    public static TheoryData<string, byte[], ValueKind, string, double> Forms => new()
    {
        { "simple_value", Records.Scalar("t", 0.5f), ValueKind.Scalar, "scalars", 0.5 },
        { "simple_value NaN", Records.Scalar("t", float.NaN), ValueKind.Scalar, "scalars", double.NaN },
        { "float_val, packed", Tensor("scalars", DtFloat, Nested(5, BitConverter.GetBytes(0.25f))), ValueKind.Scalar, "scalars", 0.25 },
        { "float_val, not packed", Tensor("scalars", DtFloat, Single(5, 0.25f)), ValueKind.Scalar, "scalars", 0.25 },
        { "double_val", Tensor("scalars", DtDouble, Nested(6, BitConverter.GetBytes(0.1))), ValueKind.Scalar, "scalars", 0.1 },
        { "tensor_content", Tensor("scalars", DtFloat, Nested(4, BitConverter.GetBytes(-2f))), ValueKind.Scalar, "scalars", -2 },
        { "two numbers", Tensor("scalars", DtFloat, Nested(4, new byte[8])), ValueKind.Other, "scalars", double.NaN },
        { "whole numbers", Tensor("scalars", DtInt32, Number(7, 3)), ValueKind.Other, "scalars", double.NaN },
        { "image", Records.Image("t", 2, 3, [1]), ValueKind.Image, "images", double.NaN },
        { "image tensor", Tensor("images", DtString, String(8, "3"), String(8, "2"), Nested(8, [1])), ValueKind.Image, "images", double.NaN },
        { "image tensor of numbers", Tensor("images", DtFloat, Single(5, 1)), ValueKind.Other, "images", double.NaN },
        { "text", Tensor("text", DtString, String(8, "hello")), ValueKind.Text, "text", double.NaN },
        { "histogram", [.. String(1, "t"), .. Nested(5, Number(1, 1))], ValueKind.Other, "histograms", double.NaN },
        { "audio", [.. String(1, "t"), .. Nested(6, Number(1, 1))], ValueKind.Other, "audio", double.NaN },
        { "a plugin of its own", Tensor("pr_curves", DtFloat, Single(5, 1)), ValueKind.Other, "pr_curves", double.NaN },
        { "a tensor that nobody explains", [.. String(1, "t"), .. Nested(8, Number(1, DtFloat), Single(5, 1))], ValueKind.Other, "", double.NaN },
        { "hyperparameters, metadata only", [.. String(1, "t"), .. Records.Metadata("hparams")], ValueKind.Other, "hparams", double.NaN },
        { "metadata before the tag", [.. Records.Metadata("text"), .. Nested(8, Number(1, DtString), String(8, "x")), .. String(1, "t")], ValueKind.Text, "text", double.NaN },
        { "fields nobody knows", [.. Number(99, 1), .. String(98, "x"), .. Single(97, 1), .. Records.Scalar("t", 4)], ValueKind.Scalar, "scalars", 4 },
    };

    [Theory, MemberData(nameof(Forms), DisableDiscoveryEnumeration = true)]
    public void AValueIsWhatItsFieldsSay(string name, byte[] value, ValueKind kind, string plugin, double scalar)
    {
        EventValue read = Assert.Single(Records.Reader(Records.Event(-7, value)).ReadAll());
        Assert.Equal((name, "t", kind, plugin, scalar), (name, read.Tag, read.Kind, read.Plugin, read.Point.Scalar));
        Assert.Equal((-7, Records.WallTime), (read.Point.Step, read.Point.WallTime));
        Assert.Equal(kind == ValueKind.Image ? (3, 2) : (0, 0), (read.Point.Width, read.Point.Height));
    }

    [Fact]
    public void MetadataIsRememberedFromATagsFirstValue()
    {
        byte[] bare = [.. String(1, "t"), .. Nested(8, Number(1, DtString), String(8, "later"))];
        byte[] file = [.. Records.Event(0, Tensor("text", DtString, String(8, "first"))), .. Records.Event(1, bare), .. Records.Event(2, Tensor("other", DtString, String(8, "last")))];
        Assert.All(Records.Reader(file).ReadAll(), value => Assert.Equal((ValueKind.Text, "text"), (value.Kind, value.Plugin)));
    }

    [Fact]
    public void AnEventGivesAllItsValuesAndPassesOverThoseWithoutATag()
    {
        byte[] file = [.. Records.Version, .. Records.Event(3, Records.Scalar("a", 1), Single(2, 5), [], Records.Scalar("b", 2), Records.Image("c", 1, 1, [9]))];
        EventFileReader reader = Records.Reader(file);
        Assert.Equal(["a", "b", "c"], reader.ReadAll().Select(value => value.Tag));
        Assert.Equal((2, 0), (reader.EventCount, reader.Loss.Count));
    }

    [Fact]
    public void ContentIsFetchedFromTheFileWhenItIsAskedFor()
    {
        using TempFolder scratch = new();
        string path = scratch.File("events.out.tfevents.1");
        byte[] images = Tensor("images", DtString, String(8, "3"), String(8, "2"), String(8, "one"), String(8, "two"));
        byte[] damaged = Records.Event(0, Records.Scalar("gone", 1));
        damaged[14] ^= 1;
        File.WriteAllBytes(path, [.. damaged, .. Records.Event(1, Records.Scalar("s", 1), Records.Image("i", 2, 3, "png"u8.ToArray()), images), .. Records.Event(2, Tensor("u", "text", DtString, String(8, "a"), String(8, "b")))]);
        List<EventValue> values;
        using (EventFileReader reader = new(path))
            values = reader.ReadAll();

        Assert.Equal([4, 3, 6, 2], values.Select(value => value.Point.Bytes));
        Assert.Equal(["png", "one two", "a b"], values[1..].Select(value => string.Join(' ', EventFileReader.ReadContent(value.Point).Select(Encoding.UTF8.GetString))));

        byte[] other = File.ReadAllBytes(path);
        other[^1] ^= 1;
        File.WriteAllBytes(path, other);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => EventFileReader.ReadContent(values[3].Point));
        Assert.Equal($"'{path}' no longer holds the event that was read at byte {damaged.Length + LengthOfSecond(other, damaged.Length):N0}.", error.Message);
    }

    private static long LengthOfSecond(byte[] file, int start) => 16 + BitConverter.ToInt64(file, start);

    private static byte[] Tensor(string plugin, int type, params byte[][] fields) => Tensor("t", plugin, type, fields);

    private static byte[] Tensor(string tag, string plugin, int type, params byte[][] fields) =>
        [.. String(1, tag), .. Records.Metadata(plugin), .. Nested(8, [Number(1, type), Nested(2), .. fields])];
}
