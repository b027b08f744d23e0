using Cenote.Board.Logs;
using Cenote.TensorBoard;

namespace Cenote.Board.Images;

/// <summary>The pictures before and after pooling at one step of a run that tells its pooling: grids of images, of up to eight a row without a gap.</summary>
internal sealed class PicturePair
{
    private const int MostColumns = 8;

    private PicturePair(PoolingRecord record, LogSeries before, int beforePoint, EventPoint after, int gridColumns, int gridRows, WindowTaps[] rows, WindowTaps[] columns) =>
        (Record, Before, BeforePoint, After, GridColumns, GridRows, Rows, Columns) = (record, before, beforePoint, after, gridColumns, gridRows, rows, columns);

    public PoolingRecord Record { get; }

    public LogSeries Before { get; }

    public int BeforePoint { get; }

    public EventPoint After { get; }

    public int GridColumns { get; }

    public int GridRows { get; }

    /// <summary>Where the windows of an image lie along its height: one for each row of the output.</summary>
    public WindowTaps[] Rows { get; }

    /// <summary>The same along its width.</summary>
    public WindowTaps[] Columns { get; }

    public bool Holds(int image, int row, int column) =>
        image >= 0 && image < GridColumns * GridRows && row >= 0 && row < Rows.Length && column >= 0 && column < Columns.Length;

    /// <summary>The pair whose picture after pooling this is; null where the run does not tell, the pooling has no windows or the sizes do not fit it.</summary>
    public static PicturePair? Find(LogSeries after, int point)
    {
        if (RunPooling.Read(after.Run) is not { } record || record.Tags.After != after.Tag || record.Pooling.Kind == PoolingKind.Unpooling || record.Make().Windows is not { } windows)
            return null;

        LogSeries? before = after.Run.Series.FirstOrDefault(series => series.Kind == ValueKind.Image && series.Tag == record.Tags.Before);
        EventPoint pooled = after.Points[point];
        int beforePoint = before is null ? -1 : IndexOfStep(before, pooled.Step, point);
        return beforePoint < 0 ? null : Fit(record, windows, before!, beforePoint, pooled);
    }

    private static PicturePair? Fit(PoolingRecord record, WindowPool windows, LogSeries before, int beforePoint, EventPoint after)
    {
        (_, int height, int width) = record.Image;
        EventPoint input = before.Points[beforePoint];
        (int columns, int rows) = (input.Width / width, input.Height / height);
        if (columns is < 1 or > MostColumns || rows < 1 || columns * width != input.Width || rows * height != input.Height)
            return null;

        (int outputWidth, int outputHeight) = (after.Width / columns, after.Height / rows);
        try
        {
            nint[] shape = windows.OutputShape([1, 1, height, width]);
            nint[] expected = windows.Layout == TensorLayout.Nhwc ? windows.OutputShape([1, height, width, 1])[1..3] : shape[2..];
            if (expected[0] != outputHeight || expected[1] != outputWidth || outputWidth * columns != after.Width || outputHeight * rows != after.Height)
                return null;
        }
        catch (ArgumentException)
        {
            return null;
        }

        return new PicturePair(record, before, beforePoint, after, columns, rows, windows.Windows(0, height), windows.Windows(1, width));
    }

    // As a rule the same place; a step that was logged again has several.
    private static int IndexOfStep(LogSeries series, long step, int guess)
    {
        if (guess < series.Points.Count && series.Points[guess].Step == step)
            return guess;

        for (int i = series.Points.Count - 1; i >= 0; i--)
        {
            if (series.Points[i].Step == step)
                return i;
        }

        return -1;
    }
}
