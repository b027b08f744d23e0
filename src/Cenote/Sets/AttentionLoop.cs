using System.Numerics;

namespace Cenote.Sets;

/// <summary>Attention over each item of a batch, in the order of the batch.</summary>
/// <param name="sizes">What the operands hold.</param>
/// <param name="turned">Whether the elements of an instance lie apart, so that an item is turned into rows first.</param>
/// <param name="scorer">The score of an instance.</param>
/// <param name="mask">Which instances are kept, item after item; null keeps all.</param>
internal readonly unsafe struct AttentionLoop<T>(in AttentionSizes sizes, bool turned, in AttentionScorer<T> scorer, bool* mask)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly AttentionSizes _sizes = sizes;
    private readonly AttentionScorer<T> _scorer = scorer;

    /// <summary>Elements of scratch that <see cref="Forward"/> needs.</summary>
    public static nint ForwardScratch(in AttentionSizes sizes, bool turned) => AttentionScorer<T>.Scratch(sizes.Hidden) + (turned ? sizes.Item : 0);

    /// <summary>Elements of scratch that <see cref="Backward"/> needs.</summary>
    public static nint BackwardScratch(in AttentionSizes sizes, bool turned) =>
        AttentionScorer<T>.Scratch(sizes.Hidden) + 2 * sizes.AttentionItem + (turned ? 2 * sizes.Item : 0);

    /// <summary>Writes output and attention; an item of which nothing is kept gives <paramref name="empty"/> and attention 0.</summary>
    public void Forward(T* x, T* y, T* attention, T empty, T* scratch)
    {
        T* rows = scratch + AttentionScorer<T>.Scratch(_sizes.Hidden);
        for (nint n = 0; n < _sizes.Items; n++, x += _sizes.Item, y += _sizes.OutputItem, attention += _sizes.AttentionItem)
        {
            if (SetShapes.IsEmpty(mask, n, _sizes.Instances))
            {
                Rows.Fill(y, empty, (int)_sizes.OutputItem);
                Rows.Fill(attention, T.Zero, (int)_sizes.AttentionItem);
                continue;
            }

            if (turned)
                Rows.Transpose(x, _sizes.Width, _sizes.Instances, rows);

            Bag(n).Forward(turned ? rows : x, attention, y, scratch);
        }
    }

    /// <summary>Adds to the gradients, which the caller has set to zero.</summary>
    public void Backward(T* dy, T* x, T* gradAttention, T* dx, T* dv, T* du, T* dw, T* scratch)
    {
        T* rows = scratch + AttentionScorer<T>.Scratch(_sizes.Hidden) + 2 * _sizes.AttentionItem, gradRows = rows + _sizes.Item;
        for (nint n = 0; n < _sizes.Items; n++, x += _sizes.Item, dx += _sizes.Item, dy += _sizes.OutputItem)
        {
            if (SetShapes.IsEmpty(mask, n, _sizes.Instances))
                continue;

            T* toAttention = gradAttention == null ? null : gradAttention + n * _sizes.AttentionItem;
            if (!turned)
            {
                Bag(n).Backward(x, dy, toAttention, scratch, dx, dv, du, dw);
                continue;
            }

            Rows.Transpose(x, _sizes.Width, _sizes.Instances, rows);
            Memory.Clear(gradRows, _sizes.Item);
            Bag(n).Backward(rows, dy, toAttention, scratch, gradRows, dv, du, dw);
            Rows.Transpose(gradRows, _sizes.Instances, _sizes.Width, dx);
        }
    }

    private AttentionBag<T> Bag(nint item) => new(_scorer, mask == null ? null : mask + item * _sizes.Instances, _sizes.Instances, _sizes.Width);
}
