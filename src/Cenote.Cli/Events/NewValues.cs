using Cenote.TensorBoard;

namespace Cenote.Cli.Events;

/// <summary>The values of a log folder that were not taken before.</summary>
internal sealed class NewValues(LogFolder logs)
{
    private readonly Dictionary<LogSeries, int> _taken = [];

    public IEnumerable<(LogSeries Series, EventPoint Point)> Take()
    {
        foreach (LogSeries series in logs.Runs.SelectMany(run => run.Series))
        {
            for (int i = _taken.GetValueOrDefault(series); i < series.Points.Count; i++)
            {
                _taken[series] = i + 1;
                yield return (series, series.Points[i]);
            }
        }
    }

    public void Skip()
    {
        foreach (LogSeries series in logs.Runs.SelectMany(run => run.Series))
            _taken[series] = series.Points.Count;
    }
}
