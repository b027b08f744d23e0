using System.Numerics.Tensors;
using System.Text.Json;

namespace Cenote.Tests.Conformance;

/// <summary>What PyTorch 1.13.1 computed, or refused, for one call; or what a paper's formula gives. The files come from this project's own generator.</summary>
internal sealed class ConformanceCase(JsonElement json, NumpyArchive arrays)
{
    private static readonly Lazy<IReadOnlyDictionary<string, ConformanceCase>> s_torch = new(() => Read("torch"));

    private static readonly Lazy<IReadOnlyDictionary<string, ConformanceCase>> s_papers = new(() => Read("papers"));

    public static IReadOnlyDictionary<string, ConformanceCase> Torch => s_torch.Value;

    /// <summary>Poolings that PyTorch lacks.</summary>
    public static IReadOnlyDictionary<string, ConformanceCase> Papers => s_papers.Value;

    public string Id { get; } = json.GetProperty("id").GetString()!;

    public string Op { get; } = json.GetProperty("op").GetString()!;

    public string ElementType => json.GetProperty("dtype").GetString()!;

    public bool Accepted => json.GetProperty("expect").GetString() == "ok";

    /// <summary>False where 1.13 refused by accident.</summary>
    public bool Normative { get; } = !json.TryGetProperty("normative", out JsonElement normative) || normative.GetBoolean();

    public nint[] InputShape => Shape(json.GetProperty("inputs").GetProperty("x"));

    public nint[] OutputShape => Shape(json.GetProperty("outputs").GetProperty("y"));

    public override string ToString() => $"{Id} {Op} {ElementType} {json.GetProperty("attrs").GetRawText()}";

    /// <summary>A list of the attributes; null where PyTorch was given None.</summary>
    public int[]? Numbers(string name)
    {
        JsonElement value = json.GetProperty("attrs").GetProperty(name);
        return value.ValueKind == JsonValueKind.Null ? null : [.. value.EnumerateArray().Select(e => e.GetInt32())];
    }

    /// <summary>A list some of whose entries PyTorch was given as None. A number that no int holds is refused as C# would: by its conversion.</summary>
    public int?[] OpenNumbers(string name) =>
        [.. json.GetProperty("attrs").GetProperty(name).EnumerateArray().Select(e => e.ValueKind == JsonValueKind.Null
            ? (int?)null
            : e.TryGetInt32(out int number) ? number : throw new ArgumentException($"{name} is {e}, which is no int.", nameof(name)))];

    /// <summary>norm_type; infinity is written as a word.</summary>
    public double Norm => json.GetProperty("attrs").GetProperty("norm_type") is { ValueKind: JsonValueKind.Number } p ? p.GetDouble() : double.PositiveInfinity;

    public string[] Tags => [.. json.GetProperty("tags").EnumerateArray().Select(e => e.GetString()!)];

    public string? Category => json.TryGetProperty("category", out JsonElement category) ? category.GetString() : null;

    public bool HasBackward => json.TryGetProperty("backward", out _);

    public int? Number(string name)
    {
        JsonElement value = json.GetProperty("attrs").GetProperty(name);
        return value.ValueKind == JsonValueKind.Null ? null : value.GetInt32();
    }

    public bool Flag(string name) => json.GetProperty("attrs").GetProperty(name).GetBoolean();

    /// <summary>x in C order.</summary>
    public T[] Input<T>(string name = "x")
        where T : unmanaged => Array<T>(json.GetProperty("inputs").GetProperty(name));

    public nint[] Shape(string input) => Shape(json.GetProperty("inputs").GetProperty(input));

    public double Real(string name) => json.GetProperty("attrs").GetProperty(name).GetDouble();

    /// <summary>x as PyTorch was given it: a strided view of its storage where it had one.</summary>
    public ReadOnlyTensorSpan<T> InputSpan<T>()
        where T : unmanaged
    {
        JsonElement x = json.GetProperty("inputs").GetProperty("x");
        if (!x.TryGetProperty("storage", out JsonElement storage))
        {
            // A tensor span wants memory behind it even where a length is 0.
            T[] dense = Input<T>();
            return new ReadOnlyTensorSpan<T>(dense.Length > 0 ? dense : new T[1024], InputShape);
        }

        // ReadOnlyTensorSpan takes no stride but 0 for an axis of length 1; it is never stepped along.
        nint[] shape = InputShape;
        nint[] strides = [.. x.GetProperty("strides").EnumerateArray().Select((e, axis) => shape[axis] == 1 ? 0 : (nint)e.GetInt32())];
        int offset = x.GetProperty("storage_offset").GetInt32();
        return new ReadOnlyTensorSpan<T>(Array<T>(storage).AsSpan(offset), shape, strides);
    }

    public T[] Output<T>(string name)
        where T : unmanaged => Array<T>(json.GetProperty("outputs").GetProperty(name));

    public T[] GradOutput<T>()
        where T : unmanaged => Array<T>(json.GetProperty("backward").GetProperty("grad_output"));

    public T[] GradInput<T>(string name = "x")
        where T : unmanaged => Array<T>(json.GetProperty("backward").GetProperty("grad_inputs").GetProperty(name));

    /// <summary>A gradient by another reading of the paper.</summary>
    public T[] Alternative<T>(string name)
        where T : unmanaged => Array<T>(json.GetProperty("backward").GetProperty("alternatives").GetProperty(name));

    /// <summary>Whether a result is to be compared at all.</summary>
    public bool Compares(string name) => json.GetProperty("compare").GetProperty(name).GetProperty("mode").GetString() != "unspecified";

    /// <summary>Compares as the case asks: bit for bit, within a tolerance, or not at all.</summary>
    public void AssertSame<T>(string name, ReadOnlySpan<T> expected, ReadOnlySpan<T> actual)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        JsonElement compare = json.GetProperty("compare").GetProperty(name);
        switch (compare.GetProperty("mode").GetString())
        {
            case "exact":
                AssertClose.SameBits(expected, actual, name);
                break;
            case "tol":
                AssertClose.Within(expected, actual, compare.GetProperty("rtol").GetDouble(), compare.GetProperty("atol").GetDouble(), name);
                break;
            case "unspecified":
                break;
            default:
                throw new NotSupportedException(compare.GetRawText());
        }
    }

    private static nint[] Shape(JsonElement array) => [.. array.GetProperty("shape").EnumerateArray().Select(e => (nint)e.GetInt32())];

    private T[] Array<T>(JsonElement reference)
        where T : unmanaged => arrays.Array<T>(reference.GetProperty("key").GetString()!);

    private static Dictionary<string, ConformanceCase> Read(string suite)
    {
        string folder = Path.Combine(Repository.Root, "tests", "Cenote.Tests", "Conformance", suite);
        NumpyArchive arrays = new(Path.Combine(folder, "dev.npz"));
        JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "dev.json")));
        return document.RootElement.GetProperty("cases").EnumerateArray().Select(c => new ConformanceCase(c, arrays)).ToDictionary(c => c.Id);
    }
}
