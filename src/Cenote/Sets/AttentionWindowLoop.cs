using System.Numerics;

namespace Cenote.Sets;

/// <summary>Attention over the windows of each item of a batch, in the order of the batch.</summary>
/// <param name="sizes">What the operands hold.</param>
/// <param name="turned">Whether the channels of a place lie apart, so that an item is turned into rows first.</param>
/// <param name="windows">The windows of an item.</param>
/// <param name="mask">Which places are kept, item after item; null keeps all.</param>
internal readonly unsafe struct AttentionWindowLoop<T>(in AttentionSizes sizes, bool turned, in AttentionWindowItem<T> windows, bool* mask)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly AttentionSizes _sizes = sizes;
    private readonly AttentionWindowItem<T> _windows = windows;

    // Elements from one item of the output to the next, and of the attention.
    private nint OutputItem => (nint)_windows.Outputs * _sizes.Width;

    private nint AttentionItem => (nint)_windows.Outputs * _windows.Taps;

    private nint ScorerScratch => AttentionScorer<T>.Scratch(_sizes.Hidden);

    public void Forward(T* x, T* y, T* attention)
    {
        using Scratch<T> room = new(ScorerScratch + _sizes.Instances + (turned ? _sizes.Item + OutputItem : 0), "input");
        using Scratch<int> numbers = new(_windows.Taps, "kernelSize");
        using Scratch<bool> flags = new(_windows.Taps, "kernelSize");
        fixed (T* scratch = room)
        fixed (int* places = numbers)
        fixed (bool* inside = flags)
        {
            T* scores = scratch + ScorerScratch, rows = scores + _sizes.Instances, pooledRows = rows + _sizes.Item;
            for (nint n = 0; n < _sizes.Items; n++, x += _sizes.Item, y += OutputItem, attention += AttentionItem)
            {
                if (turned)
                    Rows.Transpose(x, _sizes.Width, _sizes.Instances, rows);

                _windows.Forward(turned ? rows : x, Kept(n), turned ? pooledRows : y, attention, scores, scratch, places, inside);
                if (turned)
                    Rows.Transpose(pooledRows, _windows.Outputs, _sizes.Width, y);
            }
        }
    }

    /// <summary>Overwrites the gradients.</summary>
    public void Backward(T* dy, T* x, T* gradAttention, T* dx, T* dv, T* du, T* dw)
    {
        nint numbersOfWindows = 2 * ((nint)_sizes.Instances + _windows.Taps);
        using Scratch<T> room = new(ScorerScratch + numbersOfWindows + (turned ? 2 * _sizes.Item + OutputItem : 0), "input");
        using Scratch<int> numbers = new(_windows.Taps, "kernelSize");
        using Scratch<bool> flags = new(_windows.Taps, "kernelSize");
        fixed (T* scratch = room)
        fixed (int* places = numbers)
        fixed (bool* inside = flags)
        {
            nint matrix = (nint)_sizes.Hidden * _sizes.Width;
            Memory.Clear(dx, _sizes.Items * _sizes.Item);
            Memory.Clear(dv, matrix);
            Memory.Clear(du, du == null ? 0 : matrix);
            Memory.Clear(dw, _sizes.Hidden);
            T* scores = scratch + ScorerScratch, rows = scores + numbersOfWindows, gradRows = rows + _sizes.Item, pooledRows = gradRows + _sizes.Item;
            for (nint n = 0; n < _sizes.Items; n++, x += _sizes.Item, dx += _sizes.Item, dy += OutputItem)
            {
                T* toAttention = gradAttention == null ? null : gradAttention + n * AttentionItem;
                if (!turned)
                {
                    _windows.Backward(x, Kept(n), dy, toAttention, scores, scratch, places, inside, dx, dv, du, dw);
                    continue;
                }

                Rows.Transpose(x, _sizes.Width, _sizes.Instances, rows);
                Rows.Transpose(dy, _sizes.Width, _windows.Outputs, pooledRows);
                Memory.Clear(gradRows, _sizes.Item);
                _windows.Backward(rows, Kept(n), pooledRows, toAttention, scores, scratch, places, inside, gradRows, dv, du, dw);
                Rows.Transpose(gradRows, _sizes.Instances, _sizes.Width, dx);
            }
        }
    }

    private bool* Kept(nint item) => mask == null ? null : mask + item * _sizes.Instances;
}
