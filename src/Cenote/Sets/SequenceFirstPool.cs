namespace Cenote;

/// <summary>The first token of a sequence that the mask keeps: y = x_f, f = min { t : m_t }. With BERT this is the [CLS] token.</summary>
/// <remarks>
/// <para>Shapes: input <c>[N, T, D]</c> or <c>[T, D]</c>, mask <c>[N, T]</c> or <c>[T]</c>, output <c>[N, D]</c> or <c>[D]</c>.</para>
/// <para>Gradient: dx_f = dy, 0 elsewhere.</para>
/// <para>Source: Devlin et al., "BERT: pre-training of deep bidirectional transformers for language understanding", 2019.</para>
/// </remarks>
/// <param name="emptyValue">What every element is for an item of which the mask keeps nothing; null (the default) makes it an error.</param>
public sealed class SequenceFirstPool(double? emptyValue = null) : LinearSequencePool(emptyValue)
{
    private protected override (int First, int End) Reads(ReadOnlySpan<bool> mask, int tokens)
    {
        int first = mask.IsEmpty ? 0 : mask.IndexOf(true);
        return (first, first + 1);
    }
}
