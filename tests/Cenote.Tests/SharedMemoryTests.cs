using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Cenote.Tests;

/// <summary>No output shares memory with an operand or another output: it is refused by name, before anything is written.</summary>
public class SharedMemoryTests
{
    // Every operand has memory of its own but for the two that a case names, which lie in one array.
    private static readonly nint[] s_map = [1, 4, 4], s_pooled = [1, 2, 2], s_tokens = [3, 4], s_capsules = [2, 3, 4];

    public static TheoryData<string, string, Action<Store>> Calls() => new()
    {
        { "output", "input", s => new MaxUnpool2d(2).Forward(s.In("input", s_pooled), Places(), s.Out("output", s_map)) },
        { "output", "indices", s => new MaxUnpool2d(2).Forward(s.In("input", s_pooled), s.Indices("indices", s_pooled), s.Out("output", s_map)) },
        { "gradInput", "gradOutput", s => new MaxUnpool2d(2).Backward(s.In("gradOutput", s_map), Places(), s.Out("gradInput", s_pooled)) },
        { "gradInput", "indices", s => new MaxUnpool2d(2).Backward(s.In("gradOutput", s_map), s.Indices("indices", s_pooled), s.Out("gradInput", s_pooled)) },
        { "output", "indices", s => new MaxPool2d(2).ForwardWithIndices(s.In("input", s_map), s.Out("output", s_pooled), s.Indices("indices", s_pooled)) },
        { "indices", "input", s => new MaxPool2d(2).ForwardWithIndices(s.In("input", s_map), s.Out("output", s_pooled), s.Indices("indices", s_pooled)) },

        { "output", "taps", s => new MaxPool2d(2).ForwardWithTaps(s.In("input", s_map), s.Out("output", s_pooled), s.Bytes("taps", s_pooled)) },
        { "taps", "input", s => new MaxPool2d(2).ForwardWithTaps(s.In("input", s_map), s.Out("output", s_pooled), s.Bytes("taps", s_pooled)) },
        { "gradInput", "taps", s => new MaxPool2d(2).Backward(s.In("gradOutput", s_pooled), s.Bytes("taps", s_pooled), s.Out("gradInput", s_map)) },
        { "gradInput", "indices", s => new MaxPool2d(2).Backward(s.In("gradOutput", s_pooled), s.Indices("indices", s_pooled), s.Out("gradInput", s_map)) },

        { "output", "input", s => Mixed.Forward(s.In("input", s_map), s.Span("weights", 2), s.Out("output", s_pooled)) },
        { "output", "weights", s => Mixed.Forward(s.In("input", s_map), s.Span("weights", 2), s.Out("output", s_pooled)) },
        { "gradInput", "input", MixedBackward },
        { "gradInput", "weights", MixedBackward },
        { "gradInput", "gradOutput", MixedBackward },
        { "gradWeights", "input", MixedBackward },
        { "gradWeights", "weights", MixedBackward },
        { "gradWeights", "gradOutput", MixedBackward },
        { "gradInput", "gradWeights", MixedBackward },

        { "output", "input", s => new GatedPool2d(2).Forward(s.In("input", s_map), s.Span("omega", 4), s.Out("output", s_pooled)) },
        { "output", "omega", s => new GatedPool2d(2).Forward(s.In("input", s_map), s.Span("omega", 4), s.Out("output", s_pooled)) },
        { "gradInput", "input", GatedBackward },
        { "gradInput", "omega", GatedBackward },
        { "gradInput", "gradOutput", GatedBackward },
        { "gradOmega", "input", GatedBackward },
        { "gradOmega", "omega", GatedBackward },
        { "gradOmega", "gradOutput", GatedBackward },
        { "gradInput", "gradOmega", GatedBackward },

        { "output", "input", Sample },
        { "output", "uniforms", Sample },
        { "output", "indices", Sample },
        { "indices", "input", Sample },
        { "indices", "uniforms", Sample },
        { "output", "input", s => new StochasticPool2d(2).Sample(s.In("input", s_map), 1, s.Out("output", s_pooled), s.Indices("indices", s_pooled)) },
        { "output", "indices", s => new StochasticPool2d(2).Sample(s.In("input", s_map), 1, s.Out("output", s_pooled), s.Indices("indices", s_pooled)) },

        { "output", "input", s => new SequenceMeanPool().Forward(s.In("input", s_tokens), s.Out("output", [4])) },
        { "output", "mask", s => new SequenceMeanPool().Forward(s.In("input", s_tokens), s.Out("output", [4]), s.Mask("mask", [3])) },
        { "gradInput", "gradOutput", s => new SequenceSumPool().Backward(s.In("gradOutput", [4]), s.Out("gradInput", s_tokens)) },
        { "gradInput", "mask", s => new SequenceSumPool().Backward(s.In("gradOutput", [4]), s.Out("gradInput", s_tokens), s.Mask("mask", [3])) },
        { "output", "input", SequenceMax },
        { "output", "indices", SequenceMax },
        { "output", "mask", SequenceMax },
        { "indices", "input", SequenceMax },
        { "gradInput", "gradOutput", s => new SequenceMaxPool().Backward(s.In("gradOutput", [4]), s.Indices("indices", [4]), s.Out("gradInput", s_tokens)) },
        { "gradInput", "indices", s => new SequenceMaxPool().Backward(s.In("gradOutput", [4]), s.Indices("indices", [4]), s.Out("gradInput", s_tokens)) },
        { "output", "input", s => new SequenceWeightedMeanPool(0).Forward(s.In("input", s_tokens), s.In("weights", [3]), s.Out("output", [4])) },
        { "output", "weights", s => new SequenceWeightedMeanPool(0).Forward(s.In("input", s_tokens), s.In("weights", [3]), s.Out("output", [4])) },
        { "gradInput", "gradOutput", WeightedBackward },
        { "gradInput", "input", WeightedBackward },
        { "gradInput", "weights", WeightedBackward },
        { "gradInput", "gradWeights", WeightedBackward },
        { "gradWeights", "weights", WeightedBackward },
        { "gradWeights", "gradOutput", WeightedBackward },
        { "output", "input", SequenceAttention },
        { "output", "w", SequenceAttention },
        { "output", "attention", SequenceAttention },
        { "attention", "input", SequenceAttention },
        { "gradInput", "gradOutput", SequenceAttentionBackward },
        { "gradInput", "input", SequenceAttentionBackward },
        { "gradInput", "gradAttention", SequenceAttentionBackward },
        { "gradInput", "gradW", SequenceAttentionBackward },
        { "gradW", "w", SequenceAttentionBackward },

        { "output", "input", Attention },
        { "output", "v", Attention },
        { "output", "attention", Attention },
        { "attention", "w", Attention },
        { "attention", "u", Attention },
        { "attention", "mask", Attention },
        { "gradInput", "input", AttentionBackward },
        { "gradInput", "gradOutput", AttentionBackward },
        { "gradInput", "gradAttention", AttentionBackward },
        { "gradV", "v", AttentionBackward },
        { "gradV", "gradU", AttentionBackward },
        { "gradW", "w", AttentionBackward },
        { "gradU", "u", AttentionBackward },
        { "gradU", "input", AttentionBackward },

        { "output", "input", Windows },
        { "output", "attention", Windows },
        { "attention", "v", Windows },
        { "gradInput", "input", WindowsBackward },
        { "gradInput", "gradOutput", WindowsBackward },
        { "gradV", "v", WindowsBackward },
        { "gradV", "gradW", WindowsBackward },

        { "output", "input", s => new CapsuleRouting().Forward(s.In("input", s_capsules), s.Out("output", [3, 4]), s.Out("coupling", [2, 3])) },
        { "output", "coupling", s => new CapsuleRouting().Forward(s.In("input", s_capsules), s.Out("output", [3, 4]), s.Out("coupling", [2, 3])) },
        { "couplings", "input", s => new CapsuleRouting(2).ForwardRounds(s.In("input", s_capsules), s.Out("output", [3, 4]), s.Out("couplings", [2, 2, 3])) },
        { "gradInput", "input", s => new CapsuleRouting().Backward(s.In("gradOutput", [3, 4]), s.In("input", s_capsules), s.Out("gradInput", s_capsules)) },
        { "gradInput", "gradOutput", s => new CapsuleRouting().Backward(s.In("gradOutput", [3, 4]), s.In("input", s_capsules), s.Out("gradInput", s_capsules)) },
    };

