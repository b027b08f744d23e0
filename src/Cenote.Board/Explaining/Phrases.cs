namespace Cenote.Board.Explaining;

/// <summary>What of <see cref="Arithmetic"/> is words, in a language.</summary>
internal sealed record Phrases
{
    public static Phrases English { get; } = new()
    {
        PaddingIsZero = "padding counts as 0",
        PaddingIsNeverGreatest = "padding is never the greatest",
        PaddingIsNeverLeast = "padding is never the least",
        PaddingAddsNothing = "padding adds nothing",
        PaddingIsZeroInTheAverage = "padding counts as 0 in the average",
        PaddingTakesNoPart = "padding takes no part",
        NoTap = y => $"no tap lies in the input: {y}",
        Weights = "weights",
        Attention = "attention",
        Average = "the average",
        Drawn = (what, y) => $"drawn is {what} = {y}",
        NothingDrawn = y => $"nothing is above 0, so nothing is drawn: {y}",
        Chance = (share, x) => $"{share} for {x}",
        DrawnBySeed = (chances, seed, y, inference, average) => $"probabilities {chances}; drawn with seed {seed}: {y}; in inference {inference}, the average being {average}",
        PutBack = (told, row, column) => $"{told}, put back to row {row}, column {column}",
        Become = (list, y) => $"{list} become {y}",
        Many = (count, y) => $"{count:N0} elements become {y}",
        ArePadding = (count, rule) => $"{count} of its taps {(count == 1 ? "is" : "are")} padding: {rule}",
        HangOver = (count, isScaled) => $"{count} of its taps hang{(count == 1 ? "s" : "")} over the edge{(isScaled ? ": the sum is scaled up to the whole kernel" : $" and do{(count == 1 ? "es" : "")} not count")}",
    };

    public static Phrases Chinese { get; } = new()
    {
        PaddingIsZero = "填充按 0 计",
        PaddingIsNeverGreatest = "填充从不是最大值",
        PaddingIsNeverLeast = "填充从不是最小值",
        PaddingAddsNothing = "填充不增加任何值",
        PaddingIsZeroInTheAverage = "填充在平均中按 0 计",
        PaddingTakesNoPart = "填充不参与计算",
        NoTap = y => $"窗口不含输入中的任何元素：{y}",
        Weights = "权重",
        Attention = "注意力",
        Average = "平均值",
        Drawn = (what, y) => $"抽到 {what} = {y}",
        NothingDrawn = y => $"没有大于 0 的元素，不抽取：{y}",
        Chance = (share, x) => $"{x} 的概率 {share}",
        DrawnBySeed = (chances, seed, y, inference, average) => $"{chances}；按种子 {seed} 抽到 {y}；推理时为 {inference}，而平均值为 {average}",
        PutBack = (told, row, column) => $"{told}，放回第 {row} 行第 {column} 列",
        Become = (list, y) => $"{list} 变为 {y}",
        Many = (count, y) => $"{count:N0} 个元素变为 {y}",
        ArePadding = (count, rule) => $"其中 {count} 个位置是填充：{rule}",
        HangOver = (count, isScaled) => $"其中 {count} 个位置超出边缘，{(isScaled ? "和按整个核放大" : "不计入")}",
    };

    public required string PaddingIsZero { get; init; }

    public required string PaddingIsNeverGreatest { get; init; }

    public required string PaddingIsNeverLeast { get; init; }

    public required string PaddingAddsNothing { get; init; }

    public required string PaddingIsZeroInTheAverage { get; init; }

    public required string PaddingTakesNoPart { get; init; }

    public required Func<string, string> NoTap { get; init; }

    public required string Weights { get; init; }

    public required string Attention { get; init; }

    public required string Average { get; init; }

    public required Func<string, string, string> Drawn { get; init; }

    public required Func<string, string> NothingDrawn { get; init; }

    public required Func<string, string, string> Chance { get; init; }

    public required Func<string, ulong, string, string, string, string> DrawnBySeed { get; init; }

    public required Func<string, int, int, string> PutBack { get; init; }

    public required Func<string, string, string> Become { get; init; }

    public required Func<int, string, string> Many { get; init; }

    public required Func<long, string, string> ArePadding { get; init; }

    public required Func<long, bool, string> HangOver { get; init; }

    /// <summary>Those of a language tag: Chinese for <c>zh</c>, English for any other.</summary>
    public static Phrases Of(string? language) => language?.StartsWith("zh", StringComparison.OrdinalIgnoreCase) == true ? Chinese : English;
}
