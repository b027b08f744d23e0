using System.Globalization;
using Cenote.TensorBoard;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cenote.Board.Tests.Browser;

/// <summary>The page of curves.</summary>
public class ScalarsTests(Chromium chromium)
{
    [Fact]
    public async Task DrawsACurveForEachRunAndATableOfThem()
    {
        await using TestBoard board = await TestBoard.StartAsync(folder =>
        {
            Write(folder.File("a"), 3, 1, 2);
            Write(folder.File("b"), 5, double.NaN, 7);
        });
        IPage page = await chromium.OpenAsync(new Uri(board.Address, "scalars"));
        ILocator rows = page.GetByRole(AriaRole.Article, new() { Name = "loss" }).Locator("tbody tr");
        await Expect(rows).ToHaveTextAsync([Row("a", 2, 2, 2, 1, 3, 3), Row("b", 7, 7, 2, 5, 7, 3)]);
        await Expect(page.Locator(".u-over")).ToHaveCountAsync(1);
        Assert.True(await page.Locator(".plot canvas").EvaluateAsync<bool>("canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(byte => byte > 0)"), "Nothing is drawn.");

        // From the definition: weights 0.5, 1, 2 of 0.5^k, divided by their sum.
        await page.GetByLabel("Smoothing").FillAsync("0.5");
        double smoothed = (0.25 * 3 + 0.5 * 1 + 1 * 2) / 1.75;
        await Expect(rows.First).ToHaveTextAsync(Row("a", double.Parse(smoothed.ToString("g5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), 2, 2, 1, 3, 3));
    }

    private static string Row(string run, params double[] numbers) => run + string.Concat(numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)));

    private static void Write(string folder, params double[] values)
    {
        using SummaryWriter writer = new(folder);
        for (int step = 0; step < values.Length; step++)
            writer.AddScalar("loss", values[step], step);
    }
}
