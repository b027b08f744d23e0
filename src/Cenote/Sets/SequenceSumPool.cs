namespace Cenote;

/// <summary>Masked sum of a sequence: y = sum_t m_t x_t.</summary>
/// <remarks>
/// <para>Shapes: input <c>[N, T, D]</c> or <c>[T, D]</c>, mask <c>[N, T]</c> or <c>[T]</c>, output <c>[N, D]</c> or <c>[D]</c>.</para>
/// <para>Gradient: dx_t = m_t dy.</para>
/// <para>Source: Zaheer et al., "Deep sets", 2017.</para>
/// </remarks>
/// <param name="emptyValue">What every element is for an item of which the mask keeps nothing; null (the default) makes it an error.</param>
public sealed class SequenceSumPool(double? emptyValue = null) : LinearSequencePool(emptyValue);
