namespace Cenote;

/// <summary>Masked sum of a sequence over the root of its length: y = sum_t m_t x_t / sqrt(n), n = sum_t m_t.</summary>
/// <remarks>
/// <para>Shapes: input <c>[N, T, D]</c> or <c>[T, D]</c>, mask <c>[N, T]</c> or <c>[T]</c>, output <c>[N, D]</c> or <c>[D]</c>.</para>
/// <para>Gradient: dx_t = m_t dy / sqrt(n).</para>
/// <para>Source: Cer et al., "Universal sentence encoder", 2018; <c>mean_sqrt_len_tokens</c> of sentence-transformers.</para>
/// </remarks>
/// <param name="emptyValue">What every element is for an item of which the mask keeps nothing; null (the default) makes it an error.</param>
public sealed class SequenceMeanSqrtPool(double? emptyValue = null) : LinearSequencePool(emptyValue)
{
    private protected override T Divisor<T>(int count) => T.Sqrt(T.CreateTruncating(count));
}
