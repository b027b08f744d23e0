using System.Text.Json;

namespace Cenote.Tests.Conformance.Onnx;

/// <summary>A graph, its inputs and what comes out: from ONNX's own test data, or from ONNX Runtime's unit tests. Neither is part of the project.</summary>
internal sealed class OnnxCase
{
    public const string Folder = "conformance/onnx";

    public const string RuntimeSuite = "onnxruntime";

    private static readonly Lazy<IReadOnlyDictionary<string, OnnxCase>> s_all = new(() => Present is null
        ? new Dictionary<string, OnnxCase>()
        : ReadModels(Present).Concat(ReadVectors(Present)).ToDictionary(c => c.Id));

    private readonly JsonElement _compare;

    private OnnxCase(string suite, string id, JsonElement compare)
    {
        Suite = suite;
        Id = id;
        _compare = compare;
    }

    /// <summary>The folder; null where it is absent.</summary>
    public static string? Present { get; } =
        Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", Folder)) is string path && Directory.Exists(path) ? path : null;

    /// <summary>Every case; none where the folder is absent.</summary>
    public static IReadOnlyDictionary<string, OnnxCase> All => s_all.Value;

    /// <summary>The suite, as a column of the table.</summary>
    public string Suite { get; }

    public string Id { get; }

    public required OnnxNode[] Nodes { get; init; }

    public required IReadOnlyDictionary<string, OnnxTensor> Inputs { get; init; }

    /// <summary>What comes out, in order; nothing where the call is refused.</summary>
    public required (string Name, OnnxTensor Tensor)[] Outputs { get; init; }

    public bool Accepted => Outputs.Length > 0;

    /// <summary>The one node that pools; the rest only reshape.</summary>
    public OnnxNode Pooling => Assert.Single(Nodes, n => n.Op is not ("Squeeze" or "Unsqueeze"));

    public override string ToString() => $"{Id} {Pooling}";

    /// <summary>Compares a floating-point or byte output as the case asks: bit for bit or within a tolerance.</summary>
    public void AssertSame(string name, double[] expected, double[] actual)
    {
        if (_compare.TryGetProperty("exact", out JsonElement exact))
        {
            Assert.True(exact.GetBoolean());
            AssertClose.SameBits<double>(expected, actual, name);
        }
        else
        {
            AssertClose.Within<double>(expected, actual, _compare.GetProperty("rtol").GetDouble(), _compare.GetProperty("atol").GetDouble(), name);
        }
    }

    // The manifest says which folders there are and how to compare; everything else is read from ONNX's own files.
    private static IEnumerable<OnnxCase> ReadModels(string folder)
    {
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json")));
        foreach (JsonElement json in manifest.RootElement.GetProperty("cases").EnumerateArray())
        {
            string id = json.GetProperty("case").GetString()!;
            OnnxModel model = OnnxModel.Read(Path.Combine(folder, id, "model.onnx"));
            string data = Assert.Single(Directory.GetDirectories(Path.Combine(folder, id)));
            yield return new OnnxCase("onnx " + id[..id.IndexOf('/', StringComparison.Ordinal)], id, json.GetProperty("compare").Clone())
            {
                Nodes = model.Nodes,
                Inputs = Tensors(data, "input", model.Inputs).ToDictionary(t => t.Name, t => t.Tensor),
                Outputs = [.. Tensors(data, "output", model.Outputs)],
            };
        }
    }

    private static IEnumerable<(string Name, OnnxTensor Tensor)> Tensors(string folder, string kind, string[] names)
    {
        Assert.Equal(names.Length, Directory.GetFiles(folder, kind + "_*").Length);
        return names.Select((name, i) => (name, OnnxTensor.Read(File.ReadAllBytes(Path.Combine(folder, $"{kind}_{i}.pb")))));
    }

    private static IEnumerable<OnnxCase> ReadVectors(string folder)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "ort.json")));
        NumpyArchive arrays = new(Path.Combine(folder, "ort.npz"));
        foreach (JsonElement json in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            (string Name, OnnxTensor Tensor)[] inputs = [.. Tensors(json.GetProperty("inputs"), arrays)];
            (string Name, OnnxTensor Tensor)[] outputs = [.. Tensors(json.GetProperty("outputs"), arrays)];
            Assert.Equal(json.GetProperty("expect").GetString() == "ok", outputs.Length > 0);
            Dictionary<string, object> attributes = json.GetProperty("attrs").EnumerateObject().ToDictionary(a => a.Name, a => Attribute(a.Value));
            yield return new OnnxCase(RuntimeSuite, json.GetProperty("id").GetString()!, json.GetProperty("compare").Clone())
            {
                Nodes = [new OnnxNode(json.GetProperty("op").GetString()!, [.. inputs.Select(t => t.Name)], [.. outputs.Select(t => t.Name)], attributes)],
                Inputs = inputs.ToDictionary(t => t.Name, t => t.Tensor),
                Outputs = outputs,
            };
        }
    }

    private static IEnumerable<(string Name, OnnxTensor Tensor)> Tensors(JsonElement json, NumpyArchive arrays) => json.EnumerateObject().Select(t =>
    {
        string type = t.Value.GetProperty("dtype").GetString()!, key = t.Value.GetProperty("key").GetString()!;
        Array elements = type switch
        {
            "float32" => arrays.Array<float>(key),
            "float64" => arrays.Array<double>(key),
            "float16" => arrays.Array<Half>(key),
            "int64" => arrays.Array<long>(key),
            "int32" => arrays.Array<int>(key),
            "int8" => arrays.Array<sbyte>(key),
            "uint8" => arrays.Array<byte>(key),
            // Its bits.
            "bfloat16" => arrays.Array<ushort>(key),
            _ => throw new InvalidDataException(t.Value.GetRawText()),
        };
        return (t.Name, OnnxTensor.Make(type, [.. t.Value.GetProperty("shape").EnumerateArray().Select(e => (nint)e.GetInt32())], elements));
    });

    private static object Attribute(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => value.EnumerateArray().Select(e => e.GetInt64()).ToArray(),
        _ => value.TryGetInt64(out long integer) ? (object)integer : value.GetDouble(),
    };
}
