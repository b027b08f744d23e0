using System.Numerics;
using System.Numerics.Tensors;
using System.Text.Json;

namespace Cenote.Tests.Conformance;

/// <summary>PyTorch's cases whose input and result a formula gives: lengths that a float no longer counts, and uneven adaptive windows.</summary>
public class FormulaConformanceTests
{
    private static readonly JsonElement[] s_cases =
        [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "Cenote.Tests", "Conformance", "torch", "formula.json"))).RootElement.GetProperty("cases").EnumerateArray()];

    public static TheoryData<string> Ids() => [.. s_cases.Select(c => c.GetProperty("id").GetString()!)];

    [Fact]
    public void NoCaseIsLost() => Assert.Equal(12, s_cases.Length);

    [Theory, MemberData(nameof(Ids))]
    public void GivesWhatTheFormulaSays(string id)
    {
        JsonElement json = s_cases.Single(c => c.GetProperty("id").GetString() == id);
        ConformanceCase c = new(json, arrays: null!);
        nint[] shape = Lengths(json.GetProperty("x").GetProperty("shape"));
        if (json.GetProperty("x").TryGetProperty("fill", out JsonElement fill))
            Same(c, shape, _ => fill.GetSingle(), _ => fill.GetSingle(), _ => null);
        else
        {
            long input = (long)shape[^1], output = (long)Lengths(json.GetProperty("expect").GetProperty("y_shape"))[^1];
            long Start(long k) => k * input / output;
            long End(long k) => ((k + 1) * input + output - 1) / output;
            bool max = c.Op.StartsWith("adaptive_max", StringComparison.Ordinal);
            Same(c, shape, t => (double)t, k => max ? End(k) - 1 : (Start(k) + End(k) - 1) / 2.0, k => max ? End(k) - 1 : null);
        }
    }

    private static void Same<T>(ConformanceCase c, nint[] shape, Func<long, T> x, Func<long, T> y, Func<long, long?> index)
        where T : unmanaged, INumber<T>
    {
        T[] input = new T[(int)TensorPrimitives.Product<nint>(shape)];
        for (int i = 0; i < input.Length; i++)
            input[i] = x(i);

        WindowPool layer = TorchLayers.Make(c, TensorLayout.Nchw);
        nint[] pooled = layer.OutputShape(shape);
        Assert.Equal(Lengths(s_cases.Single(e => e.GetProperty("id").GetString() == c.Id).GetProperty("expect").GetProperty("y_shape")), pooled);
        T[] output = new T[(int)TensorPrimitives.Product<nint>(pooled)];
        long[] indices = new long[output.Length];
        if (layer is SelectionPool selection)
            selection.ForwardWithIndices(new ReadOnlyTensorSpan<T>(input, shape), new TensorSpan<T>(output, pooled), new TensorSpan<long>(indices, pooled));
        else
            layer.Forward(input, shape, output);

        for (int k = 0; k < output.Length; k++)
        {
            if (output[k] != y(k) || (index(k) is long place && indices[k] != place))
                Assert.Fail($"y[{k}] is {output[k]} from {indices[k]}, expected {y(k)} from {index(k)}.");
        }
    }

    private static nint[] Lengths(JsonElement list) => [.. list.EnumerateArray().Select(e => (nint)e.GetInt64())];
}
