using System.Numerics.Tensors;
using System.Text.Json;

namespace Cenote.Tests.Conformance;

/// <summary>What numpy computed from a paper's formulas, in double, forward and backward. The files come from this project's own generator.</summary>
internal sealed class PapersCase(JsonElement json, NumpyArchive arrays)
{
    private static readonly Lazy<IReadOnlyDictionary<string, PapersCase>> s_all = new(ReadAll);

    public static IReadOnlyDictionary<string, PapersCase> All => s_all.Value;

    public string Id { get; } = json.GetProperty("id").GetString()!;

    public string Op { get; } = json.GetProperty("op").GetString()!;

    /// <summary>The ids of an operator's cases.</summary>
    public static IEnumerable<string> Of(params string[] operators) => All.Values.Where(c => operators.Contains(c.Op)).Select(c => c.Id);

    public int Number(string attribute) => json.GetProperty("attrs").GetProperty(attribute).GetInt32();

    public Tensor<double> Input(string name) => Tensor(json.GetProperty("inputs").GetProperty(name));

    public Tensor<double>? OptionalInput(string name) => json.GetProperty("inputs").TryGetProperty(name, out JsonElement input) ? Tensor(input) : null;

    public Tensor<double> GradOutput => Tensor(json.GetProperty("backward").GetProperty("grad_output"));

    public void AssertOutput(string name, Tensor<double> actual) => AssertSame(name, json.GetProperty("outputs").GetProperty(name), actual);

    public void AssertGradient(string name, Tensor<double>? actual)
    {
        JsonElement gradients = json.GetProperty("backward").GetProperty("grad_inputs");
        Assert.Equal(gradients.TryGetProperty(name, out JsonElement expected), actual is not null);
        if (actual is not null)
            AssertSame("grad_" + name, expected, actual);
    }

    public void AssertAlternative(string name, Tensor<double> actual) =>
        AssertSame("alt_" + name, json.GetProperty("backward").GetProperty("alternatives").GetProperty(name), actual);

    private void AssertSame(string name, JsonElement expected, Tensor<double> actual)
    {
        JsonElement compare = json.GetProperty("compare").GetProperty(name);
        Assert.Equal("tol", compare.GetProperty("mode").GetString());
        Tensor<double> wanted = Tensor(expected);
        Assert.Equal(wanted.Lengths, actual.Lengths);
        AssertClose.Within<double>(Elements(wanted), Elements(actual), compare.GetProperty("rtol").GetDouble(), compare.GetProperty("atol").GetDouble(), name);
    }

    private Tensor<double> Tensor(JsonElement array) => System.Numerics.Tensors.Tensor.Create(
        arrays.Array<double>(array.GetProperty("key").GetString()!), [.. array.GetProperty("shape").EnumerateArray().Select(e => (nint)e.GetInt32())]);

    private static double[] Elements(Tensor<double> tensor)
    {
        double[] elements = new double[tensor.FlattenedLength];
        tensor.FlattenTo(elements);
        return elements;
    }

    private static Dictionary<string, PapersCase> ReadAll()
    {
        string folder = Path.Combine(Repository.Root, "tests", "Cenote.Tests", "Conformance", "papers");
        NumpyArchive arrays = new(Path.Combine(folder, "dev.npz"));
        JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "dev.json")));
        return document.RootElement.GetProperty("cases").EnumerateArray().Select(c => new PapersCase(c, arrays)).ToDictionary(c => c.Id);
    }
}
