using System.Text.Json;

namespace Cenote.Tests.Conformance.Onnx;

/// <summary>That ONNX's files are read as they are meant: by hand-made ones, and by the manifest, which others read from the same files.</summary>
public class OnnxFileTests
{
    [Fact]
    public void ReadsEachWayToStoreATensor()
    {
        // Unpacked dims, raw bytes.
        OnnxTensor raw = OnnxTensor.Read(Join(Number(1, 2), Number(1, 1), Number(2, 1), Chunk(9, [0, 0, 128, 63, 0, 0, 0, 192])));
        Assert.Equal("float32", raw.ElementType);
        Assert.Equal([2, 1], raw.Shape);
        Assert.Equal([1f, -2f], raw.Values<float>());

        // Packed ones; each type in its own field.
        Assert.Equal([1f, -2f], Packed(type: 1, field: 4, [0, 0, 128, 63, 0, 0, 0, 192]).Values<float>());
        Assert.Equal([1f, -2f], OnnxTensor.Read(Join(Number(1, 2), Number(2, 1), ProtoField.Single(4, 1), ProtoField.Single(4, -2))).Values<float>());
        Assert.Equal([1.0, -2.0], Packed(type: 11, field: 10, [0, 0, 0, 0, 0, 0, 240, 63, 0, 0, 0, 0, 0, 0, 0, 192]).Values<double>());
        Assert.Equal([(Half)1, (Half)(-2)], Packed(type: 10, field: 5, [0x80, 0x78, 0x80, 0x80, 0x03]).Values<Half>());
        Assert.Equal<byte>([1, 200], Packed(type: 2, field: 5, [1, 200, 1]).Values<byte>());
        Assert.Equal<sbyte>([1, -2], OnnxTensor.Read(Join(Number(1, 2), Number(2, 3), Number(5, 1), Number(5, -2))).Values<sbyte>());
        Assert.Equal([1L, -2L], OnnxTensor.Read(Join(Number(1, 2), Number(2, 7), Number(7, 1), Number(7, -2))).Values<long>());
    }

    public static TheoryData<string, byte[]> Broken() => new()
    {
        { "field 13 is not known", Join(Number(1, 1), Number(2, 1), Chunk(13, [])) },
        { "data_type 16 is not read here", Join(Number(1, 1), Number(2, 16), Chunk(9, [0, 0])) },
        { "shape (2) has 1 elements", Join(Number(1, 2), Number(2, 1), Chunk(9, [0, 0, 0, 0])) },
        { "5 bytes hold no whole number", Join(Number(1, 1), Number(2, 1), Chunk(9, [0, 0, 0, 0, 0])) },
        { "field 2 comes twice", Join(Number(2, 1), Number(2, 1)) },
        { "field 9 of 4 bytes is cut", Chunk(9, [0, 0, 0, 0])[..^1] },
        { "a number does not end", [0x08, 0x80] },
        { "field 2 has another wire type", Chunk(2, [1]) },
        { "field 1 has wire type 3", [0x0b] },
        { "field 4 has wire type 2 and 3 bytes", Join(Number(1, 1), Number(2, 1), Chunk(4, [0, 0, 0])) },
    };

