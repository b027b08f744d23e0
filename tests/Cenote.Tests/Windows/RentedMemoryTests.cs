using System.Buffers;
using System.Numerics.Tensors;

namespace Cenote.Tests.Windows;

/// <summary>A call that refuses its operands late, when it has already rented scratch, gives the scratch back and has written nothing.</summary>
public class RentedMemoryTests
{
    // Nobody else rents doubles of this length on this thread: 700 elements lie in an array of 1024.
    private const int Length = 700;

    public static TheoryData<string, Action<double[]>> RefusedCalls() => new()
    {
        { "mixed", y => Refusing.Forward(Input(-1), [1, 1], Output(y)) },
        { "mixed, backward", y => Refusing.Backward(Input(-1), [1, 1], Input(1), Output(y), y.AsSpan(Length, 2)) },
        { "stochastic", y => new StochasticPool1d(1, checkInput: true).Sample(Input(-1), 1, Output(y), new TensorSpan<long>(new long[Length], [1, Length])) },
        { "stochastic, backward", y => new StochasticPool1d(1, checkInput: true).Backward(Input(-1), Input(1), Output(y)) },
        { "GeM of other channels", y => new GeMPool1d(1, p: [1, 2]).Backward(Input(1), Input(1), Output(y)) },
        { "GeM's parameter", _ => new GeMPool1d(1, p: [1, 2]).ParameterGradient(Input(1), Input(1)) },
    };

    private static MixedPool Refusing => new(new MaxPool1d(1), new StochasticPool1d(1, checkInput: true));

    [Theory, MemberData(nameof(RefusedCalls), DisableDiscoveryEnumeration = true)]
    public void GoesBackWhenACallIsRefused(string name, Action<double[]> call)
    {
        Assert.NotEmpty(name);
        double[] output = [.. Enumerable.Repeat(7.0, Length + 2)];
        double[] kept = ArrayPool<double>.Shared.Rent(Length);
        ArrayPool<double>.Shared.Return(kept);
        Assert.Throws<ArgumentException>(() => call(output));

        // What a thread gives back last it is given first.
        double[] again = ArrayPool<double>.Shared.Rent(Length);
        ArrayPool<double>.Shared.Return(again);
        Assert.Same(kept, again);
        Assert.All(output, e => Assert.Equal(7, e));
    }

    private static ReadOnlyTensorSpan<double> Input(double value) => new(Enumerable.Repeat(value, Length).ToArray(), [1, Length]);

    private static TensorSpan<double> Output(double[] room) => new(room.AsSpan(0, Length), [1, Length]);
}
