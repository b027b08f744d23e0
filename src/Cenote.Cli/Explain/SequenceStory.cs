using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using Cenote.Board.Explaining;

namespace Cenote.Cli.Explain;

/// <summary>A pooling of a sequence whose tokens are the rows of a matrix; the last token is masked, as padding is.</summary>
internal static class SequenceStory
{
    public static string Tell(PoolingOperator pooling, Matrix tokens)
    {
        if (tokens.Rows < 2)
            throw new BadRequestException("--input has 1 row; a sequence has two tokens or more here, of which the last is masked.");

        Tensor<double> x = Tensor.Create(tokens.Elements, [1, tokens.Rows, tokens.Columns]);
        Tensor<bool> mask = Tensor.Create([.. Enumerable.Range(0, tokens.Rows).Select(t => t < tokens.Rows - 1)], [1, tokens.Rows]);
        double[] weights = [.. Enumerable.Range(1, tokens.Rows).Select(t => (double)t)];
        (Tensor<double> y, string? note) = pooling.Name switch
        {
            "seq-mean" => (new SequenceMeanPool().Forward(x, mask), null),
            "seq-sum" => (new SequenceSumPool().Forward(x, mask), null),
            "seq-mean-sqrt" => (new SequenceMeanSqrtPool().Forward(x, mask), null),
            "seq-first" => (new SequenceFirstPool().Forward(x, mask), null),
            "seq-last" => (new SequenceLastPool().Forward(x, mask), (string?)null),
            "seq-max" => Max(x, mask),
            "seq-weighted-mean" => (new SequenceWeightedMeanPool().Forward(x, Tensor.Create(weights, [1, tokens.Rows]), mask), $"Weights, by position: {string.Join(", ", weights.SkipLast(1))}."),
            _ => Attention(x, mask, tokens.Columns),
        };

        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Words.Count(tokens.Rows, "token")} of {Words.Count(tokens.Columns, "number")}, a row each; the last lies outside the mask, so what it holds does not matter.");
        text.AppendLine();
        for (int t = 0; t < tokens.Rows; t++)
            text.AppendLine(CultureInfo.InvariantCulture, $"  token {t + 1}: {string.Join("  ", Enumerable.Range(0, tokens.Columns).Select(d => NumberText.Of(tokens[t, d])))}{(t == tokens.Rows - 1 ? "   (masked)" : "")}");

        text.AppendLine();
        if (note is not null)
            text.AppendLine(note);

        text.AppendLine(CultureInfo.InvariantCulture, $"Result: {string.Join("  ", y.ToArray().Select(NumberText.Of))}");
        return text.ToString();
    }

    private static (Tensor<double> Y, string Note) Max(Tensor<double> x, Tensor<bool> mask)
    {
        (Tensor<double> y, Tensor<long> indices) = new SequenceMaxPool().ForwardWithIndices(x, mask);
        return (y, $"The greatest are in tokens {string.Join(", ", indices.ToArray().Select(i => i + 1))}.");
    }

    // w = 0.5 everywhere: a token scores by the sum of its numbers.
    private static (Tensor<double> Y, string Note) Attention(Tensor<double> x, Tensor<bool> mask, int width)
    {
        (Tensor<double> y, Tensor<double> attention) = new SequenceAttentionPool().Forward(x, Tensor.Create([.. Enumerable.Repeat(0.5, width)], [width]), mask);
        return (y, $"With w = 0.5 everywhere the attention is {string.Join(", ", attention.ToArray().Select(NumberText.Of))}.");
    }
}
