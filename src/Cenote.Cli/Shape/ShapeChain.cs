using System.Numerics;

namespace Cenote.Cli.Shape;

/// <summary>A map in a chain: its size, and for each axis how many places of the input one of its places sees, and how far two neighbours' are apart.</summary>
internal sealed record ShapeStep(string Layer, int[] Size, BigInteger[] Field, BigInteger[] Step, string Remark);

/// <summary>Follows a size through poolings; sizes and windows are the library's own.</summary>
internal static class ShapeChain
{
    public static List<ShapeStep> Of(int[] size, LayerText[] layers)
    {
        BigInteger[] ones = [.. size.Select(_ => BigInteger.One)];
        List<ShapeStep> steps = [new("input", size, ones, ones, "")];
        for (int i = 0; i < layers.Length; i++)
            steps.Add(Next(steps[^1], layers[i], i + 1));

        return steps;
    }

    private static ShapeStep Next(ShapeStep before, LayerText layer, int number)
    {
        PoolingSettings settings = layer.Settings with { SpatialAxes = before.Size.Length };
        WindowPool pool;
        int[] size;
        try
        {
            ArrayPooling? made = layer.Pooling.ForImages?.Invoke(settings);
            pool = made is { Windows: { } windows, Layer: not MaxUnpool }
                ? windows
                : throw new BadRequestException($"layer {number}, '{layer.Text}', is {layer.Pooling.Title}, which has no windows.");
            size = [.. pool.OutputShape([1, 1, .. before.Size.Select(n => (nint)n)])[2..].Select(n => (int)n)];
        }
        catch (ArgumentException e)
        {
            throw new BadRequestException($"layer {number}, '{layer.Text}', gets {string.Join('x', before.Size)}: {BadRequestException.Told(e.Message, "k", "o").Replace("inputShape", "the input", StringComparison.Ordinal)}{ShapeRepair.Advice(layer, settings, before.Size)}", e);
        }

        AxisOfWindows[] axes = [.. before.Size.Select((length, axis) => new AxisOfWindows(pool, axis, length))];
        return new ShapeStep(
            layer.Text,
            size,
            [.. axes.Select((a, i) => before.Field[i] + (a.Reach - 1) * before.Step[i])],
            [.. axes.Select((a, i) => before.Step[i] * a.Stride)],
            Remark([.. axes.Select(a => a.Remark)]));
    }

    // Axes of which the same is to be said are not told apart.
    private static string Remark(string[] remarks)
    {
        if (remarks.Distinct().Count() == 1)
            return remarks[0];

        string[] names = remarks.Length == 2 ? ["height", "width"] : ["depth", "height", "width"];
        return string.Join("; ", remarks.Select((remark, i) => (remark, i)).Where(r => r.remark.Length > 0).Select(r => $"{names[r.i]}: {r.remark}"));
    }
}
