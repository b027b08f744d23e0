namespace Cenote;

/// <summary>Masked mean of a sequence: y = sum_t m_t x_t / n, n = sum_t m_t.</summary>
/// <remarks>
/// <para>Shapes: input <c>[N, T, D]</c> or <c>[T, D]</c>, mask <c>[N, T]</c> or <c>[T]</c>, output <c>[N, D]</c> or <c>[D]</c>.</para>
/// <para>Gradient: dx_t = m_t dy / n.</para>
/// <para>Source: Reimers, Gurevych, "Sentence-BERT: sentence embeddings using Siamese BERT-networks", 2019 (MEAN strategy).</para>
/// </remarks>
/// <param name="emptyValue">What every element is for an item of which the mask keeps nothing; null (the default) makes it an error.</param>
public sealed class SequenceMeanPool(double? emptyValue = null) : LinearSequencePool(emptyValue)
{
    private protected override T Divisor<T>(int count) => T.CreateTruncating(count);
}
