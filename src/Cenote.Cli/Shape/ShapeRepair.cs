using Cenote.Board.Explaining;

namespace Cenote.Cli.Shape;

/// <summary>Which number to change where no windows can be laid, in words.</summary>
internal static class ShapeRepair
{
    /// <summary>A sentence behind the library's own, or nothing.</summary>
    public static string Advice(LayerText layer, PoolingSettings settings, int[] size)
    {
        string[] names = size.Length switch { 1 => [""], 2 => [" of the height", " of the width"], _ => [" of the depth", " of the height", " of the width"] };
        WindowRepair[][] changes = WindowRepair.Of(layer.Pooling, settings, size);
        int failing = Array.FindIndex(changes, c => c.Length > 0);
        if (failing < 0)
            return "";

        bool all = Array.TrueForAll(changes, c => c.SequenceEqual(changes[failing]));
        return $" Make {string.Join(" or ", changes[failing].Select(c => $"{c.Setting}{(all ? "" : names[failing])} at {(c.AtMost ? "most" : "least")} {c.Number}"))}.";
    }
}
