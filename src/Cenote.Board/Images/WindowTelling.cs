using System.Numerics.Tensors;
using Cenote.Board.Explaining;
using Cenote.Data;

namespace Cenote.Board.Images;

/// <summary>The arithmetic of one window of a logged picture, a line for each channel. The results are the library's own, of the logged pixels.</summary>
internal static class WindowTelling
{
    private const int MostTaps = 64;

    private const float White = 255;

    // What is pooled are numbers from 0 to 1. Where a factor runs through the formula, pixels from 0 to 255 are told in their place.
    private static readonly string[] s_homogeneous = ["max", "min", "avg", "sum", "lp", "mixed", "stochastic"];

    public static object Of(PicturePair pair, PictureCache pictures, int image, int row, int column, string? language)
    {
        DecodedImage before = pictures.Decode(pair.Before.Points[pair.BeforePoint]), after = pictures.Decode(pair.After);
        PoolingRecord record = pair.Record;
        ArrayPooling pool = record.Make();
        Phrases phrases = Phrases.Of(language);
        Arithmetic arithmetic = new(record.Pooling, pool, record.Settings, phrases);
        bool inPixels = s_homogeneous.Contains(record.Pooling.Name.Split('-')[^1]) && record.Pooling.Name != "mixed-random";
        float unit = inPixels ? White : 1;

        float[] results = Pool(pair, pool, before, image, row, column);
        (int top, int left) = (image / pair.GridColumns * record.Image.Height, image % pair.GridColumns * record.Image.Width);
        int shownRow = image / pair.GridColumns * pair.Rows.Length + row, shownColumn = image % pair.GridColumns * pair.Columns.Length + column;
        return new
        {
            unit = inPixels ? 255 : 1,
            divided = record.Pooling.GoesBeyondOne,
            channels = Enumerable.Range(0, record.Image.Channels).Select(channel =>
            {
                ToldWindow? window = ToldWindow.Of(pool.Windows!, (row, column), pair.Rows[row], pair.Columns[column],
                    (r, c) => before.Planes[(channel * before.Height + top + r) * before.Width + left + c] / White * unit);
                double result = results[channel] * unit;
                return new
                {
                    taps = window?.X.Length ?? 0,
                    told = window is null ? phrases.NoTap(NumberText.Of(result)) : window.X.Length <= MostTaps ? arithmetic.Tell(window, result) : null,
                    least = NumberText.Of(window?.X.Min() ?? 0),
                    greatest = NumberText.Of(window?.X.Max() ?? 0),
                    result = NumberText.Of(result),
                    shown = after.Planes[(channel * after.Height + shownRow) * after.Width + shownColumn],
                };
            }),
        };
    }

    // What is drawn depends on the place in the whole batch, so the images before this one are pooled too where anything is drawn.
    private static float[] Pool(PicturePair pair, ArrayPooling pool, DecodedImage before, int image, int row, int column)
    {
        (int channels, int height, int width) = pair.Record.Image;
        int first = pool.Layer is StochasticPool ? 0 : image, count = image - first + 1;
        bool last = pair.Record.Settings.Layout == TensorLayout.Nhwc;
        float[] elements = new float[count * channels * height * width];
        for (int i = 0, n = first; n <= image; n++)
        {
            (int top, int left) = (n / pair.GridColumns * height, n % pair.GridColumns * width);
            for (int e = 0; e < channels * height * width; e++, i++)
            {
                (int c, int y, int x) = last ? (e % channels, e / channels / width, e / channels % width) : (e / width / height, e / width % height, e % width);
                elements[i] = before.Planes[(c * before.Height + top + y) * before.Width + left + x] / White;
            }
        }

        nint[] shape = last ? [count, height, width, channels] : [count, channels, height, width];
        Tensor<float> output = pool.Pool(Tensor.Create(elements, shape), (ulong)pair.After.Step);
        return [.. Enumerable.Range(0, channels).Select(c => last ? output[count - 1, row, column, c] : output[count - 1, c, row, column])];
    }
}