    [Theory, MemberData(nameof(Broken))]
    public void RefusesWhatItDoesNotUnderstand(string message, byte[] tensor) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => OnnxTensor.Read(tensor)).Message, StringComparison.Ordinal);

    [Fact]
    public void ReadsAttributesOfEachType()
    {
        OnnxNode node = OnnxNode.Read(Join(
            ProtoField.String(1, "x"),
            ProtoField.String(2, "y"),
            ProtoField.String(2, "z"),
            ProtoField.String(4, "Op"),
            ProtoField.Nested(5, ProtoField.String(1, "list"), Number(8, 3), Number(8, -1), Number(20, 7)),
            ProtoField.Nested(5, ProtoField.String(1, "integer"), Number(3, 5), Number(20, 2)),
            ProtoField.Nested(5, ProtoField.String(1, "text"), ProtoField.String(4, "SAME"), Number(20, 3)),
            ProtoField.Nested(5, ProtoField.String(1, "float"), ProtoField.Single(2, 0.5f), Number(20, 1))));
        Assert.Equal("Op", node.Op);
        Assert.Equal(["x"], node.Inputs);
        Assert.Equal(["y", "z"], node.Outputs);
        Assert.Equal([3, -1], node.Numbers("list")!);
        Assert.Equal((5, 7), (node.Number("integer", 7), node.Number("other", 7)));
        Assert.Equal(("SAME", ""), (node.Text("text"), node.Text("other")));
        Assert.Equal(0.5, node.Attributes["float"]);
        node.Only("list", "integer", "text", "float");
        InvalidDataException unread = Assert.Throws<InvalidDataException>(() => node.Only("list", "integer", "text"));
        Assert.Contains("Op has the attribute float", unread.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConvertsIndicesBothWays()
    {
        // Two maps of 2 x 3 in one image, then two of the next; two windows each.
        nint[] shape = [2, 2, 2, 3];
        long[] places = [0, 5, 1, 4, 2, 3, 5, 5];
        long[] rows = OnnxIndices.FromPlanes(places, shape, columnMajor: false);
        Assert.Equal([0, 5, 7, 10, 14, 15, 23, 23], rows);
        Assert.Equal(places, OnnxIndices.ToPlanes(rows, shape, maps: 4));
        Assert.Equal([0, 5, 8, 9, 16, 13, 23, 23], OnnxIndices.FromPlanes(places, shape, columnMajor: true));
    }

    [Fact]
    public void ReadsWhatTheManifestSays()
    {
        string folder = Repository.SharedOrSkip(OnnxCase.Folder);
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json")));
        JsonElement[] cases = [.. manifest.RootElement.GetProperty("cases").EnumerateArray()];
        Assert.Equal(
            Directory.GetFiles(folder, "model.onnx", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, Path.GetDirectoryName(f)!)).Order(),
            cases.Select(c => c.GetProperty("case").GetString()!).Order());
        foreach (JsonElement json in cases)
        {
            OnnxCase c = OnnxCase.All[json.GetProperty("case").GetString()!];
            JsonElement data = json.GetProperty("data_sets").EnumerateArray().Single();
            Assert.Equal(DescribedAll(data.GetProperty("inputs")), c.Inputs.Select(i => Described(i.Key, i.Value)));
            Assert.Equal(DescribedAll(data.GetProperty("outputs")), c.Outputs.Select(o => Described(o.Name, o.Tensor)));
            Assert.Equal(json.GetProperty("nodes").EnumerateArray().Select(Described), c.Nodes.Select(Described));
        }
    }

    private static IEnumerable<string> DescribedAll(JsonElement tensors) => tensors.EnumerateArray().Select(t =>
        $"{t.GetProperty("graph_name")} {t.GetProperty("dtype")} {string.Join(", ", t.GetProperty("shape").EnumerateArray())}");

    private static string Described(string name, OnnxTensor tensor) => $"{name} {tensor.ElementType} {string.Join(", ", tensor.Shape)}";

    private static string Described(JsonElement node) => Described(
        node.GetProperty("op").GetString()!,
        node.GetProperty("inputs").EnumerateArray().Select(e => e.GetString()!),
        node.GetProperty("outputs").EnumerateArray().Select(e => e.GetString()!),
        node.GetProperty("attributes").EnumerateObject().Select(a => (a.Name, a.Value.ValueKind switch
        {
            JsonValueKind.Array => string.Join(", ", a.Value.EnumerateArray()),
            JsonValueKind.Number => $"{a.Value.GetDouble()}",
            _ => a.Value.GetString()!,
        })));

    private static string Described(OnnxNode node) =>
        Described(node.Op, node.Inputs, node.Outputs, node.Attributes.Select(a => (a.Key, a.Value is long[] list ? string.Join(", ", list) : $"{a.Value}")));

    private static string Described(string op, IEnumerable<string> inputs, IEnumerable<string> outputs, IEnumerable<(string Name, string Value)> attributes) =>
        $"{op}({string.Join(", ", inputs)}) -> {string.Join(", ", outputs)} {string.Join("; ", attributes.OrderBy(a => a.Name, StringComparer.Ordinal))}";

    private static OnnxTensor Packed(int type, int field, byte[] bytes) => OnnxTensor.Read(Join(Chunk(1, [2]), Number(2, type), Chunk(field, bytes)));

    private static byte[] Number(int field, long value) => ProtoField.Number(field, value);

    private static byte[] Chunk(int field, byte[] bytes) => ProtoField.Nested(field, bytes);

    private static byte[] Join(params byte[][] fields) => [.. fields.SelectMany(f => f)];
}
