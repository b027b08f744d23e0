using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using Cenote.Board.Explaining;

namespace Cenote.Cli.Explain;

/// <summary>Dynamic routing on three capsules that predict two: two of them agree on the first, one disagrees.</summary>
internal static class CapsuleStory
{
    private const int In = 3;
    private const int Out = 2;
    private const int Rounds = 3;

    private static readonly double[] s_predictions =
    [
        2, 0, 0, 1,
        2, 0.5, 1, 0,
        -2, 0, 0, 1,
    ];

    public static string Tell()
    {
        Tensor<double> predictions = Tensor.Create(s_predictions, [1, In, Out, 2]);
        (Tensor<double> v, Tensor<double> couplings) = new CapsuleRouting(Rounds).ForwardRounds(predictions);
        StringBuilder text = new();
        text.AppendLine("Three capsules each predict two others. Two agree on the first of these, the third does not.");
        text.AppendLine();
        for (int i = 0; i < In; i++)
            text.AppendLine(CultureInfo.InvariantCulture, $"  capsule {i + 1} predicts {Vector(predictions, i, 0)} and {Vector(predictions, i, 1)}");

        for (int round = 0; round < Rounds; round++)
        {
            text.AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"Round {round + 1}, how much of each goes to the first and the second:");
            for (int i = 0; i < In; i++)
                text.AppendLine(CultureInfo.InvariantCulture, $"  capsule {i + 1}: {Share(couplings[0, round, i, 0])} and {Share(couplings[0, round, i, 1])}");
        }

        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Result: ({NumberText.Of(v[0, 0, 0])}, {NumberText.Of(v[0, 0, 1])}) of length {Length(v, 0)}, and ({NumberText.Of(v[0, 1, 0])}, {NumberText.Of(v[0, 1, 1])}) of length {Length(v, 1)}: the longer, the surer.");
        return text.ToString();
    }

    private static string Vector(Tensor<double> u, int i, int j) => $"({NumberText.Of(u[0, i, j, 0])}, {NumberText.Of(u[0, i, j, 1])})";

    private static string Length(Tensor<double> v, int j) => Share(Math.Sqrt(v[0, j, 0] * v[0, j, 0] + v[0, j, 1] * v[0, j, 1]));

    private static string Share(double share) => share.ToString("0.000", CultureInfo.InvariantCulture);
}
