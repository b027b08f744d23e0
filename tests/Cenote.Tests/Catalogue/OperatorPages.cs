using System.Globalization;
using System.Numerics.Tensors;
using System.Text;

namespace Cenote.Tests.Catalogue;

/// <summary>docs/operators/NAME.md and docs/choosing.md, written from the catalogue; the numbers come from the library itself.</summary>
internal static class OperatorPages
{
    private static readonly float[] s_example = [1, 3, 2, 4, 5, 2, 7, 1, 3, 8, 4, 2, 6, 1, 5, 9];

    public static string Page(PoolingOperator o)
    {
        StringBuilder page = new();
        page.Append(CultureInfo.InvariantCulture, $"# {char.ToUpperInvariant(o.Title[0])}{o.Title[1..]}\n\n");
        page.Append(CultureInfo.InvariantCulture, $"`{o.Name}` on the command line; in C# {Types(o)}.\n\n");
        page.Append(CultureInfo.InvariantCulture, $"## Formula\n\n    {o.Formula.Replace("; ", "\n    ", StringComparison.Ordinal)}\n\n");
        page.Append(CultureInfo.InvariantCulture, $"## Gradient\n\n{o.Gradient}\n\n");
        page.Append(CultureInfo.InvariantCulture, $"## What it is good and bad at\n\n- Good: {o.GoodAt}\n- Bad: {o.BadAt}\n- Cost: {o.Cost}\n");
        if (o.Parameters.Count > 0)
        {
            page.Append("\n## Parameters\n\n| parameter | range; default | meaning |\n|---|---|---|\n");
            foreach (PoolingParameter p in o.Parameters)
                page.Append(CultureInfo.InvariantCulture, $"| `{p.Name}` | {p.Range} | {p.Meaning} |\n");
        }

        if (o.ForImages is not null)
            page.Append(CultureInfo.InvariantCulture, $"\n## Example\n\nThe example of `cenote explain {o.Name}`, kernel 2 (adaptive: to 2x2):\n\n{Example(o)}\n");

        if (o.Name == "stochastic")
            page.Append(CultureInfo.InvariantCulture, $"\n## Inference is not the plain average\n\n{StochasticInference()}\n");

        page.Append(CultureInfo.InvariantCulture, $"\n## Source\n\n{o.Source}.\n");
        return page.ToString();
    }

    public static string Choosing()
    {
        StringBuilder page = new();
        page.Append("# How to choose a pooling\n\n`cenote list --choose` prints this table.\n\n| pooling | core operation | main advantage | used in |\n|---|---|---|---|\n");
        foreach (PoolingOperator o in OperatorCatalogue.All.Where(o => o.Choice is not null))
            page.Append(CultureInfo.InvariantCulture, $"| [{o.Title}](operators/{o.Name}.md) | {o.Choice!.Core} | {o.Choice.Advantage} | {o.Choice.Use} |\n");

        page.Append("""

            Max and average are used most, and global average pooling ends most modern networks. Choose by whether detail matters and
            whether the task overfits. These are claims; which pooling suits your own images can be measured.

            ## All of them

            | name | what | in C# |
            |---|---|---|

            """);
        foreach (PoolingOperator o in OperatorCatalogue.All)
            page.Append(CultureInfo.InvariantCulture, $"| [`{o.Name}`](operators/{o.Name}.md) | {o.Title} | {Types(o)} |\n");

        return page.ToString().ReplaceLineEndings("\n");
    }

    private static string Types(PoolingOperator o) => string.Join(", ", o.Types.Split(", ").Select(t => t.All(char.IsLetterOrDigit) ? $"`{t}`" : t));

    private static string Example(PoolingOperator o)
    {
        ArrayPooling pooling = o.ForImages!(new PoolingSettings { Seed = 1 });
        Tensor<float> y = pooling.Pool(Tensor.Create(s_example, [1, 1, 4, 4]));
        return $"{Grid(s_example, 4)}\n\nbecomes\n\n{Grid(y.ToArray(), (int)y.Lengths[3])}";
    }

    private static string StochasticInference()
    {
        StringBuilder table = new("It is often said that stochastic pooling is average pooling in inference. It is the mean weighted by the values, which is more:\n\n| window | sum x^2 / sum x | average | mean of 100,000 draws |\n|---|--:|--:|--:|\n");
        foreach (float[] window in (float[][])[[1, 3, 5, 2], [2, 4, 7, 1], [0, 0, 0, 8], [1, 1, 1, 1]])
        {
            Tensor<float> x = Tensor.Create(window, [1, 2, 2]);
            double drawn = Enumerable.Range(0, 100_000).Sum(seed => (double)new StochasticPool2d(2).Sample(x, (ulong)seed).Output[0, 0, 0]) / 100_000;
            table.Append(CultureInfo.InvariantCulture, $"| {string.Join(", ", window)} | {new StochasticPool2d(2).Forward(x)[0, 0, 0]:0.###} | {new AvgPool2d(2).Forward(x)[0, 0, 0]:0.###} | {drawn:0.##} |\n");
        }

        return table.ToString();
    }

    private static string Grid(float[] numbers, int columns)
    {
        string[] cells = [.. numbers.Select(n => n.ToString("0.###", CultureInfo.InvariantCulture))];
        int width = cells.Max(c => c.Length);
        return string.Join('\n', cells.Chunk(columns).Select(row => "    " + string.Join(' ', row.Select(c => c.PadLeft(width)))));
    }
}