    private static MixedPool Mixed => new(new MaxPool2d(2), new AvgPool2d(2));

    [Theory, MemberData(nameof(Calls), DisableDiscoveryEnumeration = true)]
    public void IsRefusedByNameAndNothingIsWritten(string output, string other, Action<Store> call)
    {
        Store store = new(output, other);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => call(store));
        Assert.Contains($"{output} shares memory with ", refused.Message, StringComparison.Ordinal);
        Assert.Equal(output, refused.ParamName);
        Assert.All(store.Written, written => Assert.All(written, e => Assert.Equal(0, e)));
    }

    [Theory, MemberData(nameof(Calls), DisableDiscoveryEnumeration = true)]
    public void MemoryOfTheirOwnIsTaken(string output, string other, Action<Store> call)
    {
        Assert.NotEqual(output, other);
        call(new Store());
    }

    private static void MixedBackward(Store s) =>
        Mixed.Backward(s.In("input", s_map), s.Span("weights", 2), s.In("gradOutput", s_pooled), s.Out("gradInput", s_map), s.Span("gradWeights", 2));

    private static void GatedBackward(Store s) =>
        new GatedPool2d(2).Backward(s.In("input", s_map), s.Span("omega", 4), s.In("gradOutput", s_pooled), s.Out("gradInput", s_map), s.Span("gradOmega", 4));

    private static void Sample(Store s) =>
        new StochasticPool2d(2).Sample(s.In("input", s_map), s.In("uniforms", s_pooled), s.Out("output", s_pooled), s.Indices("indices", s_pooled));

    private static void SequenceMax(Store s) =>
        new SequenceMaxPool().ForwardWithIndices(s.In("input", s_tokens), s.Out("output", [4]), s.Indices("indices", [4]), s.Mask("mask", [3]));

    private static void WeightedBackward(Store s) =>
        new SequenceWeightedMeanPool(emptyValue: 0).Backward(s.In("gradOutput", [4]), s.In("input", s_tokens), s.In("weights", [3]), s.Out("gradInput", s_tokens), s.Out("gradWeights", [3]));

    private static void SequenceAttention(Store s) =>
        new SequenceAttentionPool().Forward(s.In("input", s_tokens), s.In("w", [4]), s.Out("output", [4]), s.Out("attention", [3]));

    private static void SequenceAttentionBackward(Store s) => new SequenceAttentionPool().Backward(
        s.In("gradOutput", [4]), s.In("input", s_tokens), s.In("w", [4]), s.Out("gradInput", s_tokens), s.Out("gradW", [4]), gradAttention: s.In("gradAttention", [3]));

    private static void Attention(Store s) =>
        new AttentionPool().Forward(s.In("input", s_tokens), Parameters(s, 4), s.Out("output", [4]), s.Out("attention", [3]), s.Mask("mask", [3]));

    private static void AttentionBackward(Store s) => new AttentionPool().Backward(
        s.In("gradOutput", [4]), s.In("input", s_tokens), Parameters(s, 4), s.Out("gradInput", s_tokens), Gradients(s, 4), gradAttention: s.In("gradAttention", [3]));

    private static void Windows(Store s) => new AttentionPool2d(2).Forward(s.In("input", s_map), Parameters(s, 1), s.Out("output", s_pooled), s.Out("attention", [2, 2, 4]));

    private static void WindowsBackward(Store s) =>
        new AttentionPool2d(2).Backward(s.In("gradOutput", s_pooled), s.In("input", s_map), Parameters(s, 1), s.Out("gradInput", s_map), Gradients(s, 1));

    private static AttentionParameters<double> Parameters(Store s, int width) => new(s.In("v", [2, width]), s.In("w", [2]), s.In("u", [2, width]));

    private static AttentionParameterGradients<double> Gradients(Store s, int width) => new(s.Out("gradV", [2, width]), s.Out("gradW", [2]), s.Out("gradU", [2, width]));

    private static ReadOnlyTensorSpan<long> Places() => new([0, 2, 8, 10], s_pooled);

    /// <summary>Operands full of zeros, all apart but two.</summary>
    public sealed class Store(params string[] together)
    {
        private static readonly bool[] s_all = [.. Enumerable.Repeat(true, 100)];

        private readonly Dictionary<string, double[]> _arrays = [];

        public IEnumerable<double[]> Written => _arrays.Values;

        public ReadOnlyTensorSpan<double> In(string name, nint[] shape) => new(Room(name), shape);

        public TensorSpan<double> Out(string name, nint[] shape) => new(Room(name), shape);

        public Span<double> Span(string name, int length) => Room(name)[..length];

        public TensorSpan<long> Indices(string name, nint[] shape) => new(MemoryMarshal.Cast<double, long>(Room(name)), shape);

        public TensorSpan<byte> Bytes(string name, nint[] shape) => new(MemoryMarshal.Cast<double, byte>(Room(name)), shape);

        // All bytes 0 keep nothing; a mask of its own keeps all.
        public ReadOnlyTensorSpan<bool> Mask(string name, nint[] shape) =>
            together.Contains(name) ? new(MemoryMarshal.Cast<double, bool>(Room(name)), shape) : new(s_all, shape);

        private Span<double> Room(string name)
        {
            string key = together.Contains(name) ? "together" : name;
            if (!_arrays.TryGetValue(key, out double[]? array))
                _arrays[key] = array = new double[100];

            return array;
        }
    }
}
