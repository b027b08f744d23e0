namespace Cenote;

/// <summary>The last token of a sequence that the mask keeps: y = x_l, l = max { t : m_t }. With a causal model it has seen all others.</summary>
/// <remarks>
/// <para>Shapes: input <c>[N, T, D]</c> or <c>[T, D]</c>, mask <c>[N, T]</c> or <c>[T]</c>, output <c>[N, D]</c> or <c>[D]</c>.</para>
/// <para>Gradient: dx_l = dy, 0 elsewhere.</para>
/// <para>Source: Neelakantan et al., "Text and code embeddings by contrastive pre-training", 2022.</para>
/// </remarks>
/// <param name="emptyValue">What every element is for an item of which the mask keeps nothing; null (the default) makes it an error.</param>
public sealed class SequenceLastPool(double? emptyValue = null) : LinearSequencePool(emptyValue)
{
    private protected override (int First, int End) Reads(ReadOnlySpan<bool> mask, int tokens)
    {
        int last = mask.IsEmpty ? tokens - 1 : mask.LastIndexOf(true);
        return (last, last + 1);
    }
}
